// SPDX-License-Identifier: Apache-2.0

/// The populations that rows are measured on. Each tree of missions is of a kind of its own.
enum World: Hashable {
    /// Nothing but the owner.
    case empty
    /// Missions in lines of four generations, with a session each or without.
    case lines(Int, hasSessions: Bool)
    /// Lines of four generations, and then missions that stand alone.
    case serving(lines: Int, singles: Int)
    /// Families of ten descendants, and then families of a hundred thousand; both three generations deep.
    case families(small: Int, large: Int)

    /// Children of each mission, generation by generation.
    static let smallFamily = [1, 1, 8]
    static let largeFamily = [10, 100, 100]

    /// How many missions a family has, its root among them.
    static func size(ofFamily fanOuts: [Int]) -> Int {
        fanOuts.reduce((generation: 1, total: 1)) { sum, fanOut in
            let generation = sum.generation * fanOut
            return (generation, sum.total + generation)
        }.total
    }

    func fill(_ population: inout Population, progress: (Int) -> Void = { _ in }) throws {
        try population.prepare(kinds: trees)
        switch self {
        case .empty: break
        case .lines(let count, let hasSessions):
            for tree in 0..<count / Kind.generations {
                try Self.line(tree, &population, hasSessions: hasSessions)
                progress(population.count)
            }
        case .serving(let lines, let singles):
            for tree in 0..<lines { try Self.line(tree, &population, hasSessions: false) }
            for single in 0..<singles { _ = try population.root(Population.kind(ofTree: lines + single)) }
        case .families(let small, let large):
            for tree in 0..<small { try Self.family(tree, Self.smallFamily, &population) }
            for tree in small..<small + large {
                try Self.family(tree, Self.largeFamily, &population)
                progress(population.count)
            }
        }
    }

    private var trees: Int {
        switch self {
        case .empty: 0
        case .lines(let count, _): count / Kind.generations
        case .serving(let lines, let singles): lines + singles
        case .families(let small, let large): small + large
        }
    }

    private static func line(_ tree: Int, _ population: inout Population, hasSessions: Bool) throws {
        let kind = Population.kind(ofTree: tree)
        var last = try population.root(kind)
        if hasSessions { try population.session(under: last) }
        for generation in 1..<Kind.generations {
            last = try population.child(of: last, kind, generation: generation)
            if hasSessions { try population.session(under: last) }
        }
    }

    /// A root and its descendants, generation after generation: the last mission is one of the deepest.
    private static func family(_ tree: Int, _ fanOuts: [Int], _ population: inout Population) throws {
        let kind = Population.kind(ofTree: tree)
        var parents = [try population.root(kind)]
        for (depth, fanOut) in fanOuts.enumerated() {
            var children: [Int] = []
            for parent in parents {
                for _ in 0..<fanOut { children.append(try population.child(of: parent, kind, generation: depth + 1)) }
            }
            parents = children
        }
    }
}

/// A world as one word of a command line.
extension World {
    var word: String {
        switch self {
        case .empty: "empty"
        case .lines(let count, let hasSessions): "lines:\(count):\(hasSessions ? "sessions" : "bare")"
        case .serving(let lines, let singles): "serving:\(lines):\(singles)"
        case .families(let small, let large): "families:\(small):\(large)"
        }
    }

    init?(word: String) {
        let parts = word.split(separator: ":").map(String.init)
        let numbers = parts.dropFirst().compactMap { Int($0) }
        switch (parts.first, numbers.count) {
        case ("empty", 0): self = .empty
        case ("lines", 1): self = .lines(numbers[0], hasSessions: parts.last == "sessions")
        case ("serving", 2): self = .serving(lines: numbers[0], singles: numbers[1])
        case ("families", 2): self = .families(small: numbers[0], large: numbers[1])
        default: return nil
        }
    }
}
