#!/usr/bin/env bash
# Every extract of ../shared/data/map, by the importer alone with its exact counts, and through `watchfloor area import`.
# shellcheck source=tests/soak/steps.bash
. "$(dirname "${BASH_SOURCE[0]}")/steps.bash"
export WATCHFLOOR_SOAK=1

[ -d ../shared/data/map ] || {
  echo "../shared/data/map is absent: there is nothing to import, so nothing was tested" >&2
  exit 1
}
step importer suite watchfloor-area area --nocapture conformance
headless
step verb suite watchfloor-tests conformance --nocapture areas
finished
