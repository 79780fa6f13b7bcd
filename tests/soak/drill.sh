#!/usr/bin/env bash
# A drill of 500 incidents as fast as it goes: a scripted dispatcher sends the recommendation's first choice, the drill's
# crews work. Then the figures of the reference from its log, and the proof of the log.
# shellcheck source=tests/soak/steps.bash
. "$(dirname "${BASH_SOURCE[0]}")/steps.bash"

incidents=${WATCHFLOOR_DRILL_INCIDENTS:-500}
data="$WATCHFLOOR_SOAK_DIR/data"
play() {
  rm -rf "$data"
  "$WATCHFLOOR_BIN" run --drill --data "$data" --incidents "$incidents" --calls-per-day 2000 --fleets 4 --speed 120 --dispatcher
}
told() {
  "$WATCHFLOOR_BIN" report drill --data "$data"
  "$WATCHFLOOR_BIN" report drill --data "$data" --json >"$WATCHFLOOR_SOAK_DIR/figures.json"
  "$WATCHFLOOR_BIN" report drill --data "$data" | grep -q "^$incidents incidents" || { echo "not $incidents incidents" >&2; return 1; }
}
proved() { "$WATCHFLOOR_BIN" log verify --drill --data "$data"; }

headless
step play play
step figures told
step proof proved
finished
