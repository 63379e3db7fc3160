// SPDX-License-Identifier: Apache-2.0

import Bench
import Glibc

exit(BenchProgram.run(CommandLine.arguments))
