// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
package import MissionKernel

/// Clients, callers, attempts and causes.
extension JSONNode {
    /// A client's name: 1 to 255 visible ASCII characters.
    package func clientID() throws(JSONShapeError) -> ClientID {
        let text = try string()
        guard (1...255).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw error("must be a client's name: 1 to 255 visible ASCII characters")
        }
        return ClientID(ExactText(text))
    }

    /// `"owner"`, `{"client": …}` or `{"session": …}`
    package func caller() throws(JSONShapeError) -> Caller {
        if stringValue == "owner" { return .owner }
        let object = try object(only: ["client", "session"])
        switch (object["client"], object["session"]) {
        case (let client?, nil): return .client(try client.clientID())
        case (nil, let session?): return .session(try session.identifier())
        default: throw error("must be `owner`, a client or a session")
        }
    }

    /// `{"epoch": …, "session": …}`
    package func attempt() throws(JSONShapeError) -> Attempt {
        let object = try object(only: ["epoch", "session"])
        return Attempt(
            session: try object.member("session").identifier(),
            epoch: Int32(try object.member("epoch").integer(in: 1...Int64(Int32.max))))
    }

    /// `"request"`, `"clock"`, `"ancestor"`, `"expansion"`, or the fact's key
    package func cause() throws(JSONShapeError) -> Cause {
        guard kind == .string else { return .fact(try factKey()) }
        return switch try oneOf(CauseName.self) {
        case .request: .request
        case .clock: .clock
        case .ancestor: .ancestor
        case .expansion: .expansion
        }
    }

    private enum CauseName: String, CaseIterable { case request, clock, ancestor, expansion }
}

extension CanonicalWriter {
    package mutating func member(_ name: String, _ caller: Caller) {
        switch caller {
        case .owner: member(name, "owner")
        case .client(let id): member(name) { json in json.member("client", id.text) }
        case .session(let id): member(name) { json in json.member("session", id) }
        }
    }

    package mutating func member(_ name: String, _ caller: Caller?) {
        if let caller { member(name, caller) }
    }

    package mutating func member(_ name: String, _ attempt: Attempt?) {
        guard let attempt else { return }
        member(name) { json in
            json.member("epoch", attempt.epoch)
            json.member("session", attempt.session)
        }
    }

    package mutating func member(_ name: String, _ cause: Cause) {
        switch cause {
        case .request: member(name, "request")
        case .clock: member(name, "clock")
        case .ancestor: member(name, "ancestor")
        case .expansion: member(name, "expansion")
        case .fact(let key): member(name, key)
        }
    }
}
