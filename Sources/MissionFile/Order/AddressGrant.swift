// SPDX-License-Identifier: Apache-2.0

import MissionKernel

/// Reads what may be done at an address: `{ at: https://ci.example.com/pipelines, do: [pipelines.run] }`, or with
/// `under` in place of `at` also at everything below it.
struct AddressGrant {
    static func keys(_ place: String) -> [String] { [place, "do"] }

    private let resource: String
    private let isPrefix: Bool
    private let actions: [ActionPattern]
    private let asked: [ActionPattern]

    init(_ section: Section, at place: Field, isPrefix: Bool, asking: Field?) throws(MissionFileError) {
        resource = try place.text()
        self.isPrefix = isPrefix
        guard let uri = ResourceURI(resource) else {
            throw place.error("must be an address such as `https://ci.example.com/pipelines`")
        }
        if let flaw = uri.flaw { throw place.error(flaw) }
        guard !isPrefix || !uri.hasQueryOrFragment else { throw place.error("must not have a query or a fragment") }
        actions = try section.required("do", example: "[pipelines.read, pipelines.run]").list(Self.action)
        let actions = actions
        asked =
            try asking?.list { (field) throws(MissionFileError) in
                try field.word(of: actions.map { ($0.text, $0) })
            } ?? []
        for action in asked {
            guard let wider = actions.first(where: { !asked.contains($0) && action.isContained(in: $0) }) else {
                continue
            }
            throw section.error("would not ask about `\(action.text)`: `\(wider.text)` allows it without asking")
        }
    }

    static func action(_ field: Field) throws(MissionFileError) -> ActionPattern {
        let text = try field.text()
        guard let action = ActionPattern(text) else {
            throw field.error(
                "must be an action such as `invoices.read`, or `invoices.*` for all that begin so, not "
                    + InertText.quoted(text))
        }
        return action
    }

    /// What is granted without asking, then what a person must agree to each time.
    var grants: [Grant] { [grant(asks: false), grant(asks: true)].filter { !$0.actions.isEmpty } }

    private func grant(asks: Bool) -> Grant {
        let actions = actions.filter { asked.contains($0) == asks }.map(\.text)
        return Grant(resource: resource, isPrefix: isPrefix, actions: actions, asks: asks)
    }
}
