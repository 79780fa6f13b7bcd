#!/usr/bin/env bash
# Random shifts on a floor by fresh seeds: whatever happens, what must hold holds, and a replay gives the same board.
# A hundred thousand shifts in twenty slices; WATCHFLOOR_SOAK_SLICES and WATCHFLOOR_SOAK_CASES change that.
# shellcheck source=tests/soak/steps.bash
. "$(dirname "${BASH_SOURCE[0]}")/steps.bash"
slices=${WATCHFLOOR_SOAK_SLICES:-20}
export WATCHFLOOR_SOAK=${WATCHFLOOR_SOAK_CASES:-5000}

for slice in $(seq "$slices"); do
  step "shifts-$WATCHFLOOR_SOAK-$slice-of-$slices" \
    suite watchfloor-domain machine --nocapture whatever_happens_the_floor_stays_sound
done
# The same number of cases that every rule of the table must be reached by, and broken rules that must be caught.
step machine suite watchfloor-domain machine
finished
