// SPDX-License-Identifier: Apache-2.0

/// A person or service known by an issuer: for whom a mission runs, or who approved it.
package struct Principal: Hashable, Sendable {
    package let issuer: ExactText
    package let subject: ExactText

    package init(issuer: ExactText, subject: ExactText) {
        self.issuer = issuer
        self.subject = subject
    }
}

/// The name under which the authority knows a piece of software that proposes and runs missions.
package struct ClientID: Hashable, Sendable {
    package let text: ExactText

    package init(_ text: ExactText) { self.text = text }
}

/// Who acts: one client, or one sub-agent of it, with the classes it belongs to.
package struct Actor: Hashable, Sendable {
    package let subject: ExactText
    /// Actor types such as `ai_agent`; an actor may have several.
    package let profiles: [ExactText]

    package init(subject: ExactText, profiles: [ExactText] = []) {
        self.subject = subject
        self.profiles = profiles
    }
}
