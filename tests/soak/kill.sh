#!/usr/bin/env bash
# The plug pulled: the store's writer killed a thousand times, a hundred thousand pictures of a power cut, a journey
# killed after each of its lines, thousands of rotten bytes. Nothing acknowledged may be missing, nothing rotten pass.
# shellcheck source=tests/soak/steps.bash
. "$(dirname "${BASH_SOURCE[0]}")/steps.bash"
export WATCHFLOOR_SOAK=1

step store-killed cargo test --locked -p watchfloor-offline-cache --test store -- --nocapture kill::
step journey-killed cargo test --locked -p watchfloor-tests --test journeys -- --nocapture killed::
step rotten-bytes cargo test --locked -p watchfloor-tests --test journeys -- --nocapture damage::
step power-cuts cargo test --locked -p watchfloor-offline-cache --test store -- --nocapture images::
finished
