// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
package import MissionKernel

/// A list of the authority that comes in pages, the newest first.
package struct PagedList: Sendable {
    fileprivate let name: String
    private let filter: String

    private init(_ name: String, filter: String = "") {
        self.name = name
        self.filter = filter
    }

    package static let missions = PagedList("missions")
    package static let sessions = PagedList("sessions")

    /// The missions in one state.
    package static func missions(thatAre state: MissionState) -> PagedList {
        PagedList("missions", filter: "&state=\(state.rawValue)")
    }

    /// The path of the page of what is older than `position`, or of the newest.
    fileprivate func path(before position: Int64?) -> String {
        "/v1/\(name)?max=1000\(filter)\(position.map { "&before=\($0)" } ?? "")"
    }
}

extension AuthorityClient {
    /// All that a list has, page by page to its end: nothing is left out, however long it is.
    package func all(_ list: PagedList) throws(ClientError) -> [JSONNode] {
        var elements: [JSONNode] = []
        var position: Int64?
        repeat {
            let answer = try get(list.path(before: position))
            position = try understood { () throws(JSONShapeError) in
                elements += try answer.elements(of: list)
                return try answer.nextPage(after: position)
            }
        } while position != nil
        return elements
    }
}

extension JSONNode {
    fileprivate func elements(of list: PagedList) throws(JSONShapeError) -> [JSONNode] {
        guard let elements = self[dynamic: list.name] else { throw error("must have `\(list.name)`") }
        return try elements.array(max: .max) { (element) throws(JSONShapeError) in element }
    }

    /// Where the next page begins; nil when this is the last. Each begins before the one that it follows, so that there
    /// is an end.
    fileprivate func nextPage(after position: Int64?) throws(JSONShapeError) -> Int64? {
        guard let next = self["next"] else { return nil }
        let start = try next.integer(in: 0...Int64.max)
        guard start < position ?? .max else { throw next.error("must be before the page that it follows") }
        return start
    }
}
