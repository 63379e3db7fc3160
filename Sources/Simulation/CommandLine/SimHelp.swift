// SPDX-License-Identifier: Apache-2.0

/// What `writ-sim --help` shows.
enum SimHelp {
    static let text = """
        writ-sim - looks for broken promises in simulated worlds

        Usage:
          writ-sim [--seeds A..B] [--sabotage NAME] [--json]
          writ-sim --seeds N..N --trace
          writ-sim --list-sabotages [--json]

        Each seed is one world: the real kernel, ledger and service in one thread, with people, agents and an
        enforcement point around them, and with crashes, failing disks, lost messages and jumping clocks. After each
        step all promises of Writ are checked against a model that was written apart from the kernel. The same seed
        gives the same world on every machine.

        Options:
          --seeds A..B       the worlds to run, the last one included (0..200 if not given)
          --sabotage NAME    make the real logic wrong at one point, to see that this is found
          --list-sabotages   show what can be made wrong
          --json             write one JSON document to standard output
          --trace            show every step of one world
          --help             show this

        Examples:
          writ-sim --seeds 0..2000
          writ-sim --seeds 0..199 --sabotage skip-ancestor-walk
          writ-sim --seeds 17..17 --trace

        Exit code: 0 nothing found, 1 a promise was broken, 2 the command line cannot be used. A run of 2000 worlds or
        more without a sabotage also ends with 1 when some fault or state was never met, for then it proves less than
        it says.

        """
}
