#!/bin/sh
# Runs every fuzz target for FUZZTIME (30s), or those whose name is given. What a target finds is kept in testdata and is
# from then on part of the tests.
set -eu
cd "$(dirname "$0")/.."

export CGO_ENABLED=0
failed=
for file in $(grep -rl --include='*_test.go' '^func Fuzz' app storage sync ui cmd); do
	for target in $(sed -n 's/^func \(Fuzz[A-Za-z0-9]*\)(.*/\1/p' "$file"); do
		case " ${*:-$target} " in *" $target "*) ;; *) continue ;; esac
		echo "$(dirname "$file"): $target"
		go test -run '^$' -fuzz "^$target\$" -fuzztime "${FUZZTIME:-30s}" "./$(dirname "$file")" || failed="$failed $target"
	done
done
[ -z "$failed" ] || { echo "found something:$failed" >&2; exit 1; }
