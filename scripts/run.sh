#!/bin/sh
# Builds the desktop program and opens it. Without a display the program shows itself on a
# virtual screen and leaves pictures of its pages in ./tour.
set -eu
cd "$(dirname "$0")/.."

program=bin/satchel$(go env GOEXE)

scripts/setup.sh desktop
echo "satchel: building $program (the first build compiles the graphics library and takes some minutes)"
go build -o "$program" ./cmd/satchel

if [ "$(uname -s)" != Linux ] || [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
	exec "$program" "$@"
fi

echo "satchel: this machine has no display, so the program runs on a virtual screen and takes pictures."
scripts/setup.sh screen
scripts/setup.sh fonts || echo "satchel: some names may show as boxes in the pictures." >&2
rm -rf tour
mkdir -p tour
# A message bus that is not there keeps the toolkit from starting one and leaving it running.
DBUS_SESSION_BUS_ADDRESS=${DBUS_SESSION_BUS_ADDRESS:-unix:path=/nonexistent} \
	LANG=${LANG:-en_US.UTF-8} timeout 600 xvfb-run -a -s "-screen 0 1440x900x24" "$program" --tour tour "$@"
echo "satchel: the pictures are in $(pwd)/tour"
