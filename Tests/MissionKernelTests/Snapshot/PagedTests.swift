// SPDX-License-Identifier: Apache-2.0

import MissionKernel
import Testing
import WritTesting

/// Tables in pages are what plain ones are, and their copies are apart.
struct `Paged tables` {
    @Test(arguments: 0..<5)
    func `hold what a dictionary would`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var plain: [Int: Int] = [:]
        var paged = PagedDictionary<Int, Int>()
        var copies: [(plain: [Int: Int], paged: PagedDictionary<Int, Int>)] = []
        for step in 0..<4000 {
            let key = Int.random(in: 0..<700, using: &random)
            switch random.pick([0, 0, 1, 2, 3]) {
            case 0: (plain[key], paged[key]) = (step, step)
            case 1: #expect(paged.removeValue(forKey: key) == plain.removeValue(forKey: key))
            case 2:
                (plain[key, default: 5], paged[key, default: 5]) = (
                    plain[key, default: 5] + 1, paged[key, default: 5] + 1
                )
            default: (plain[key], paged[key]) = (nil, nil)
            }
            if step.isMultiple(of: 500) { copies.append((plain, paged)) }
        }
        for (plain, paged) in copies + [(plain, paged)] {
            #expect(paged.count == plain.count)
            #expect(Dictionary(uniqueKeysWithValues: paged.map { ($0.key, $0.value) }) == plain)
            #expect((0..<700).allSatisfy { paged[$0] == plain[$0] })
        }
    }

    @Test(arguments: 0..<5)
    func `hold what an array would`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var plain: [String] = []
        var paged = PagedArray<String>()
        var copies: [(plain: [String], paged: PagedArray<String>)] = []
        for step in 0..<9000 {
            if plain.isEmpty || random.chance(percent: 70) {
                plain.append("\(step)")
                paged.append("\(step)")
            } else if random.chance(percent: 50) {
                #expect(paged.removeLast() == plain.removeLast())
            } else {
                let place = Int.random(in: plain.indices, using: &random)
                plain[place] += "!"
                paged[place] += "!"
            }
            if step.isMultiple(of: 1000) { copies.append((plain, paged)) }
        }
        for (plain, paged) in copies + [(plain, paged)] { #expect(Array(paged) == plain) }
    }
}
