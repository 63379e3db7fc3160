// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
package import MissionKernel

/// Principals and actors as objects.
extension JSONNode {
    /// `{"iss": …, "sub": …}`
    package func principal() throws(JSONShapeError) -> Principal {
        let object = try object(only: ["iss", "sub"])
        return Principal(issuer: try object.member("iss").exactText(), subject: try object.member("sub").exactText())
    }

    /// `{"sub": …, "sub_profile": "ai_agent other"}`; `iss` is accepted when it names this authority, for which it is
    /// `nil`.
    package func actor() throws(JSONShapeError) -> Actor {
        let object = try object(only: ["iss", "sub", "sub_profile"])
        let profiles = try object["sub_profile"].map { (node) throws(JSONShapeError) in
            try node.string().split(separator: " ").map { ExactText(String($0)) }
        }
        let subject = try object.member("sub").exactText()
        guard !subject.string.isEmpty else { throw try object.member("sub").error("must not be empty") }
        return Actor(subject: subject, profiles: profiles ?? [])
    }
}

extension CanonicalWriter {
    package mutating func member(_ name: String, _ principal: Principal) {
        member(name) { json in
            json.member("iss", principal.issuer)
            json.member("sub", principal.subject)
        }
    }

    package mutating func member(_ name: String, _ principal: Principal?) {
        if let principal { member(name, principal) }
    }

    package mutating func member(_ name: String, _ actor: Actor) {
        member(name) { json in
            json.member("sub", actor.subject)
            if !actor.profiles.isEmpty {
                json.member("sub_profile", actor.profiles.map(\.string).joined(separator: " "))
            }
        }
    }
}
