#!/usr/bin/env bash
# Installs the package that `./dev package` built, on this system, starts what it installed on a virtual display,
# and removes it again. Changes the system, so it is not part of `./dev test`: run it where that is fine, as root.
# usage: [WATCHFLOOR_PICTURES=DIR] tests/package/install.sh [FILE.deb]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

readonly TARGET="${CARGO_TARGET_DIR:-$PWD/target}"
WORK=$(mktemp -d)
PIDS=()

fail() { echo "FAILED: $*" >&2; exit 1; }
passed() { echo "ok: $*"; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

end() {
  local pid
  for pid in "${PIDS[@]}"; do kill -- "-$pid" 2>/dev/null || kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$WORK"
}
trap end EXIT

find_package() {
  local newest
  newest=$(find "$TARGET/package" -name 'watchfloor_*.deb' -printf '%T@ %p\n' 2>/dev/null | sort -rn | head -1 | cut -d' ' -f2-)
  [ -n "$newest" ] || fail "no package in $TARGET/package: run ./dev package"
  echo "$newest"
}

install_it() {
  # Through apt, so that what `Depends` names is really installable here.
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --reinstall --no-install-recommends "$1" >"$WORK/apt.log" 2>&1 ||
    { tail -20 "$WORK/apt.log" >&2; fail "apt-get install"; }
  [ "$(dpkg-query -W -f '${Status}' watchfloor)" = 'install ok installed' ] || fail "dpkg does not say installed"
  passed "installed $(dpkg-query -W watchfloor)"
}

check_files() {
  dpkg --verify watchfloor || fail "an installed file differs from the package"
  local file
  for file in /usr/bin/watchfloor /usr/bin/watchfloor-console /usr/share/doc/watchfloor/copyright \
    /usr/share/applications/org.watchfloor.console.desktop \
    /usr/share/icons/hicolor/{32x32,128x128,256x256,512x512}/apps/watchfloor-console.png; do
    [ -s "$file" ] || fail "$file is not installed"
  done
  ! ldd /usr/bin/watchfloor-console /usr/bin/watchfloor | grep -F 'not found' || fail "a library is missing"
  ! ldd /usr/bin/watchfloor | grep -qE 'webkit|gtk' || fail "the headless program is linked with the window"
  passed "files, libraries"
}

check_version() {
  local said version
  version=$(dpkg-query -W -f '${Version}' watchfloor)
  for program in watchfloor-console watchfloor; do
    said=$("/usr/bin/$program" --version </dev/null)
    [[ $said == *"$version"* ]] || fail "$program --version says '$said', the package $version"
  done
  passed "both programs say $version"
}

# A first start is a drill over the demo area, which is inside the program: nothing else is on this disk.
check_drill() {
  local board
  board=$(printf '%s\n' '{"id":1,"call":"board"}' |
    env -u WATCHFLOOR_DATA watchfloor rpc --drill --data "$WORK/headless" 2>"$WORK/log") ||
    { cat "$WORK/log" >&2; fail "watchfloor rpc --drill"; }
  [[ $board == '{"id":1,"ok":'* && $board == *'"area":{"active":true'* ]] || fail "the drill has no area: ${board:0:300}"
  watchfloor log verify --drill --data "$WORK/headless" >"$WORK/log" 2>&1 || { cat "$WORK/log" >&2; fail "log verify"; }
  passed "the headless program runs a drill over the area it carries"
}

start_window() {
  mkdir -m 700 "$WORK/run"
  Xvfb -displayfd 3 -screen 0 1440x900x24 -nolisten tcp 3>"$WORK/display" 2>"$WORK/xvfb.log" &
  PIDS+=("$!")
  for _ in $(seq 100); do [ -s "$WORK/display" ] && break; sleep 0.1; done
  DISPLAY=":$(cat "$WORK/display")"
  export DISPLAY
  # Through the desktop entry's own command line, as a menu would start it.
  local program
  program=$(sed -n 's/^Exec=//p' /usr/share/applications/org.watchfloor.console.desktop)
  env -u WAYLAND_DISPLAY XDG_RUNTIME_DIR="$WORK/run" XDG_DATA_HOME="$WORK/share" NO_AT_BRIDGE=1 \
    GSETTINGS_BACKEND=memory WATCHFLOOR_READY_FILE="$WORK/ready" \
    setsid dbus-run-session -- "$program" --drill --seat dispatcher </dev/null >"$WORK/log" 2>&1 &
  local console=$!
  PIDS+=("$console")
  for _ in $(seq 1200); do
    kill -0 "$console" 2>/dev/null || { cat "$WORK/log" >&2; fail "the installed console ended"; }
    [ ! -s "$WORK/ready" ] || break
    sleep 0.1
  done
  xwininfo -root -tree >"$WORK/windows"
  grep -q '"Watchfloor' "$WORK/windows" || { cat "$WORK/log" >&2; fail "the installed console opened no window"; }
  [ -s "$WORK/ready" ] || { cat "$WORK/log" >&2; fail "the installed console was not ready within 120 s"; }
  passed "the installed console shows the drill and says it can be worked at: $(cat "$WORK/ready")"
  check_picture
}

# What is on the screen is a map and a board, not one blank colour.
check_picture() {
  sleep 3
  import -window root "$WORK/shot.png"
  local colours
  colours=$(identify -format '%k' "$WORK/shot.png")
  [ "$colours" -gt 500 ] || fail "the window shows only $colours colours"
  if [ -n "${WATCHFLOOR_PICTURES:-}" ]; then cp "$WORK/shot.png" "$WATCHFLOOR_PICTURES/installed.png"; fi
  passed "the picture has $colours colours"
}

remove_it() {
  as_root dpkg --remove watchfloor >/dev/null
  [ ! -e /usr/bin/watchfloor-console ] || fail "removing left the program behind"
  passed "removed"
}

package=${1:-$(find_package)}
package=$(realpath "$package")
chmod 755 "$WORK"
cp "$package" "$WORK/watchfloor.deb" # where apt's own user can read it
install_it "$WORK/watchfloor.deb"
check_files
check_version
check_drill
start_window
remove_it
