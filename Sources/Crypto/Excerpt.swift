// SPDX-License-Identifier: Apache-2.0

/// The beginning of a foreign text, fit for a message: at most 40 characters, `?` for all but printable ASCII.
func excerpt(_ text: some Sequence<UInt8>) -> String {
    let printable = UInt8(ascii: " ")...UInt8(ascii: "~")
    let shown = text.prefix(40).map { printable.contains($0) && $0 != UInt8(ascii: "`") ? $0 : UInt8(ascii: "?") }
    return String(decoding: shown, as: UTF8.self)
}
