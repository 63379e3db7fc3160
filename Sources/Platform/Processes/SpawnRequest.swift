// SPDX-License-Identifier: Apache-2.0

import CPlatform

/// What the spawn thread is handed: descriptors by number, which whoever waits for the answer keeps open.
struct SpawnRequest: Sendable {
    let executable: String
    let arguments: CStringVector
    let environment: CStringVector
    let directory: Int32
    let input: Int32
    let output: Int32
    let error: Int32
    let placement: ChildPlacement

    /// Starts the program and notes its number as that of an owned child.
    ///
    /// Returns the number or a negated errno.
    func start() -> Int32 {
        executable.withCString { executable in
            arguments.withPointers { arguments in
                environment.withPointers { environment in
                    var request = writ_spawn_request()
                    request.executable = executable
                    request.arguments = arguments
                    request.environment = environment
                    return start(&request)
                }
            }
        }
    }

    private func start(_ request: inout writ_spawn_request) -> Int32 {
        request.working_directory = directory
        request.streams = (input, output, error)
        request.new_group = placement == .newGroup ? 1 : 0
        request.new_session = placement == .newSession ? 1 : 0
        return OwnedChildren.withLock { owned in
            let result = writ_spawn(&request)
            if let pid = ProcessID(rawValue: result) { owned.insert(pid) }
            return result
        }
    }
}
