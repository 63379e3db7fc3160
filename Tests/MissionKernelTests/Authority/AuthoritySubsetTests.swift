// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import MissionWire
import Testing
import WritTesting

/// The corpus under `Tests/Goldens/subset`, which any implementation can run.
struct `The subset rule` {
    struct Case: Sendable, CustomTestStringConvertible {
        let file: String
        let name: String
        let child: JSONValue
        let parent: JSONValue
        let verdict: String
        let why: String?

        var testDescription: String { "\(file): \(name)" }

        init(file: String, _ node: JSONNode) throws(JSONShapeError) {
            self.file = file
            let object = try node.object(only: ["name", "child", "parent", "verdict", "why"])
            name = try object.required("name", JSONNode.string)
            child = JSONValue(try object.member("child"))
            parent = JSONValue(try object.member("parent"))
            verdict = try object.required("verdict", JSONNode.string)
            why = try object.optional("why", JSONNode.string)
        }
    }

    static let corpus: [Case] = {
        do {
            return try Goldens.documents(in: "subset").flatMap { path in
                try Goldens.document(path).root.member("cases").array(max: 1000) { (node) throws(JSONShapeError) in
                    try Case(file: path, node)
                }
            }
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    @Test func `has a corpus of its own`() {
        #expect(Self.corpus.count >= 250)
        #expect(Set(Self.corpus.map { "\($0.file) \($0.name)" }).count == Self.corpus.count)
    }

    @Test(arguments: corpus)
    func `gives the verdict of the corpus`(_ item: Case) throws {
        let (verdict, why) = try Self.judge(item)
        #expect(verdict == item.verdict)
        #expect(why == item.why)
    }

    private static func judge(_ item: Case) throws -> (verdict: String, why: String?) {
        var entries: [AuthorityEntry] = []
        for (side, value) in [("child", item.child), ("parent", item.parent)] {
            let root = try JSONDocument(value.canonicalBytes).root
            do throws(JSONShapeError) {
                entries.append(try AuthorityGrammar.entry(root))
            } catch {
                return ("malformed", error.path == "the document" ? side : "\(side).\(error.path)")
            }
        }
        guard let failure = entries[0].failureToBeSubset(of: entries[1]) else { return ("subset", nil) }
        return ("not_subset", failure.name)
    }

    @Test func `is the same question however it is asked`() throws {
        for item in Self.corpus where item.verdict != "malformed" {
            let (child, parent) = (AuthorityEntry(item.child), AuthorityEntry(item.parent))
            #expect(child.isSubset(of: parent) == (item.verdict == "subset"))
            let comparison = SetComparison(of: [child], with: [parent])
            #expect((comparison.failure == nil) == (item.verdict == "subset"))
        }
    }
}

/// Sets of entries: each entry of the candidate needs one of the reference.
struct `The comparison of sets` {
    private func comparison(_ candidate: [JSONValue], _ reference: [JSONValue]) -> SetComparison {
        SetComparison(of: candidate.map { AuthorityEntry($0) }, with: reference.map { AuthorityEntry($0) })
    }

    @Test func `fails on the first entry that is inside none, with the closest failure`() throws {
        let reference: [JSONValue] = [
            .entry("a", on: "https://b.example"), .entry("a", constraints: ["tenant": "t"]), .entry("b"),
        ]
        let failure = try #require(comparison([.entry("b"), .entry("a"), .entry("c")], reference).failure)
        #expect(failure.entry == 1)
        #expect(failure.closest == 1)
        #expect(failure.reason == .constraintMissing(.tenant))
    }

    @Test func `reports the first of equally close entries`() throws {
        let failure = try #require(comparison([.entry("c")], [.entry("a"), .entry("b")]).failure)
        #expect(failure.closest == 0)
    }

    @Test func `does not put an entry together from two`() {
        #expect(comparison([.entry("a", "b")], [.entry("a"), .entry("b")]).failure?.reason == .actionOutside("b"))
    }

    @Test func `finds nothing inside nothing`() {
        let failure = comparison([.entry("a")], []).failure
        #expect(failure?.closest == -1)
        #expect(failure?.reason == .resourceOutside)
        #expect(comparison([], []).failure == nil)
        #expect(comparison([], [.entry("a")]).failure == nil)
    }

    @Test func `justifies each entry by the first that contains it`() {
        let reference: [JSONValue] = [.entry("a", constraints: ["tenant": "t"]), .entry("a.*"), .entry("a.*", "b")]
        let candidate: [JSONValue] = [.entry("b"), .entry("a.x"), .entry("a", constraints: ["tenant": "t"])]
        #expect(comparison(candidate, reference).justifications == [2, 1, 0])
    }
}

extension SubsetFailure {
    /// The failure as the corpus names it.
    fileprivate var name: String {
        switch self {
        case .unsupported(.type(let type)): "unsupported_type:\(type)"
        case .unsupported(.resourceMatch(let match)): "unsupported_resource_match:\(match)"
        case .unsupported(.member(let member)): "unsupported_member:\(member)"
        case .resourceOutside: "resource_outside"
        case .actionOutside(let action): "action_outside:\(action)"
        case .constraintMissing(let key): "constraint_missing:\(key.rawValue)"
        case .constraintBroader(let key): "constraint_broader:\(key.rawValue)"
        case .constraintIncomparable(let name): "constraint_incomparable:\(name)"
        case .delegationIntroduced: "delegation_introduced"
        case .delegationDeeper: "delegation_deeper"
        case .delegatesWider: "delegates_wider"
        case .delegationIncomparable(let name): "delegation_incomparable:\(name)"
        case .childrenIntroduced: "children_introduced"
        case .childrenDeeper: "children_deeper"
        case .childrenMore: "children_more"
        case .childActorsWider: "child_actors_wider"
        case .childApprovalDropped: "child_approval_dropped"
        }
    }
}
