// SPDX-License-Identifier: Apache-2.0

/// How verbs that run another program share its streams.
enum ProgramOutput {
    /// What their help says of it.
    static let help =
        "What is on its output is the program's. With `--json` what came of it is a line of JSON on the error stream, "
        + "after all that the program wrote there."
}
