#!/usr/bin/env bash
# Ten thousand questions made from each extract of ../shared/data/map: addresses, streets, crossings, coordinates as they
# are, and with one letter, word order or word wrong. WATCHFLOOR_SEARCH_RUNS changes their number,
# WATCHFLOOR_SEARCH_MISSES=1 tells every miss.
# shellcheck source=tests/soak/steps.bash
. "$(dirname "${BASH_SOURCE[0]}")/steps.bash"
export SUITE_RELEASE=1
export WATCHFLOOR_SEARCH_RUNS=${WATCHFLOOR_SEARCH_RUNS:-10000}

[ -d ../shared/data/map ] || {
  echo "../shared/data/map is absent: nothing but Helsinki can be asked" >&2
  exit 1
}
step "questions-$WATCHFLOOR_SEARCH_RUNS" suite watchfloor-offline-cache search --nocapture
finished
