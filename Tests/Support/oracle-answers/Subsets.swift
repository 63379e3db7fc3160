// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionKernel
import MissionWire

/// Pairs of authorities: `{"child": [entries], "parent": [entries]}`. Answers `inside`, `outside` or `malformed`.
enum Subsets {
    static func answer() {
        while let line = readLine() { print(verdict(line)) }
    }

    private static func verdict(_ line: String) -> String {
        do {
            let root = try JSONDocument(line, limits: .committed).root
            let child = try AuthorityGrammar.entries(root.member("child"))
            let parent = try AuthorityGrammar.entries(root.member("parent"))
            return SetComparison(of: child, with: parent).failure == nil ? "inside" : "outside"
        } catch {
            return "malformed"
        }
    }
}
