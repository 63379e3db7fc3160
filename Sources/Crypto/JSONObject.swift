// SPDX-License-Identifier: Apache-2.0

import CJose

/// A JSON object in jansson's memory, which is wiped and freed when the object's life ends.
struct JSONObject: ~Copyable {
    /// Why some bytes are not a JSON object that is read here.
    enum Failure: Error, Hashable {
        case notAnObject
        case duplicateMember
        case tooManyBrackets
    }

    /// A member's value, as far as keys and headers need it.
    enum Member: Equatable {
        case absent
        case string(String)
        case strings([String])
        case other
    }

    /// The `{` and `[` that a text may have, strings included: no key needs more, and jansson recurses for each.
    static let bracketsMax = 64

    // SAFETY: the one reference to the object is this value's, which gives it back when it ends.
    let pointer: UnsafeMutablePointer<json_t>

    /// An object without members; nil if memory is short.
    init?() {
        JSONMemory.prepare()
        self.init(owning: json_object())
    }

    /// Takes over the one reference that `pointer` is; nil if it is nil.
    init?(owning pointer: UnsafeMutablePointer<json_t>?) {
        guard let pointer else { return nil }
        self.pointer = pointer
    }

    /// Reads the UTF-8 text of one object; a name that comes twice in an object is refused, and so is U+0000.
    init(parsing text: UnsafeRawBufferPointer) throws(Failure) {
        JSONMemory.prepare()
        let brackets = text.reduce(0) { $0 + ($1 == UInt8(ascii: "{") || $1 == UInt8(ascii: "[") ? 1 : 0) }
        guard brackets <= Self.bracketsMax else { throw .tooManyBrackets }
        var error = json_error_t()
        let bytes = text.assumingMemoryBound(to: CChar.self).baseAddress
        guard let pointer = json_loadb(bytes, text.count, Int(JSON_REJECT_DUPLICATES), &error) else {
            throw json_error_code(&error) == json_error_duplicate_key ? .duplicateMember : .notAnObject
        }
        guard pointer.pointee.type == JSON_OBJECT else {
            json_decref(pointer)
            throw .notAnObject
        }
        self.pointer = pointer
    }

    deinit { json_decref(pointer) }

    /// The value of the member `name`.
    subscript(name: String) -> Member {
        guard let value = json_object_get(pointer, name) else { return .absent }
        if let string = Self.string(value) { return .string(string) }
        guard value.pointee.type == JSON_ARRAY else { return .other }
        let strings = (0..<json_array_size(value)).compactMap { json_array_get(value, $0).flatMap(Self.string) }
        return strings.count == json_array_size(value) ? .strings(strings) : .other
    }

    /// The length in bytes of the string that is the member `name`, which is not copied; nil for anything else.
    func stringCount(_ name: String) -> Int? {
        guard let value = json_object_get(pointer, name), value.pointee.type == JSON_STRING else { return nil }
        return json_string_length(value)
    }

    /// Sets the member `name`; false if memory is short.
    func set(_ name: String, _ value: String) -> Bool {
        var value = value
        return value.withUTF8 { utf8 in
            let bytes = UnsafeRawBufferPointer(utf8).assumingMemoryBound(to: CChar.self).baseAddress
            return json_object_set_new(pointer, name, json_stringn(bytes, utf8.count)) == 0
        }
    }

    /// The length in bytes of the object's text, names in order and no white space; 0 if memory is short.
    var textCount: Int { json_dumpb(pointer, nil, 0, Self.textFlags) }

    /// Writes the object's text over the whole of `output`, which has room for exactly it; false if memory is short.
    func write(to output: UnsafeMutableRawBufferPointer) -> Bool {
        let bytes = output.assumingMemoryBound(to: CChar.self).baseAddress
        return json_dumpb(pointer, bytes, output.count, Self.textFlags) == output.count
    }

    /// The object's text, names in order and no white space; nil if memory is short.
    func text() -> [UInt8]? {
        var text = [UInt8](repeating: 0, count: textCount)
        let written = text.withUnsafeMutableBytes { write(to: $0) }
        return written && !text.isEmpty ? text : nil
    }

    private static let textFlags = Int(JSON_COMPACT | JSON_SORT_KEYS)

    private static func string(_ value: UnsafeMutablePointer<json_t>) -> String? {
        guard value.pointee.type == JSON_STRING, let bytes = json_string_value(value) else { return nil }
        return String(decoding: UnsafeRawBufferPointer(start: bytes, count: json_string_length(value)), as: UTF8.self)
    }
}
