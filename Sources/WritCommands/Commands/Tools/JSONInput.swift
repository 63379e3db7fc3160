// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import MissionFile
import Platform

/// A JSON text that is named on the command line: a file, or `-` for the standard input.
struct JSONInput {
    /// What the text is called in messages.
    let name: String
    let root: JSONNode

    /// Reads the text strictly, as everything that a digest commits; whatever is wrong with it is the caller's mistake.
    init(reading typed: String, _ context: CommandContext) throws(CommandFailure) {
        name = typed == "-" ? "the standard input" : InertText.shown(typed)
        do {
            let bytes = try Self.bytes(typed, context)
            root = try JSONDocument(bytes, limits: .committed).root
        } catch let error as UsageError {
            throw CommandFailure(error)
        } catch {
            throw CommandFailure(.usage, "\(name): \(error)")
        }
    }

    private static func bytes(_ typed: String, _ context: CommandContext) throws -> [UInt8] {
        let limit = JSONLimits.committed.bytesMax
        guard typed == "-" else { return try context.read(typed, limitBytes: limit) }
        return try FileDescriptor.duplicating(standardInput).readToEnd(limitBytes: limit)
    }

    private static let standardInput: Int32 = 0

    /// What is wrong with the shape of the text.
    func failure(_ error: JSONShapeError) -> CommandFailure { CommandFailure(.usage, "\(name): \(error)") }
}
