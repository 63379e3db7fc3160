// SPDX-License-Identifier: Apache-2.0

extension YAMLNode {
    /// Reads one document of the safe part of YAML: mappings, lists and scalars, and nothing that stands for something
    /// else. JSON is read as the YAML that it is; characters beyond U+FFFF must stand for themselves there, not as a
    /// pair of escapes.
    ///
    /// Refused, with the place: anchors, aliases, tags, directives, merge keys, keys that are not text, a key given
    /// twice, more than one document, hidden line breaks, and whatever exceeds `limits`.
    package init(reading bytes: [UInt8], limits: YAMLLimits = YAMLLimits()) throws(YAMLError) {
        var reader = YAMLReader(
            events: try YAMLEvents(try YAMLText(bytes, bytesMax: limits.bytesMax)), limits: limits)
        self = try reader.document()
    }
}

private struct YAMLReader: ~Copyable {
    var events: YAMLEvents
    let limits: YAMLLimits
    var nodeCount = 0

    init(events: consuming YAMLEvents, limits: YAMLLimits) {
        self.events = events
        self.limits = limits
    }

    mutating func document() throws(YAMLError) -> YAMLNode {
        _ = try events.next()
        let start = try events.next()
        guard case .documentStart(let hasDirectives) = start.kind else {
            throw YAMLError("there is nothing in the text", at: .start)
        }
        guard !hasDirectives else { throw YAMLError("directives (`%…`) are not allowed", at: start.mark) }
        let root = try node(try events.next(), depth: 0)
        _ = try events.next()
        let end = try events.next()
        guard case .streamEnd = end.kind else {
            throw YAMLError("a second document begins here; only one is allowed", at: end.mark)
        }
        return root
    }

    private mutating func node(_ event: YAMLEvent, depth: Int) throws(YAMLError) -> YAMLNode {
        try count(event)
        switch event.kind {
        case .scalar(let scalar, let decoration):
            try refuse(decoration, at: event.mark)
            return YAMLNode(.scalar(scalar), at: event.mark)
        case .sequenceStart(let decoration):
            try enter(decoration, depth: depth, at: event.mark)
            return YAMLNode(.sequence(try elements(depth: depth + 1)), at: event.mark)
        case .mappingStart(let decoration):
            try enter(decoration, depth: depth, at: event.mark)
            return YAMLNode(.mapping(try members(depth: depth + 1)), at: event.mark)
        case .alias: throw YAMLError("aliases (`*name`) are not allowed; quote a star: \"*\"", at: event.mark)
        default: throw YAMLError("a value is missing here", at: event.mark)
        }
    }

    private mutating func elements(depth: Int) throws(YAMLError) -> [YAMLNode] {
        var elements: [YAMLNode] = []
        while true {
            let event = try events.next()
            if case .sequenceEnd = event.kind { return elements }
            elements.append(try node(event, depth: depth))
        }
    }

    private mutating func members(depth: Int) throws(YAMLError) -> [YAMLMember] {
        var members: [YAMLMember] = []
        var lines: [String: Int] = [:]
        while true {
            let event = try events.next()
            if case .mappingEnd = event.kind { return members }
            let key = try key(event)
            if let line = lines.updateValue(event.mark.line, forKey: key) {
                throw YAMLError(
                    "`\(InertText.shown(key))` stands here for the second time; see line \(line)", at: event.mark)
            }
            members.append(
                YAMLMember(key: key, mark: event.mark, value: try node(try events.next(), depth: depth)))
        }
    }

    /// A key is text: quoted, or plain and nothing else.
    private mutating func key(_ event: YAMLEvent) throws(YAMLError) -> String {
        try count(event)
        guard case .scalar(let scalar, let decoration) = event.kind else {
            throw YAMLError("a key must be text, not a list or a mapping", at: event.mark)
        }
        try refuse(decoration, at: event.mark)
        guard !scalar.isPlain || scalar.text != "<<" else {
            throw YAMLError("merge keys (`<<`) are not allowed", at: event.mark)
        }
        guard scalar.value == .text else {
            throw YAMLError("a key must be text; quote it: \"\(InertText.shown(scalar.text))\"", at: event.mark)
        }
        return scalar.text
    }

    private mutating func count(_ event: YAMLEvent) throws(YAMLError) {
        nodeCount += 1
        guard nodeCount <= limits.nodesMax else {
            throw YAMLError("the text has more than \(limits.nodesMax) values", at: event.mark)
        }
    }

    private func enter(_ decoration: YAMLEvent.Decoration, depth: Int, at mark: YAMLMark) throws(YAMLError) {
        try refuse(decoration, at: mark)
        guard depth < limits.depthMax else {
            throw YAMLError("more than \(limits.depthMax) lists and mappings inside each other", at: mark)
        }
    }

    private func refuse(_ decoration: YAMLEvent.Decoration, at mark: YAMLMark) throws(YAMLError) {
        guard !decoration.hasAnchor else {
            throw YAMLError("anchors (`&name`) are not allowed; quote a text that begins with `&`", at: mark)
        }
        guard !decoration.hasTag else {
            throw YAMLError("tags (`!name`) are not allowed; quote a text that begins with `!`", at: mark)
        }
    }
}
