#!/usr/bin/env bash
# A shift of 12 hours at 60 times the speed with 5,000 calls a day, headless and with the window: what the console with its
# window holds in memory may grow by less than 5 % after the first hour; the headless host's figures are told beside it. WATCHFLOOR_SHIFT_HOURS plays a shorter one.
# shellcheck source=tests/soak/steps.bash
. "$(dirname "${BASH_SOURCE[0]}")/steps.bash"

export WATCHFLOOR_SHIFT_HOURS=${WATCHFLOOR_SHIFT_HOURS:-12}
step shift ./dev bench shift
finished
