// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import MissionWire
import Testing
import WritTesting

/// What people sign: canonical, closed, and made for one authority.
struct `Signed statements` {
    private let mission = MissionID(high: 1, low: 2)
    private let operation = Wire.read(
        "sha-256:6mIFoCz79uCHNzKLfBpBwqFjoFXdpmpuc65486IqimQ", { (node) throws(JSONShapeError) in try node.digest() })
    private let moment = KernelWorld.dawn

    @Test func `are read as they are signed`() throws {
        let approval = ApprovalStatement(
            issuer: "https://a.example", submission: SubmissionID(high: 3, low: 4), approvalEvent: "ape_1",
            approver: Person.ada.principal, intentHash: operation, authorityHash: operation,
            subject: Person.ben.principal,
            expiresAt: moment)
        #expect(try ApprovalStatement(json: JSONDocument(approval.signedBytes).root) == approval)
        let resume = ResumeStatement(
            issuer: "https://a.example", approver: Person.ada.principal, mission: mission, version: 7)
        #expect(try ResumeStatement(json: JSONDocument(resume.signedBytes).root) == resume)
        let extension_ = ExtensionStatement(
            issuer: "https://a.example", approver: Person.ada.principal, mission: mission, version: 7, expiresAt: moment
        )
        #expect(try ExtensionStatement(json: JSONDocument(extension_.signedBytes).root) == extension_)
        let agreement = AgreementStatement(
            issuer: "https://a.example", approver: Person.ada.principal, mission: mission, operation: operation,
            until: moment)
        #expect(try AgreementStatement(json: JSONDocument(agreement.signedBytes).root) == agreement)
    }

    @Test func `are one canonical line each, which says what it is`() throws {
        let resume = ResumeStatement(
            issuer: "https://a.example", approver: Person.ada.principal, mission: mission, version: 7)
        #expect(
            String(decoding: resume.signedBytes, as: UTF8.self)
                == #"{"iss":"https://a.example","typ":"mission-resume","value":{"approver":{"iss":"https://idp.example.com","sub":"ada"},"#
                + #""mission":"\#(mission.text)","version":7}}"#)
    }

    @Test(arguments: [
        #"{"iss":"a","typ":"mission-approval","value":{}}"#, #"{"iss":"a","typ":"mission-resume","value":{},"x":1}"#,
        #"{"typ":"mission-resume","value":{"approver":{"iss":"i","sub":"s"},"mission":"msn_AAAAAAAAAAEAAAAAAAAAAg","version":7}}"#,
        #"{"iss":"a","typ":"mission-resume","value":{"approver":{"iss":"i","sub":"s"},"mission":"msn_AAAAAAAAAAEAAAAAAAAAAg","version":0}}"#,
        #"{"iss":"a","typ":"mission-resume","value":{"approver":{"iss":"i","sub":"s"},"mission":"sub_AAAAAAAAAAEAAAAAAAAAAg","version":7}}"#,
        #"{"iss":"a","typ":"mission-resume","value":{"approver":{"iss":"i","sub":"s"},"mission":"msn_AAAAAAAAAAEAAAAAAAAAAg","version":7,"x":1}}"#,
    ])
    func `are refused when they are another statement or say more`(text: String) throws {
        let root = try JSONDocument(text).root
        #expect(throws: JSONShapeError.self) { try ResumeStatement(json: root) }
    }
}
