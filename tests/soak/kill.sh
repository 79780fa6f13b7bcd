#!/usr/bin/env bash
# The plug pulled: the store's writer killed a thousand times, a hundred thousand pictures of a power cut, a journey
# killed after each of its lines, thousands of rotten bytes. Nothing acknowledged may be missing, nothing rotten pass.
# shellcheck source=tests/soak/steps.bash
. "$(dirname "${BASH_SOURCE[0]}")/steps.bash"
export WATCHFLOOR_SOAK=1

step store-killed suite watchfloor-offline-cache store --nocapture kill::
step area-killed suite watchfloor-offline-cache store --nocapture area_update::killed_at
headless
step journey-killed suite watchfloor-tests journeys --nocapture killed::
step rotten-bytes suite watchfloor-tests journeys --nocapture damage::
step power-cuts suite watchfloor-offline-cache store --nocapture images::
finished
