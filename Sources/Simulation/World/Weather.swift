// SPDX-License-Identifier: Apache-2.0

import WritTesting

/// What goes wrong with the next write, as the world has drawn it.
// SAFETY: a world has one thread, and nothing else uses this.
final class Weather: @unchecked Sendable {
    /// How the next append goes wrong.
    var append: FaultyStore.Fault?
    /// Called as an append begins: the process may fall silent there.
    var onAppend: (() -> Void)?

    func clear() {
        append = nil
        onAppend = nil
    }

    func strike(_ write: FaultyStore.Write) -> FaultyStore.Fault? {
        guard case .append = write, let fault = append else { return nil }
        onAppend?()
        clear()
        return fault
    }
}
