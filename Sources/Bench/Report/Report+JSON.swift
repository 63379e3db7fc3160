// SPDX-License-Identifier: Apache-2.0

package import CanonicalJSON

extension Report {
    /// The same for programs: figures in seconds, bytes, counts and counts per second.
    package var json: JSONValue {
        .object([
            .init("machine", machine.json), .init("rows", .array(rows.map(Self.json))),
            .init("sound", .boolean(isSound)),
        ])
    }

    private static func json(_ row: Row) -> JSONValue {
        var members = [JSONValue.Member("name", .string(row.name)), JSONValue.Member("title", .string(row.title))]
        switch row.outcome {
        case .measured(let measures): members.append(.init("measures", .array(measures.map(json))))
        case .failed(let reason): members.append(.init("failure", .string(reason)))
        }
        return .object(members)
    }

    private static func json(_ measure: Measure) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("measured", .string(measure.what)), .init("ours", json(measure.ours)),
        ]
        if let beside = measure.beside {
            members.append(.init("beside", json(beside.figure, [.init("name", .string(beside.name))])))
        }
        if let ratio = measure.ratio { members.append(.init("ratio", .number(ratio))) }
        if let target = measure.target, let isMet = measure.isMet {
            members.append(.init("target", json(target.bound, [.init("bound", .string(target.direction.rawValue))])))
            members.append(.init("met", .boolean(isMet)))
        }
        if let miss = measure.miss { members.append(.init("missed_by", .number(miss))) }
        return .object(members)
    }

    private static func json(_ figure: Figure, _ others: [JSONValue.Member] = []) -> JSONValue {
        .object(others + [.init("unit", .string(figure.unit.rawValue)), .init("value", .number(figure.value))])
    }
}
