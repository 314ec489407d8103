#!/bin/sh
# Checks style, common mistakes and the law of imports. Needs no C compiler.
set -eu
cd "$(dirname "$0")/.."

version=2.15.0

is_wanted() { [ -x "$1" ] && "$1" version 2>/dev/null | grep -q "version $version "; }

# find_linter prints the first linter of the wanted version; without one it is built, once, for
# this folder only.
find_linter() {
	for candidate in .cache/bin/golangci-lint "$(command -v golangci-lint || true)" \
		"$(go env GOPATH)/bin/golangci-lint"; do
		if is_wanted "$candidate"; then
			echo "$candidate"
			return
		fi
	done
	echo "satchel: building golangci-lint $version into .cache/bin (some minutes, once)" >&2
	CGO_ENABLED=0 GOBIN="$PWD/.cache/bin" \
		go install "github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v$version" >&2
	echo .cache/bin/golangci-lint
}

linter=$(find_linter)
echo "satchel: $linter run"
CGO_ENABLED=0 "$linter" run "$@"
echo "satchel: texts and their German"
CGO_ENABLED=0 go run ./cmd/internal/words
scripts/law.sh
