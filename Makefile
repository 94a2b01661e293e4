# All that a newcomer must know: make help.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test bench stress gen modules packages browser keyring screen windows fuzz

# Counted, not timed: go test at times fails a target for its own deadline (golang/go#75804).
FUZZTIME ?= 10000x
# A new machine compiles all in two ways, and no third: with the race detector for
# vet and tests, and with -trimpath as what is shipped is built. The packages that
# take longest begin first. A program with the race detector else waits for a
# second before it ends.
shipped = CGO_ENABLED=0
packages = extension/node_modules/.package-lock.json

help: ## print this
	@sed -nE 's/^([a-z]+):[^#]*## (.*)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

run: modules $(packages) browser ## try it: a CRM, a customer, a session. HEADLESS=1 plays it by itself, into out/run; BROWSER=firefox in Firefox
	@mkdir -p bin && $(shipped) go build -trimpath -o bin/run ./internal/story/cmd/run
	@exec bin/run --browser $(wanted) --out out/run

test: modules $(packages) browser keyring screen windows ## everything that must hold, in real browsers too; a quarter of an hour, and some minutes more where nothing is compiled yet
	@unformatted=$$(gofmt -l $$(go list -f '{{.Dir}}' ./...)); \
		test -z "$$unformatted" || { echo "run gofmt -w on:"; echo "$$unformatted"; exit 1; }
	go vet -race ./...
	cd extension && npm run --silent check && npm run --silent test
	GORACE=atexit_sleep_ms=100 go test -race -vet=off -ldflags='-s -w' -timeout 30m ./internal/acceptance ./internal/story ./installer ./...

bench: modules $(packages) browser ## how fast it is, beside a floor measured in the same run; out/bench.json
	go run ./internal/bench

stress: modules $(packages) browser ## long runs, about two hours; each line can be run alone
	EVENTS_KILLS=3000 go test -race -count=1 -timeout 20m -run Stress ./internal/events/sqlite
	go test -race -count=1 -timeout 20m -run TestAnyLife ./internal/cobrowse -rapid.checks=200000
	EACH=all go test -count=1 -timeout 40m -v -run 'TestAttacks|TestPeople|TestPicker|TestPlaces|TestGuard|TestTechniques|TestRestarts|TestPresenceOff|TestConfirmInBrowser|TestPages|TestPrograms|TestOptions' ./internal/acceptance
	EACH=all ORDER=reversed go test -count=1 -timeout 20m -v -run TestTechniques ./internal/acceptance
	RECORD_PAGES=10000 go test -count=1 -timeout 40m -run TestRecordPages/chromium ./internal/acceptance
	ATTACK_MUTANTS=all go test -count=1 -timeout 40m -v -run TestStressEachGuard ./internal/acceptance | grep -E 'guards is needed|--- FAIL|attack_|mutant_|^(ok|FAIL)'
	TEMPLATE_FILLS=100000000 go test -count=1 -timeout 20m -run TestStressFills ./internal/glance
	@$(MAKE) --no-print-directory fuzz FUZZTIME=250000x

gen: modules ## write what is generated: extension/src/protocol.gen.ts, manifests/identity.gen.go
	go run ./manifests/identitygen
	go run ./internal/protocol/tsgen

# go test allows one target at a time; the seeds of all are tests as well.
fuzz: modules ## what reads foreign text, with inputs made up; minutes
	@grep -rEo --include='*_test.go' '^func Fuzz[A-Za-z0-9_]+' host installer internal manifests | while IFS=: read -r file target; do \
		target=$${target#func }; dir=$${file%/*}; echo "fuzz $$dir $$target"; \
		out=$$(go test -run='^$$' -fuzz="^$$target$$" -fuzztime=$(FUZZTIME) -fuzzminimizetime=100x "./$$dir" 2>&1) || { echo "$$out"; exit 1; }; \
	done

modules:
	@command -v go >/dev/null || { echo "Go 1.26 or newer is needed: https://go.dev/dl/"; exit 1; }
	@go mod download

$(packages): extension/package-lock.json
	@command -v npm >/dev/null || { echo "Node.js 20 or newer, with npm, is needed: https://nodejs.org/"; exit 1; }
	cd extension && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

# $(call obtain,PACKAGES) installs packages of Debian's, where this is one and
# this may.
obtain = may=$$( { test "$$(id -u)" = 0 && echo env; } || { sudo -n true 2>/dev/null && echo "sudo -n"; } || true); \
	if test -n "$$may" && grep -q '^ID=debian' /etc/os-release 2>/dev/null; then \
		$$may apt-get update -q && $$may env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $(1) || true; \
	fi

# Browsers that are installed are used; else Debian's, where this may install
# them. The one that is wanted must be there; tests skip what Firefox would do
# where there is none.
wanted = $(if $(filter firefox,$(BROWSER)),firefox,chromium)
browser: modules
	@for family in chromium firefox; do \
		$(shipped) go run -trimpath ./internal/browser/cmd/findbrowser $$family >/dev/null 2>&1 && continue; \
		package=$$family; test $$family = chromium || package=firefox-esr; \
		$(call obtain,$$package); \
	done
	@$(shipped) go run -trimpath ./internal/browser/cmd/findbrowser $(wanted) >/dev/null

# The Secret Service that the keychain's tests talk to; they are skipped where
# there is none and this may not install it.
keyring:
	@if ! { command -v dbus-daemon && command -v gnome-keyring-daemon; } >/dev/null; then \
		$(call obtain,dbus gnome-keyring); \
	fi

# A screen that nobody sees, its mouse and its keys, for what Chromium draws itself;
# that test is skipped where there is none and this may not install it.
screen:
	@if ! { command -v Xvfb && command -v xdotool; } >/dev/null; then \
		$(call obtain,xvfb xdotool); \
	fi

# A Windows registry for the installer's test, by Wine: 101 MB to load, 700 MB on
# the disk. It is skipped where there is none and this may not install it.
windows:
	@if test "$$(go env GOARCH)" = amd64 && ! { command -v wine64 || test -x /usr/lib/wine/wine64; } >/dev/null; then \
		$(call obtain,wine64); \
	fi
