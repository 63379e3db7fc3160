// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

/// Decisions that an enforcement point may use again.
///
/// Only permits of classes that declare a staleness are kept, and only until it runs out; a change of the mission's
/// version drops what was decided before. High-consequence actions are asked about every time.
package struct DecisionCache: Sendable {
    /// What was asked, with all that a decision depends on; the same question may be answered from the cache.
    package struct Question: Hashable, Sendable {
        package let mission: MissionID
        private let client: ClientID
        private let subject: ClaimedSubject?
        private let chain: [Actor]
        private let action: String
        private let resource: ResourceURI
        private let parameters: ActionParameters
        private let parameterDigest: Digest?
        private let classFloor: ActionClass?
        private let cost: Cost

        package init(_ request: ActionRequest) {
            mission = request.mission
            client = request.client
            subject = request.subject
            chain = request.chain
            action = request.action
            resource = request.resource
            parameters = request.parameters
            parameterDigest = request.parameterDigest
            classFloor = request.classFloor
            cost = request.cost
        }
    }

    private struct Kept {
        let until: Instant
        let version: Int64
    }

    private var permits: [Question: Kept] = [:]
    private var versions: [MissionID: Int64] = [:]
    private let permitsMax: Int

    package init(permitsMax: Int = 10_000) { self.permitsMax = permitsMax }

    /// Keeps a decision, if its class allows that at all.
    package mutating func keep(_ decision: Decision, of question: Question, meaning: ClassMeaning) {
        guard case .permit(let terms) = decision.outcome, meaning.stalenessMilliseconds > 0,
            !decision.actionClass.isHighConsequence, !meaning.isDurable,
            decision.version >= versions[question.mission] ?? 0
        else { return }
        if permits.count >= permitsMax { permits.removeAll(keepingCapacity: true) }
        let stale = decision.decidedAt.adding(milliseconds: meaning.stalenessMilliseconds)
        permits[question] = Kept(until: min(stale, terms.validUntil), version: decision.version)
        versions[question.mission] = decision.version
    }

    /// Whether the question was permitted and may still be taken as permitted at `now`.
    package func permits(_ question: Question, at now: Instant) -> Bool {
        guard let kept = permits[question], now < kept.until else { return false }
        return kept.version >= versions[question.mission] ?? 0
    }

    /// Takes in that the mission has a newer version: nothing decided before it counts any more.
    package mutating func learn(version: Int64, of mission: MissionID) {
        versions[mission] = max(version, versions[mission] ?? 0)
    }
}
