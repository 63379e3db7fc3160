// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON
import MissionKernel

/// A condition by itself, in the words of an element of `while`.
package enum ConditionSentence {
    /// Reads `branch.main.frozen is false, else suspend`, or the same as a YAML mapping, into a condition as the wire
    /// has it. People that it names are those of `issuer`.
    package static func condition(_ text: String, issuer: String) throws(MissionFileError) -> JSONValue {
        let node: YAMLNode
        do throws(YAMLError) { node = try YAMLNode(reading: Array(text.utf8)) } catch { throw MissionFileError(error) }
        let context = MissionOrder.Context(now: .distantPast, issuer: issuer, directory: "/")
        let reader = ConditionReader(grants: GrantReader(context: context), entries: [], context: context)
        return try reader.condition(Field(key: "while", node: node))
    }
}
