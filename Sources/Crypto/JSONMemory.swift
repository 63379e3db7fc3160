// SPDX-License-Identifier: Apache-2.0

import CJose
import Glibc

/// How jansson gets memory in this process: from malloc, and given back wiped.
///
/// Private keys pass through jansson as JSON; without this their text would stay in freed memory.
enum JSONMemory {
    /// Installs the wiping functions; every path to jansson passes here first, and only the first one does anything.
    static func prepare() { installed }

    // The memory comes from malloc as before, so what libjose or an earlier call took may be freed either way.
    private static let installed: Void = json_set_alloc_funcs(
        { malloc($0) },
        { memory in
            guard let memory else { return }
            explicit_bzero(memory, malloc_usable_size(memory))
            free(memory)
        })
}
