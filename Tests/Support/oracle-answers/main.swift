// SPDX-License-Identifier: Apache-2.0

// What Writ answers, for the oracles of `Tests/Oracles` to compare with: `oracle-answers <question>`. All but `receipt`
// read questions from the standard input, one to a line, and answer each with one line.

import Glibc

let questions: [String: () -> Void] = [
    "subset": Subsets.answer, "canonical": CanonicalTexts.answer, "receipt": ReceiptOfAnEffect.print,
]

guard CommandLine.arguments.count == 2, let answer = questions[CommandLine.arguments[1]] else {
    print("usage: oracle-answers \(questions.keys.sorted().joined(separator: "|"))")
    exit(2)
}
answer()
