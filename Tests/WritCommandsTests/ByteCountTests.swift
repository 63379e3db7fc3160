// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import WritCommands

struct `Room on a disk` {
    @Test(arguments: [
        (UInt64(0), "0 KB"), (4096, "4 KB"), (1 << 20, "1 MB"), ((1 << 30) - 1, "1023 MB"), (.max, "16383 PB"),
    ])
    func `is told in its largest unit`(bytes: UInt64, text: String) {
        #expect(ByteCount.text(bytes) == text)
    }
}
