# Satchel. `make help` lists what can be done here; the work itself is in scripts/.
.DEFAULT_GOAL := help
.PHONY: help run build test race lint bench sim mutants crash kill load fuzz soak shots e2e package check clean

EXE      := $(shell go env GOEXE)
# Every program but the desktop builds without cgo.
PROGRAMS := $(notdir $(filter-out cmd/satchel,$(wildcard cmd/satchel*)))

run: ## build the desktop program and open it (pictures in ./tour where there is no display)
	@scripts/run.sh $(ARGS)

test: ## run all tests that need no display and no C compiler
	@scripts/test.sh $(ARGS)

race: ## run the tests with the race detector
	@scripts/test.sh -race $(ARGS)

lint: ## check style, the law of imports and common mistakes
	@scripts/lint.sh

bench: ## measure speed and size against their targets
	@CGO_ENABLED=0 go run ./cmd/internal/bench $(ARGS)

sim: ## run the sync simulation at its push size
	@SATCHEL_SIM_OPS=$${SATCHEL_SIM_OPS:-1000000} CGO_ENABLED=0 go test -count=1 -timeout 60m -v ./cmd/internal/simulate $(ARGS)

mutants: ## plant mistakes in the sync and see that its tests notice each
	@CGO_ENABLED=0 go run ./cmd/internal/mutants $(ARGS)

crash: ## end the program at every moment of many short stories
	@if [ -d /dev/shm ]; then export TMPDIR=/dev/shm; fi; \
		SATCHEL_CRASH=all CGO_ENABLED=0 go test -count=1 -timeout 120m -v ./cmd/internal/crash $(ARGS)

kill: ## kill the real program and the team hub SATCHEL_KILLS times (200) while they work, and look for what is lost
	@SATCHEL_KILLS=$${SATCHEL_KILLS:-200} CGO_ENABLED=0 go test -count=1 -timeout 60m -v ./cmd/internal/kill $(ARGS) && \
		SATCHEL_KILLS=$${SATCHEL_KILLS:-200} CGO_ENABLED=0 go test -count=1 -timeout 60m -v -run KilledHub ./sync/hub

load: ## measure a real team hub: 100,000 contacts, 20 desktops that save once a second for 5 minutes
	@SATCHEL_LOAD=$${SATCHEL_LOAD:-100000} SATCHEL_LOAD_DESKTOPS=$${SATCHEL_LOAD_DESKTOPS:-20} SATCHEL_LOAD_SECONDS=$${SATCHEL_LOAD_SECONDS:-300} \
		CGO_ENABLED=0 go test -count=1 -timeout 30m -v ./cmd/internal/load $(ARGS)

fuzz: ## feed every reader of foreign input with random bytes, each for FUZZTIME (30s)
	@scripts/fuzz.sh $(ARGS)

soak: ## let ten computers work for months of simulated time, and look for growth
	@TMPDIR=$$([ -w /dev/shm ] && echo /dev/shm || echo $${TMPDIR:-/tmp}) CGO_ENABLED=0 go run ./cmd/internal/soak $(ARGS)

shots: ## draw every screen into ./shots
	@scripts/setup.sh fonts || echo "satchel: some names may show as boxes in the pictures." >&2
	@CGO_ENABLED=0 go run ./cmd/internal/shots -out shots $(ARGS)

e2e: ## drive the built programs in a real window with a real keychain
	@scripts/e2e.sh $(ARGS)

build: ## build all programs into ./bin
	@scripts/setup.sh desktop
	go build -o bin/satchel$(EXE) ./cmd/satchel
	@for p in $(PROGRAMS); do echo "go build -o bin/$$p$(EXE) ./cmd/$$p"; \
		CGO_ENABLED=0 go build -trimpath -o bin/$$p$(EXE) ./cmd/$$p || exit 1; done

package: ## make an installable package of the desktop program in ./dist
	@scripts/package.sh $(ARGS)

check: ## all that has to be green before a change is merged
	@.ci/run

clean: ## remove what the other targets made
	rm -rf bin dist shots tour bench-out .cache

help: ## list the targets
	@echo "Satchel. Targets (extra words for a program: make run ARGS='--db file.db'):"
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
