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

    /// `{"iss": …, "sub": …, "sub_profile": "ai_agent other"}`, of which only `sub` must be there. The issuer is not
    /// read.
    package func actor() throws(JSONShapeError) -> Actor {
        try object(only: ["iss", "sub", "sub_profile"]).presentedActor()
    }

    /// The same with whatever else a token says of it: `agent_instance_id`, for instance.
    package func presentedActor() throws(JSONShapeError) -> Actor {
        let object = try object()
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
