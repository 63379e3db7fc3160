// SPDX-License-Identifier: Apache-2.0

import CanonicalJSON
import Glibc
import Platform

/// The program `writ-bench`.
package enum BenchProgram {
    /// Reads the command line, measures, prints what was found, and returns what to exit with: 0 when every row was
    /// measured and no promise was broken, 1 when not, 2 when the command line makes no sense.
    package static func run(_ words: [String]) -> Int32 {
        BrokenPipe.ignore()
        do {
            if words.dropFirst().first == Part.word {
                try Part.run(Array(words.dropFirst(2)))
                return 0
            }
        } catch {
            Progress.say("\(error)")
            return 1
        }
        do throws(BenchFailure) {
            let options = try BenchOptions(Array(words.dropFirst()), knownRows: BenchRow.all.map(\.name))
            return options.wantsHelp ? help() : try bench(options)
        } catch {
            Progress.say("\(error)")
            return 2
        }
    }

    private static func help() -> Int32 {
        print(
            """
            usage: writ-bench [--rows NAME,...] [--dir FOLDER] [--json] [--out FILE]

            Measures Writ beside its limits and peers, in one run on one machine.

              --rows NAME,...  run only these rows
              --dir FOLDER     make the ledgers that are measured here (default: this folder); mind which disk it is on
              --json           print JSON instead of the table
              --out FILE       also write the JSON to a file
              --help           print this

            rows:
            """)
        for row in BenchRow.all { print("  \(row.name.padded(to: 10))\(row.title)") }
        return 0
    }

    private static func bench(_ options: BenchOptions) throws(BenchFailure) -> Int32 {
        var report = Report(machine: .current)
        for row in BenchRow.all where options.rows?.contains(row.name) ?? true {
            Progress.say("measuring \(row.name)")
            report.add(row.name, row.title, outcome(of: row, in: options.folder))
        }
        let json = report.json.canonicalBytes + [UInt8(ascii: "\n")]
        if let path = options.output {
            do throws(SystemError) { try Files.replace(path, with: json) } catch { throw BenchFailure("\(error)") }
        }
        print(options.wantsJSON ? String(decoding: json, as: UTF8.self) : report.text, terminator: "")
        return report.isSound ? 0 : 1
    }

    private static func outcome(of row: BenchRow, in folder: String) -> Report.Outcome {
        do {
            let place = "\(folder)/writ-bench-\(Entropy.hexadecimal(byteCount: 4))"
            try Files.createDirectory(place)
            defer { do throws(SystemError) { try Files.removeTree(place) } catch { Progress.say("\(error)") } }
            return .measured(try row.measure(place))
        } catch {
            return .failed("\(error)")
        }
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
