#!/bin/sh
# Drives the built programs as a person would: a real window on a virtual screen, a real keychain
# in a private session. Flags are handed to go test.
set -eu
cd "$(dirname "$0")/.."

[ "$(uname -s)" = Linux ] || {
	echo "satchel: the end-to-end tests run on Linux only." >&2
	exit 1
}
scripts/setup.sh desktop screen keychain window

# A home of its own, so that no test meets the person's data, settings or keychain.
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT INT TERM
GOENV=$(go env GOENV) GOPATH=$(go env GOPATH) GOCACHE=$(go env GOCACHE) GOMODCACHE=$(go env GOMODCACHE)
export GOENV GOPATH GOCACHE GOMODCACHE
unset WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS XDG_DATA_HOME XDG_CONFIG_HOME XDG_CACHE_HOME XDG_RUNTIME_DIR

HOME=$home dbus-run-session -- xvfb-run -a -s "-screen 0 1440x900x24" sh -c '
	export XDG_RUNTIME_DIR="$HOME/run"
	mkdir -m 700 "$XDG_RUNTIME_DIR"
	export LANG="${LANG:-en_US.UTF-8}"
	printf test | gnome-keyring-daemon --unlock --components=secrets >/dev/null
	exec go test -tags e2e -count=1 -timeout 15m "$@" ./cmd/satchel ./cmd/satchelctl
' e2e "$@"
