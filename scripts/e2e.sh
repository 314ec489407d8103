#!/bin/sh
# Drives the built programs as a person would, through scripts A to E: a real window on a virtual
# screen, a real keychain in a private session. The tests start and stop both. Flags are handed to
# go test; SATCHEL_PICTURES names a folder for pictures and tables.
set -eu
cd "$(dirname "$0")/.."

[ "$(uname -s)" = Linux ] || {
	echo "satchel: the end-to-end tests run on Linux only." >&2
	exit 1
}
scripts/setup.sh desktop screen keychain window fonts
cd cmd/satchel # without a package named, go test shows what the tests print
exec go test -tags e2e -count=1 -timeout 30m "$@"
