// SPDX-License-Identifier: Apache-2.0

/// One world from its first to its last step.
package struct SeedRun: Sendable {
    /// Steps of a world, before it heals.
    package static let steps = 160

    package let seed: UInt64
    /// What was met.
    package let coverage: Coverage
    /// The first promise that was not kept, or nil.
    package let breach: Breach?
    /// Equal for runs in which the same happened.
    package let fingerprint: UInt64
    /// Every line, when all were to be kept.
    package let trace: [String]

    /// Lives through the world of a seed.
    package init(seed: UInt64, sabotage: Sabotage? = nil, keepsTrace: Bool = false) {
        self.seed = seed
        do {
            let world = try World(seed: seed, sabotage: sabotage)
            world.trace.keepsAll = keepsTrace
            world.unfold()
            coverage = world.coverage
            fingerprint = world.trace.fingerprint
            trace = keepsTrace ? world.trace.lines : []
            breach = world.oracle.violation.map {
                Breach(
                    seed: seed, step: world.step, promise: $0.promise, detail: $0.detail, lastSteps: world.trace.tail,
                    sabotage: sabotage?.name)
            }
        } catch {
            preconditionFailure("a world cannot begin: \(error)")
        }
    }
}

/// A promise that was broken, and how to see that again.
package struct Breach: Sendable {
    package let seed: UInt64
    /// The step after which it was seen.
    package let step: Int
    package let promise: Promise
    /// What was seen, and what should have been.
    package let detail: String
    /// The last lines of the trace.
    let lastSteps: [String]
    /// The name of the sabotage in force, if there was one.
    let sabotage: String?

    /// The command that runs the same world again.
    package var command: String {
        "writ-sim --seeds \(seed)..\(seed)" + (sabotage.map { " --sabotage \($0)" } ?? "")
    }
}

extension World {
    /// Lives until the last step, or until a promise is broken.
    fileprivate func unfold() {
        while step < SeedRun.steps, oracle.violation == nil { takeStep() }
        if oracle.violation == nil { heal() }
    }
}
