// SPDX-License-Identifier: Apache-2.0

import Glibc
import WritCommands

exit(Program.run(CommandLine.arguments))
