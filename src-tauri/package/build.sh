#!/usr/bin/env bash
# Packs the two release binaries into target/package/watchfloor_VERSION_ARCH.deb. Called by `./dev package`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

readonly TARGET="${TARGET:-$PWD/target}" ID=org.watchfloor.console
VERSION=$(sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' Cargo.toml)
ARCH=$(dpkg --print-architecture)
readonly VERSION ARCH OUT="$TARGET/package"
STAGE=$(mktemp -d)
readonly STAGE ROOT="$STAGE/root"
trap 'rm -rf "$STAGE"' EXIT
# One source gives one package: every time stamp in it is the last commit's.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH

install_files() {
  local size docs="$ROOT/usr/share/doc/watchfloor"
  install -D -m 755 -s "$TARGET/release/watchfloor-console" "$ROOT/usr/bin/watchfloor-console"
  install -D -m 755 -s "$TARGET/release/watchfloor" "$ROOT/usr/bin/watchfloor"
  install -D -m 644 "src-tauri/package/$ID.desktop" "$ROOT/usr/share/applications/$ID.desktop"
  for size in 32 128 256 512; do
    install -D -m 644 "icons/${size}x${size}.png" \
      "$ROOT/usr/share/icons/hicolor/${size}x${size}/apps/watchfloor-console.png"
  done
  install -D -m 644 icons/app.svg "$ROOT/usr/share/icons/hicolor/scalable/apps/watchfloor-console.svg"
  install -D -m 644 src-tauri/package/copyright "$docs/copyright"
  [ ! -f NOTICE ] || install -D -m 644 NOTICE "$docs/NOTICE"
  changelog | gzip -9n >"$docs/changelog.gz"
  chmod 644 "$docs/changelog.gz"
}

changelog() {
  printf 'watchfloor (%s) stable; urgency=medium\n\n  * See the project history for what changed.\n\n' "$VERSION"
  printf ' -- The Watchfloor authors <noreply@watchfloor.org>  %s\n' "$(date -R -u -d "@$SOURCE_DATE_EPOCH")"
}

# The libraries both binaries are linked with, and the lowest versions whose symbols they use.
linked_libraries() {
  mkdir -p "$STAGE/debian"
  printf 'Source: watchfloor\n\nPackage: watchfloor\nArchitecture: any\nDescription: x\n' >"$STAGE/debian/control"
  (cd "$STAGE" && dpkg-shlibdeps -O --ignore-missing-info root/usr/bin/watchfloor root/usr/bin/watchfloor-console) |
    sed -n 's/^shlibs:Depends=//p'
}

control() {
  local libraries
  libraries=$(linked_libraries)
  [[ $libraries == *libwebkit2gtk-4.1-0* ]] || { echo "the console is not linked with WebKitGTK 4.1" >&2; exit 1; }
  cat <<CONTROL
Package: watchfloor
Version: $VERSION
Architecture: $ARCH
Maintainer: The Watchfloor authors <noreply@watchfloor.org>
Section: misc
Priority: optional
Installed-Size: $(du -k -s "$ROOT/usr" | cut -f1)
Depends: $libraries, gstreamer1.0-plugins-good, gstreamer1.0-libav | gstreamer1.0-plugins-bad, fonts-noto-cjk | fonts-wqy-microhei
Recommends: gstreamer1.0-libav, gstreamer1.0-plugins-bad, notification-daemon
Description: console of an emergency command centre
 Cameras, incident map, early warnings, dispatch and review in one window, from
 its own local event log: it works without any network.
 .
 This package holds the console (watchfloor-console) and the headless program
 for administration and automation (watchfloor).
CONTROL
}

install_files
mkdir -p "$ROOT/DEBIAN" "$OUT"
control >"$ROOT/DEBIAN/control"
(cd "$ROOT" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$ROOT/DEBIAN/md5sums"
find "$ROOT" -type d -exec chmod 755 {} +
find "$ROOT" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
deb="$OUT/watchfloor_${VERSION}_${ARCH}.deb"
dpkg-deb --root-owner-group -Zxz --build "$ROOT" "$deb" >/dev/null
desktop-file-validate "src-tauri/package/$ID.desktop"
dpkg-deb --info "$deb"
dpkg-deb --contents "$deb"
echo "$deb"
