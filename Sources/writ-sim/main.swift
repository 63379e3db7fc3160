// SPDX-License-Identifier: Apache-2.0

import Glibc
import Simulation

exit(SimProgram.run(CommandLine.arguments))
