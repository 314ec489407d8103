#!/bin/sh
# Makes an installable package of the desktop program for this system in ./dist.
#
# The packaging tool reads FyneApp.toml only beside main.go and writes a raised build number back
# into it, so it gets a copy for as long as it runs.
set -eu
cd "$(dirname "$0")/.."

tool=fyne.io/tools/cmd/fyne@v1.7.4
main=cmd/satchel

scripts/setup.sh desktop
trap 'rm -f "$main/FyneApp.toml"' EXIT
trap 'exit 1' INT TERM
sed 's|^Icon = "|Icon = "../../|' FyneApp.toml >"$main/FyneApp.toml"

mkdir -p dist
cd dist
trap 'rm -f "../$main/FyneApp.toml"' EXIT
go run "$tool" package --source-dir "../$main" --release --tags migrated_fynedo "$@"
ls -l
