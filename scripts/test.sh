#!/bin/sh
# Runs every test that needs no display. Flags are handed to go test; with -race a C compiler is
# needed, without it none.
set -eu
cd "$(dirname "$0")/.."

scripts/setup.sh keychain ||
	echo "satchel: tests with a real keychain are skipped." >&2

case " $* " in
*" -race "*) export CGO_ENABLED=1 limit=30m ;;
*) export CGO_ENABLED=0 limit=9m ;;
esac

# The desktop's main package alone needs cgo and a display: scripts/e2e.sh tests it. Without cgo even
# listing it is an error, which -e forgives; go test reports whatever else is wrong.
all=$(go list -e ./...)
packages=$(echo "$all" | grep -vx satchel/cmd/satchel)
# shellcheck disable=SC2086 # a list of packages is meant
exec go test -timeout "$limit" "$@" $packages
