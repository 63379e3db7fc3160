// SPDX-License-Identifier: Apache-2.0

import Crypto
package import MissionKernel

/// What entries can be about.
package enum LedgerName: Hashable, Sendable {
    case mission(MissionID)
    case submission(SubmissionID)
    case session(SessionID)
    /// A permit, and the effect that it permits.
    case permit(PermitID)
    case item(QueueItemID)
    case attention(AttentionID)
    case client(ClientID)
    case principal(Principal)
    case fact(ExactText)
    /// An operation that was evaluated, permitted or agreed to, by its digest.
    case operation(Digest)

    /// The longest text that is read, in bytes.
    package static let bytesMax = 4096

    /// The text form: identifiers as they are written everywhere, and `client:ID`, `principal:ISSUER SUBJECT`,
    /// `fact:NAME` and `operation:DIGEST`.
    package var text: String {
        switch self {
        case .mission(let id): id.text
        case .submission(let id): id.text
        case .session(let id): id.text
        case .permit(let id): id.text
        case .item(let id): id.text
        case .attention(let id): id.text
        case .client(let id): "client:" + id.text.string
        case .principal(let principal): "principal:" + principal.issuer.string + " " + principal.subject.string
        case .fact(let name): "fact:" + name.string
        case .operation(let digest): "operation:" + DigestText.format(digest)
        }
    }

    /// Reads the text form; nil for any other text. What it names need not exist.
    package init?(_ text: String) {
        guard text.utf8.count <= Self.bytesMax, let name = Self.identifier(text) ?? Self.prefixed(text) else {
            return nil
        }
        self = name
    }

    private static func identifier(_ text: String) -> LedgerName? {
        MissionID(text).map { .mission($0) } ?? SubmissionID(text).map { .submission($0) }
            ?? SessionID(text).map { .session($0) } ?? PermitID(text).map { .permit($0) }
            ?? QueueItemID(text).map { .item($0) } ?? AttentionID(text).map { .attention($0) }
    }

    private static func prefixed(_ text: String) -> LedgerName? {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let rest = String(text[text.index(after: colon)...])
        guard !rest.isEmpty else { return nil }
        switch text[..<colon] {
        case "client": return .client(ClientID(ExactText(rest)))
        case "principal": return principal(rest)
        case "fact": return .fact(ExactText(rest))
        case "operation": return operation(rest)
        default: return nil
        }
    }

    private static func principal(_ text: String) -> LedgerName? {
        let parts = text.split(separator: " ", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        return .principal(Principal(issuer: ExactText(String(parts[0])), subject: ExactText(String(parts[1]))))
    }

    private static func operation(_ text: String) -> LedgerName? {
        do throws(DigestTextError) { return .operation(try DigestText.parse(text)) } catch { return nil }
    }
}
