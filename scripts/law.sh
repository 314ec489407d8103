#!/bin/sh
# Proves on the whole import graph, third parties included, what the linter can only see file by
# file: see "The law" in docs/layout.md.
set -eu
cd "$(dirname "$0")/.."
export CGO_ENABLED=0

red=0
broken() {
	echo "law broken: $1" >&2
	echo "$2" | sed 's/^/    /' >&2
	red=1
}

# Patterns, not names: a part that does not exist yet has no packages and breaks nothing.
headless=$(go list -e -deps ./app/... ./storage/... ./sync/... ./cmd/satchelctl/... ./hub/... ./cmd/satchel-hub/... \
	2>/dev/null | grep '^fyne\.io/' || true)
[ -z "$headless" ] || broken "only the desktop may reach Fyne; the programs without a window reach" "$headless"

servers=$(go list -e -deps ./cmd/satchelctl ./cmd/satchel ./ui/... ./sync/... 2>/dev/null | grep -E '^(github\.com/pocketbase/|satchel/hub)' || true)
[ -z "$servers" ] || broken "only satchel-hub may reach PocketBase; a program for one person reaches" "$servers"

windows=$(go list -e -f '{{$p := .ImportPath}}{{range .Imports}}{{$p}} {{.}}
{{end}}{{range .TestImports}}{{$p}} {{.}}
{{end}}{{range .XTestImports}}{{$p}} {{.}}
{{end}}' ./... | grep ' fyne\.io/fyne/v2/app$' | grep -v '^satchel/cmd/satchel ' || true)
[ -z "$windows" ] || broken "only cmd/satchel may import fyne.io/fyne/v2/app, which needs cgo" "$windows"

shadows=$(go list -e -f '{{.ImportPath}} {{.Name}}' ./... | grep ' sync$' || true)
[ -z "$shadows" ] || broken "no package of ours may be called sync, like the standard library's" "$shadows"

# The same seed must give the same exchange: no clock, chance or second line of work but what is handed in. The runner is the shell
# around the engine that supplies them.
chance=$(grep -nE 'time\.(Now|Since|Until|After|Sleep|NewTimer|NewTicker)\(|\brand\.|\bgo func|\.Go\(' sync/engine/*.go |
	grep -vE '^sync/engine/(runner|[a-z_]*_test)\.go:' || true)
[ -z "$chance" ] || broken "the engine takes clock, chance and goroutines from outside" "$chance"

exit $red
