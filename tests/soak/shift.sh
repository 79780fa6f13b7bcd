#!/usr/bin/env bash
# A shift of 12 hours at 60 times the speed with 5,000 calls a day: what the headless host holds in memory may grow by less
# than 5 % after the first hour. WATCHFLOOR_SHIFT_HOURS plays a shorter one.
# shellcheck source=tests/soak/steps.bash
. "$(dirname "${BASH_SOURCE[0]}")/steps.bash"

hours=${WATCHFLOOR_SHIFT_HOURS:-12}
data="$WATCHFLOOR_SOAK_DIR/data"
samples="$WATCHFLOOR_SOAK_DIR/memory.tsv"

# Proportional set size, kB: what the process alone answers for.
held() { awk '/^Pss:/ { print $2 }' "/proc/$1/smaps_rollup"; }

shift_played() {
  rm -rf "$data"
  "$WATCHFLOOR_BIN" run --drill --data "$data" --calls-per-day 5000 --fleets 8 --speed 60 --dispatcher &
  local host=$! minute kb
  # shellcheck disable=SC2064
  trap "kill $host 2>/dev/null || true" RETURN EXIT
  : >"$samples"
  # A minute here is an hour there; ten samples of each.
  for minute in $(seq 1 $((hours * 10))); do
    sleep 6
    kb=$(held "$host") || { echo "the host ended" >&2; return 1; }
    printf '%s\t%s\n' "$(awk "BEGIN { print $minute / 10 }")" "$kb" >>"$samples"
    [ $((minute % 10)) -ne 0 ] || echo "hour $((minute / 10)): $((kb / 1024)) MiB"
  done
  kill "$host"
  wait "$host"
  "$WATCHFLOOR_BIN" report drill --data "$data" | head -1
  "$WATCHFLOOR_BIN" log verify --drill --data "$data"
  # The mean of the half hour after the first hour against that of the last half hour.
  awk -F'\t' -v hours="$hours" '
    $1 > 1 && $1 <= 1.5 { first += $2; a++ }
    $1 > hours - 0.5 { last += $2; b++ }
    END {
      grown = (last / b) / (first / a) * 100 - 100
      printf "after the first hour %.1f MiB, at the end %.1f MiB: %+.1f %%\n", first / a / 1024, last / b / 1024, grown
      exit grown < 5 ? 0 : 1
    }' "$samples" || { echo "memory grew by 5 % or more" >&2; return 1; }
}

headless
step shift shift_played
finished
