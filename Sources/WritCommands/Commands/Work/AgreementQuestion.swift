// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import CanonicalJSON
import Ledger
import MissionKernel
import MissionWire
import Platform
import Runner

/// The question to a person whether one action may be done, as the log of the session's mission tells of it.
///
/// Looking at it asks nothing and records nothing, however long the answer takes.
struct AgreementQuestion {
    /// How waiting ends.
    enum End {
        /// The person says no.
        case declined(Denial)
        /// The question is open no longer, or time is up: asking for the permit tells the rest.
        case settled
        case signal(ProcessSignal)
    }

    private let client: AuthorityClient
    private let operation: Digest
    private let path: String
    private var reader = EntryReader()
    /// From where the log has not been read.
    private var position: Int64 = 0
    private var item: AttentionID?

    private static let pageMax = 1000
    private static let pause = Duration.milliseconds(500)

    /// - Parameter question: what was denied for want of an agreement.
    init(_ question: PermitQuestion, _ client: AuthorityClient) {
        self.client = client
        operation = question.operation
        path = "/v1/missions/\(question.mission.text)/log"
    }

    /// Waits until the question is answered or runs out, at most until the deadline.
    mutating func wait(_ signals: SignalWaiter, until patience: Deadline) throws -> End {
        while true {
            if let end = try news() { return end }
            if case .signal(let signal) = try signals.wait(deadline: min(patience, .after(Self.pause))) {
                return .signal(signal)
            }
            if patience.hasPassed { return .settled }
        }
    }

    /// What the entries since the last look make of the question; nil while it is open.
    private mutating func news() throws -> End? {
        var end: End?
        while true {
            let page = try ShownEntry.all(in: client.get("\(path)?from=\(position)&max=\(Self.pageMax)"))
            for entry in page {
                let (event, at) = try reader.read(entry.bytes)
                end = take(event, at: at) ?? end
                position = entry.number + 1
            }
            guard page.count == Self.pageMax else { return item == nil ? end : nil }
        }
    }

    /// How the question ends by this, if it does.
    private mutating func take(_ event: Event, at moment: Instant) -> End? {
        switch event {
        case .attentionRaised(let event):
            if case .operation(operation, _) = event.subject { item = event.id }
        case .attentionAnswered(let event) where event.id == item:
            item = nil
            guard case .deny(let comment) = event.answer else { return .settled }
            return .declined(Denial(.approvalRequired, .declined(at: moment, comment)))
        case .attentionExpired(let event) where event.id == item:
            item = nil
            return .settled
        default: break
        }
        return nil
    }
}
