#!/usr/bin/env bash
# Who comes first, against a plain search of everything: a million cases of random incidents, fleets, eligibility and
# closures on two real cities, in slices of fresh seeds: 800,000 on Helsinki and 200,000 on Porto, whose roads are ten
# times as many. WATCHFLOOR_SOAK_SLICES and WATCHFLOOR_SOAK_CASES (of Porto, per slice) change that; without ../shared only
# Helsinki's part is done, and said.
# shellcheck source=tests/soak/steps.bash
. "$(dirname "${BASH_SOURCE[0]}")/steps.bash"
slices=${WATCHFLOOR_SOAK_SLICES:-25}
cases=${WATCHFLOOR_SOAK_CASES:-8000}

for slice in $(seq "$slices"); do
  export WATCHFLOOR_ROUTING_SEED=$slice
  for of in "helsinki $((4 * cases)) 4" "porto $cases 40"; do
    read -r city WATCHFLOOR_ROUTING_RUNS WATCHFLOOR_ROUTING_FLEETS <<<"$of"
    export WATCHFLOOR_ROUTING_RUNS WATCHFLOOR_ROUTING_FLEETS
    step "closest-$city-$WATCHFLOOR_ROUTING_RUNS-$slice-of-$slices" \
      suite watchfloor-routing routing --nocapture "closest_of_${city}_is_what_a_plain_search_finds"
  done
done
# Rules, closures, the board by hierarchy, and the control that a router without restrictions is found out.
unset WATCHFLOOR_ROUTING_RUNS WATCHFLOOR_ROUTING_FLEETS WATCHFLOOR_ROUTING_SEED
step rules suite watchfloor-routing routing
finished
