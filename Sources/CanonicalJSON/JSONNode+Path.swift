// SPDX-License-Identifier: Apache-2.0

extension JSONNode {
    /// Where this value stands in its document, for messages: `intent.resources[2]`; `the document` for the root.
    package var path: String {
        let path = JSONPathFinder(document: document, target: index).path()
        return path.isEmpty ? "the document" : path
    }
}

/// Finds the way from the root to one token. Only messages need it, so it walks the tokens from the start.
private struct JSONPathFinder {
    let document: JSONDocument
    let target: Int

    func path() -> String {
        var path = ""
        var current = 0
        while current != target, let step = step(from: current) {
            path += step.text(isFirst: path.isEmpty)
            current = step.index
        }
        return path
    }

    private struct Step {
        let name: String?
        let position: Int
        let index: Int

        func text(isFirst: Bool) -> String {
            guard let name else { return "[\(position)]" }
            return isFirst ? name : ".\(name)"
        }
    }

    /// The child of `container` whose subtree holds the target.
    private func step(from container: Int) -> Step? {
        let token = document.tokens[container]
        let isObject = token.kind == .object
        var child = container + 1
        for position in 0..<Int(token.count) {
            let value = isObject ? child + 1 : child
            let end = Int(document.tokens[value].next)
            if (value..<end).contains(target) {
                let node = JSONNode(document: document, index: value)
                return Step(
                    name: isObject ? node.text(of: document.tokens[child]) : nil, position: position, index: value)
            }
            child = end
        }
        return nil
    }
}
