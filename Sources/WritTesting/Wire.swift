// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON

/// Reading what a fixture composed; a fixture that cannot be read is a mistake in the test.
package enum Wire {
    package static func read<Value>(
        _ value: JSONValue, _ body: (JSONNode) throws(JSONShapeError) -> Value
    ) -> Value {
        let bytes = value.canonicalBytes
        do {
            return try body(JSONDocument(bytes).root)
        } catch {
            preconditionFailure("\(error) in \(String(decoding: bytes, as: UTF8.self))")
        }
    }
}

extension Wire {
    /// What `body` finds wrong with `value`, or nil when it reads it.
    package static func fault<Value>(
        _ value: JSONValue, _ body: (JSONNode) throws(JSONShapeError) -> Value
    ) -> JSONShapeError? {
        do {
            _ = try body(JSONDocument(value.canonicalBytes).root)
            return nil
        } catch let error as JSONShapeError {
            return error
        } catch {
            preconditionFailure("\(error)")
        }
    }

    /// What a reader makes of `value`, or nil when it refuses it.
    package static func optional<Value>(_ value: JSONValue, _ reader: JSONNode.Reader<Value>) -> Value? {
        do { return try reader(JSONDocument(value.canonicalBytes).root)() } catch { return nil }
    }
}
