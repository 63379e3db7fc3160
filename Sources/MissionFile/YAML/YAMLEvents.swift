// SPDX-License-Identifier: Apache-2.0

import CYAML

/// What libyaml tells of a text, one thing at a time.
struct YAMLEvent {
    let mark: YAMLMark
    let kind: Kind

    enum Kind {
        case streamStart, streamEnd
        case documentStart(hasDirectives: Bool)
        case documentEnd
        case alias
        case scalar(YAMLScalar, Decoration)
        case sequenceStart(Decoration), sequenceEnd
        case mappingStart(Decoration), mappingEnd
    }

    /// What may stand before a value and is refused.
    struct Decoration {
        let hasAnchor: Bool
        let hasTag: Bool
    }
}

/// A libyaml parser over a text that is UTF-8. The only user of the C library.
struct YAMLEvents: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>
    private let text: YAMLText

    init(_ text: YAMLText) throws(YAMLError) {
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        input = .allocate(capacity: text.bytes.count)
        _ = input.initialize(from: text.bytes)
        self.text = text
        guard yaml_parser_initialize(parser) == 1 else { throw YAMLError("no memory to read the text", at: .start) }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        // SAFETY: libyaml keeps the pointer; `input` lives as long as the parser does.
        yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }

    mutating func next() throws(YAMLError) -> YAMLEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw error() }
        defer { yaml_event_delete(&event) }
        return YAMLEvent(mark: YAMLMark(event.start_mark), kind: try kind(of: event))
    }

    private func kind(of event: yaml_event_t) throws(YAMLError) -> YAMLEvent.Kind {
        switch event.type {
        case YAML_STREAM_START_EVENT: return .streamStart
        case YAML_STREAM_END_EVENT: return .streamEnd
        case YAML_DOCUMENT_START_EVENT:
            let document = event.data.document_start
            let hasTags = document.tag_directives.start != document.tag_directives.end
            return .documentStart(hasDirectives: document.version_directive != nil || hasTags)
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_ALIAS_EVENT: return .alias
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            let isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE
            return .scalar(
                YAMLScalar(text: String(decoding: bytes, as: UTF8.self), isPlain: isPlain),
                .init(hasAnchor: scalar.anchor != nil, hasTag: scalar.tag != nil))
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            return .sequenceStart(.init(hasAnchor: start.anchor != nil, hasTag: start.tag != nil))
        case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            return .mappingStart(.init(hasAnchor: start.anchor != nil, hasTag: start.tag != nil))
        case YAML_MAPPING_END_EVENT: return .mappingEnd
        default: throw YAMLError("libyaml reports an event of type \(event.type.rawValue)", at: .start)
        }
    }
}

extension YAMLEvents {
    /// What stopped libyaml, in its words and at its mark, with advice for the mistakes that are made most.
    private func error() -> YAMLError {
        guard parser.pointee.error != YAML_MEMORY_ERROR else {
            return YAMLError("no memory to read the text", at: .start)
        }
        let mark = YAMLMark(parser.pointee.problem_mark)
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "the text cannot be read"
        let context = parser.pointee.context.map { String(cString: $0) } ?? ""
        if let advice = advice(on: problem, context, at: mark) { return YAMLError(advice, at: mark) }
        if let advice = advice(onWhatBegan: context, problem) {
            return YAMLError(advice, at: YAMLMark(parser.pointee.context_mark))
        }
        return YAMLError(context.isEmpty ? problem : "\(context): \(problem)", at: mark)
    }

    private func advice(on problem: String, _ context: String, at mark: YAMLMark) -> String? {
        if context.hasSuffix("alias") { return "`*` begins an alias, which is not allowed; quote a star: \"*\"" }
        if context.hasSuffix("anchor") { return "`&` begins an anchor, which is not allowed; quote the text" }
        if text.scalar(at: mark) == "\t" { return "a tab cannot indent; use spaces" }
        if problem == "did not find expected key" { return "\(context): \(problem); check the indentation" }
        if problem == "did not find expected <document start>" { return "more text after the end of the document" }
        if problem == "found character that cannot start any token", let scalar = text.scalar(at: mark) {
            return "a text cannot begin with \(scalar == "`" ? "a backtick" : "`\(scalar)`"); quote it"
        }
        if problem == "did not find expected '-' indicator" {
            return "the indentation is not that of the list above: each element begins with `- `, and its other lines "
                + "stand under its first word"
        }
        guard problem.hasPrefix("mapping values are not allowed") else { return nil }
        return "a `:` is not expected here: quote a text that has `: ` in it, or correct the indentation of this line "
            + "or the one above"
    }
}

extension YAMLEvents {
    /// What was begun and is not ended: libyaml notices only where something else follows.
    private func advice(onWhatBegan context: String, _ problem: String) -> String? {
        switch context {
        case "while scanning a simple key": "there is no `: ` in this line: a colon and a space stand after a key"
        case "while scanning a quoted scalar" where problem == "found unexpected end of stream":
            "the quotes that begin here do not end"
        case "while parsing a flow sequence": "the list that begins here lacks a `,` or its `]`"
        case "while parsing a flow mapping": "what begins here lacks a `,` or its `}`"
        default: nil
        }
    }
}

extension YAMLMark {
    /// libyaml counts from 0.
    init(_ mark: yaml_mark_t) {
        self.init(line: Int(clamping: mark.line) + 1, column: Int(clamping: mark.column) + 1)
    }
}
