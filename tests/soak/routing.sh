#!/usr/bin/env bash
# Who comes first, against a plain search of everything: a million cases of random incidents, fleets, eligibility and
# closures on real cities, in slices of fresh seeds. WATCHFLOOR_SOAK_SLICES and WATCHFLOOR_SOAK_CASES change that; without
# ../shared only the demo area's half is done, and said.
# shellcheck source=tests/soak/steps.bash
. "$(dirname "${BASH_SOURCE[0]}")/steps.bash"
slices=${WATCHFLOOR_SOAK_SLICES:-25}
export WATCHFLOOR_ROUTING_RUNS=${WATCHFLOOR_SOAK_CASES:-20000}

for slice in $(seq "$slices"); do
  export WATCHFLOOR_ROUTING_SEED=$slice
  for city in helsinki porto; do
    step "closest-$city-$WATCHFLOOR_ROUTING_RUNS-$slice-of-$slices" \
      suite watchfloor-routing routing --nocapture "closest_of_${city}_is_what_a_plain_search_finds"
  done
done
# Rules, closures, the board by hierarchy, and the control that a router without restrictions is found out.
unset WATCHFLOOR_ROUTING_RUNS WATCHFLOOR_ROUTING_SEED
step rules suite watchfloor-routing routing
finished
