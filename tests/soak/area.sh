#!/usr/bin/env bash
# Drive times on real cities against OSRM at equal speeds, with the cause of every difference; sending by straight line
# against sending by drive time. The peers are installed by `./dev soak area`; without them the first step says so.
# shellcheck source=tests/soak/steps.bash
. "$(dirname "${BASH_SOURCE[0]}")/steps.bash"

part() { cargo bench --locked -p watchfloor-tests --bench area -- "$1"; }
export WATCHFLOOR_BENCH_OUTLIERS=1
step accuracy part accuracy
step quality part quality
finished
