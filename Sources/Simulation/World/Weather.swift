// SPDX-License-Identifier: Apache-2.0

import WritTesting

/// What goes wrong with the next write, as the world has drawn it.
// SAFETY: a world has one thread, and nothing else uses this.
final class Weather: @unchecked Sendable {
    /// How the next append goes wrong.
    var append: FaultyStore.Fault?
    /// Called as an append begins: the process may fall silent there.
    var onAppend: (() -> Void)?
    /// Whether the last append was met by a fault.
    private(set) var hasStruck = false

    func clear() {
        append = nil
        onAppend = nil
        hasStruck = false
    }

    func strike(_ write: FaultyStore.Write) -> FaultyStore.Fault? {
        guard case .append = write, let fault = append ?? (onAppend == nil ? nil : FaultyStore.Fault.lost) else {
            return nil
        }
        hasStruck = true
        onAppend?()
        append = nil
        onAppend = nil
        return fault
    }
}
