// SPDX-License-Identifier: Apache-2.0

import Crypto
import Testing

@Suite struct ConstantTimeTests {
    @Test(
        arguments: [
            ([1, 2, 3], [1, 2, 4]), ([1, 2, 3], [0, 2, 3]), ([1, 2, 3], [1, 2]), ([], [0]), ([0], []), ([0], [0, 0]),
        ] as [([UInt8], [UInt8])])
    func `different bytes are not equal`(left: [UInt8], right: [UInt8]) {
        #expect(!constantTimeEquals(left, right))
    }

    @Test(arguments: [[], [0], [1, 2, 3], [UInt8](repeating: 255, count: 1000)])
    func `the same bytes are equal`(bytes: [UInt8]) {
        #expect(constantTimeEquals(bytes, bytes.map { $0 }))
    }
}
