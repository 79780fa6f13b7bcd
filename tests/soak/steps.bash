# What the suites share: steps that are done once, and left out when the suite is started again after an interruption.
# Sourced by tests/soak/NAME.sh, which `./dev soak NAME` starts with $WATCHFLOOR_SOAK_DIR set. `--again` forgets progress.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
: "${WATCHFLOOR_SOAK_DIR:?start a suite by ./dev soak NAME}"
export CARGO_TERM_COLOR=${CARGO_TERM_COLOR:-never}

if [ "${1:-}" = --again ]; then
  find "$WATCHFLOOR_SOAK_DIR" -name '*.done' -delete
elif [ -n "${1:-}" ]; then
  echo "usage: ./dev soak NAME [--again]" >&2
  exit 2
fi

# The source a step was done with: the commit, and whether something in the checkout differs from it.
source_now() {
  local changed=''
  [ -z "$(git status --porcelain -- crates offline-cache src-tauri tests fuzz Cargo.lock)" ] || changed=' with changes'
  echo "$(git rev-parse --short HEAD)$changed"
}

# step NAME COMMAND...: runs the command unless NAME was done before; what it says goes to the terminal and NAME.log.
step() {
  local name=$1 started=$SECONDS
  shift
  local done="$WATCHFLOOR_SOAK_DIR/$name.done"
  if [ -e "$done" ]; then
    echo "done before: $name ($(cat "$done"); now $(source_now))"
    return
  fi
  echo "== $name"
  # The log is of the latest try. A pipe's first failure counts (pipefail).
  if ! "$@" 2>&1 | tee "$WATCHFLOOR_SOAK_DIR/$name.log"; then
    echo "FAILED: $name; its words are in ${WATCHFLOOR_SOAK_DIR#"$PWD"/}/$name.log. The next start tries it again." >&2
    exit 1
  fi
  echo "$(source_now), $((SECONDS - started)) s, $(date -u +%Y-%m-%dT%H:%MZ)" >"$done"
  echo "done: $name, $((SECONDS - started)) s"
}

# SUITE_RELEASE=1 builds it as it is shipped, for what would take hours otherwise.
# suite PACKAGE TEST ARGUMENT...: runs a test program from a copy of its own, so that whoever builds meanwhile in the same
# target folder does not take it away from under a run of minutes.
suite() {
  local package=$1 test=$2 built folder
  shift 2
  built=$(cargo test --locked ${SUITE_RELEASE:+--release} -p "$package" --test "$test" --no-run --message-format json-render-diagnostics |
    sed -n 's/.*"executable":"\([^"]*\)".*/\1/p' | grep -E "/$test-[0-9a-f]+$" | tail -1)
  # Said, because a step runs inside a condition, where a failure does not end it by itself.
  [ -n "$built" ] || { echo "the tests of $package do not build" >&2; return 1; }
  folder="$WATCHFLOOR_SOAK_DIR/bin"
  mkdir -p "$folder" && cp "$built" "$folder/$test" && "$folder/$test" "$@"
}

# The headless program in a copy, for the same reason; tests take it from WATCHFLOOR_BIN.
headless() {
  cargo build --locked -p watchfloor-cli
  mkdir -p "$WATCHFLOOR_SOAK_DIR/bin"
  cp "${CARGO_TARGET_DIR:-target}/debug/watchfloor" "$WATCHFLOOR_SOAK_DIR/bin/watchfloor"
  export WATCHFLOOR_BIN="$WATCHFLOOR_SOAK_DIR/bin/watchfloor"
}

finished() {
  echo "all of it done:"
  local done
  for done in "$WATCHFLOOR_SOAK_DIR"/*.done; do echo "  $(basename "$done" .done): $(cat "$done")"; done
}
