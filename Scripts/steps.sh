# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Sourced by the scripts beside it: goes to the root of the project, and offers `step`, which tells what begins and how
# long it took, and `fail`.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Where Scripts/setup tells people to unpack Swift, and where Debian puts servers: not on everybody's PATH.
PATH="$PATH:/opt/swift/usr/bin:/usr/sbin:/sbin"

bold='' dim='' red='' plain=''
if [[ -t 1 && -z ${NO_COLOR-} && ${TERM-dumb} != dumb ]]; then
    bold=$'\e[1m' dim=$'\e[2m' red=$'\e[31m' plain=$'\e[0m'
fi

# step NAME COMMAND [ARGUMENT...]: runs a command. When that fails the script ends: call it as a plain statement, for
# inside a condition `set -e` would not hold for the functions it calls.
step() {
    local name=$1 began=${EPOCHREALTIME/[.,]/}
    shift
    echo "$bold==> $name$plain"
    "$@"
    local took=$(((${EPOCHREALTIME/[.,]/} - began) / 100000))
    echo "$dim    $((took / 10)).$((took % 10)) s$plain"
}

# fail LINE...: says why the script cannot go on, and ends it.
fail() {
    printf '%s\n' "${red}error:$plain $1" "${@:2}" >&2
    exit 1
}
