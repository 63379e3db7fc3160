// SPDX-License-Identifier: Apache-2.0

import MissionKernel
import Testing
import WritTesting

@testable import WritCommands

struct `What was tried under a key` {
    private static let first = PermitID(high: 1, low: 1)
    private static let second = PermitID(high: 1, low: 2)
    private static let mission = MissionID(high: 2, low: 1)

    private static func granted(
        _ id: PermitID, _ key: String, under mission: MissionID = Self.mission
    ) -> Event {
        .permitGranted(
            PermitGranted(
                id: id, mission: mission, attempt: nil, client: "agent", action: "pay",
                resource: KernelWorld.resource("https://erp.example.com/pay"), operation: nil,
                terms: PermitTerms(entry: 0, validUntil: KernelWorld.dawn, useLimit: 1, parameterDigest: nil),
                actionClass: .consequentialWrite, version: 1, key: ExactText(key), cost: .nothing))
    }

    private static func concluded(_ id: PermitID, _ outcome: ConcludeEffect.Outcome) -> Event {
        .effectConcluded(EffectConcluded(id: id, outcome: outcome, result: nil, cost: nil))
    }

    private static func tries(_ events: Event...) -> EffectTries {
        var tries = EffectTries(under: "k")
        for event in events { tries.take(event) }
        return tries
    }

    @Test func `counts the try that did it, though it followed one that did not`() throws {
        let tries = Self.tries(
            Self.granted(Self.first, "k"), Self.concluded(Self.first, .refused),
            Self.granted(Self.second, "k after \(Self.first.text)"), Self.concluded(Self.second, .applied))
        #expect(try tries.last() == Self.second && tries.count == 2 && tries.isApplied(Self.second))
    }

    @Test func `is the last try where none did it`() throws {
        let tries = Self.tries(
            Self.granted(Self.first, "k"), Self.concluded(Self.first, .refused),
            Self.granted(Self.second, "k after \(Self.first.text)"), Self.concluded(Self.second, .unknown))
        #expect(try tries.last() == Self.second && !tries.isApplied(Self.second))
    }

    @Test func `is not what was tried under a key that only begins alike`() {
        let tries = Self.tries(Self.granted(Self.first, "kk"), Self.granted(Self.second, "k after lunch"))
        #expect(tries.count == 0)
        #expect(throws: CommandFailure.self) { try tries.last() }
    }

    @Test func `is asked about where two missions did it`() {
        let tries = Self.tries(
            Self.granted(Self.first, "k"), Self.concluded(Self.first, .applied),
            Self.granted(Self.second, "k", under: MissionID(high: 2, low: 2)), Self.concluded(Self.second, .applied))
        #expect(throws: UsageError.self) { try tries.last() }
    }

    @Test func `is shown by the key that was said`() {
        #expect(EffectKey("k after lunch").phrase == "`k after lunch`")
        #expect(
            EffectKey("k after \(Self.first.text)").phrase == "`k`, tried again after \(Self.first.text)")
    }
}
