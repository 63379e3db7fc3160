// SPDX-License-Identifier: Apache-2.0

import AuthorityClient
import MissionKernel
import Platform
import ScriptedAuthority
import Testing
import WritTesting

@testable import Runner

/// What is recorded of an effect.
@Suite(.timeLimit(.minutes(2))) struct `An effect` {
    private static let permit = PermitID(high: 7, low: 8)
    private static let permitted =
        #"{"class":"consequential_write","evaluation":{"context":{},"decision":true},"permit":"\#(permit.text)"}"#
    private let concluded = "/v1/permits/\(permit.text)/conclude"

    private func shell(_ script: String) -> ChildCommand {
        ChildCommand("/bin/sh", ["-c", script], environment: Environment.all)
    }

    private func plan(_ command: ChildCommand, probe: ChildCommand? = nil) throws -> EffectPerformer.Plan {
        let question = PermitQuestion(
            mission: MissionID(high: 1, low: 1), client: ClientID("worker"), action: "journal.post",
            resource: try #require(ResourceURI("https://erp.example.com/journal")))
        return EffectPerformer.Plan(question: question, command: command, probe: probe.map { .command($0) })
    }

    /// Performs it under an authority that permits all and answers reports of it like this.
    ///
    /// - Returns: what came of it, and the reports.
    private func perform(
        _ plan: EffectPerformer.Plan,
        conclude: @escaping @Sendable (_ before: Int) -> ScriptedAuthority.Answer = { _ in .ok() }
    ) throws -> (result: Result<EffectPerformer.Result, any Error>, reports: [String]) {
        try Files.withTemporaryDirectory { directory in
            let authority = try ScriptedAuthority(at: directory + "/socket") { question, before in
                question.path == "/v1/permits" ? .ok(Self.permitted) : conclude(before)
            }
            let performer = EffectPerformer(
                client: try AuthorityClient(socketPath: directory + "/socket", as: .owner),
                attempt: Attempt(session: SessionID(high: 1, low: 2), epoch: 1), signals: try SignalWaiter(),
                onWait: { _ in })
            let result = Result { try performer.perform(plan) }
            return (result, authority.questions.filter { $0.path == concluded }.map(\.body))
        }
    }

    @Test func `that cannot begin is recorded as one that did not happen`() throws {
        let (result, reports) = try perform(plan(ChildCommand("/nowhere", environment: [:])))
        #expect(throws: SystemError.self) { _ = try result.get() }
        #expect(reports.count == 1)
        #expect(reports.first?.contains(#""outcome":"refused""#) == true)
    }

    @Test func `to which there is an objection under the permit does not begin`() throws {
        var plan = try plan(shell("exit 0"))
        plan.objection = { DenialAnswer(reason: "out_of_authority", explanation: "no", nextAction: "none") }
        let (result, reports) = try perform(plan)
        guard case .denied(let denial) = try result.get() else { throw Unexpected() }
        #expect(denial.explanation == "no")
        #expect(reports.count == 1)
        #expect(reports.first?.contains(#""outcome":"refused""#) == true)
    }

    @Test func `whose command ends well is recorded as applied, once`() throws {
        let (result, reports) = try perform(plan(shell("exit 0")))
        guard case .performed(.exited(0), Self.permit, .applied, nil) = try result.get() else { throw Unexpected() }
        #expect(reports.count == 1)
        #expect(reports.first?.contains(#""outcome":"applied""#) == true)
    }

    @Test func `whose command fails is what the probe finds`() throws {
        let (result, reports) = try perform(plan(shell("exit 3"), probe: shell("exit 0")))
        guard case .performed(.exited(3), _, .applied, nil) = try result.get() else { throw Unexpected() }
        #expect(reports.count == 1)
    }

    @Test func `whose command fails by itself was not done, and the try is not given back`() throws {
        let (result, reports) = try perform(plan(shell("exit 3")))
        guard case .performed(.exited(3), _, .refused, nil) = try result.get() else { throw Unexpected() }
        #expect(reports.first?.contains(#""cost":{}"#) == true)
    }

    @Test(arguments: ["kill -9 $$", "sh -c 'kill -9 $$'; exit $?"])
    func `whose command was cut short, or says that of what it ran, may have been done`(script: String) throws {
        let (result, _) = try perform(plan(shell(script)))
        guard case .performed(_, _, .unknown, nil) = try result.get() else { throw Unexpected() }
    }

    @Test func `that began is recorded as unknown when it cannot even be probed`() throws {
        let (result, reports) = try perform(plan(shell("exit 3"), probe: ChildCommand("/nowhere", environment: [:])))
        #expect(throws: SystemError.self) { _ = try result.get() }
        #expect(reports.count == 1)
        #expect(reports.first?.contains(#""outcome":"unknown""#) == true)
    }

    @Test func `is reported again to an authority that was away`() throws {
        let (result, reports) = try perform(plan(shell("exit 0"))) { before in
            before == 0 ? .error(503, "unavailable") : .ok()
        }
        guard case .performed(.exited(0), _, .applied, nil) = try result.get() else { throw Unexpected() }
        #expect(reports.count == 2)
        #expect(Set(reports).count == 1)
    }

    private struct Unexpected: Error {}
}
