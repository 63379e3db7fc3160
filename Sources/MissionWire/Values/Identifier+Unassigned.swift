// SPDX-License-Identifier: Apache-2.0

package import MissionKernel

extension Identifier {
    /// An identifier that nothing has.
    ///
    /// What is read from outside and is no identifier of ours is taken for it, so that it is answered in the same words
    /// and time as one that nobody has.
    package static var unassigned: Self { Self(high: 0, low: 0) }
}
