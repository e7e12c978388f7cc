# Insiemi. "make" lists what can be made.

GO       ?= go
FUZZTIME ?= 20s
BENCH    ?= .
DATA     ?= .data
PORT     ?= 0
BUILD     = $(GO) build -trimpath -buildvcs=false -ldflags '-s -w'

.PHONY: help run up test unit browser check checks bench fuzz corpus build bootstrap clean-data clean FORCE
.DEFAULT_GOAL := help

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## install what is missing, build, start everything with demo data
	@$(call together,bin/s3d bin/insiemi,)
	@exec bin/insiemi up --demo --data $(DATA) --port $(PORT)

up: ## start only the private stack (Postgres, Redis, object store, mail)
	@$(call together,bin/s3d bin/insiemi,)
	@exec bin/insiemi up --stack-only --data $(DATA)

test: ## everything, on the real parts, in a browser too
	@$(call together,bin/s3d bin/insiemi bin/teststack,--test)
	@$(MAKE) --no-print-directory unit browser

unit: bin/s3d bin/insiemi bin/teststack ## the Go tests (make test without the browser)
	bin/teststack $(GO) test -timeout 20m ./...
	cd deploy/s3d && $(GO) test ./...

browser: bin/s3d bin/insiemi ## the tests in a browser
	@if [ -x web/e2e/run.sh ]; then echo web/e2e/run.sh; web/e2e/run.sh; fi

check: bin/staticcheck ## format, vet and staticcheck
	@bad=$$(gofmt -l $$(git ls-files --cached --others --exclude-standard '*.go')); \
	if [ -n "$$bad" ]; then echo "Not formatted (run gofmt -w):"; echo "$$bad"; exit 1; fi
	$(GO) vet ./...
	bin/staticcheck ./...
	cd deploy/s3d && $(GO) vet ./... && ../../bin/staticcheck ./...

bench: bin/s3d bin/insiemi bin/teststack ## the benchmarks (BENCH=pattern to choose)
	bin/teststack $(GO) test -run '^$$' -bench '$(BENCH)' -benchmem -timeout 60m ./...

checks: ## hold the rules against a year with planted faults (the tables of docs/checks.md)
	@$(GO) run ./deploy/proof/cmd/checks

fuzz: ## every fuzz test for a while (FUZZTIME=20s each)
	@grep -rl --include='*_test.go' '^func Fuzz' . | while read -r file; do \
		sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$$file" | while read -r name; do \
			echo "$$(dirname "$$file") $$name"; \
			$(GO) test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1s "$$(dirname "$$file")" </dev/null || exit 1; \
		done || exit 1; \
	done

corpus: bin/insiemi ## read every file below DIR and print figures
	@test -n "$(DIR)" || { echo 'Which folder? make corpus DIR=/some/folder'; exit 1; }
	@test -d "$(DIR)" || { echo 'There is no folder $(DIR). Write one that is there: make corpus DIR=/some/folder'; exit 1; }
	@bin/insiemi corpus "$(DIR)"

build: bin/s3d bin/insiemi ## build the programs into bin

bootstrap: ## install what is missing
	@deploy/bootstrap.sh

clean-data: ## delete the private stack's data, after asking
	@deploy/clean-data.sh $(DATA)

clean: ## delete what was built
	rm -rf bin

# together installs what is missing while the programs are being built: $(1) the
# programs, $(2) options of bootstrap.sh.
define together
deploy/bootstrap.sh $(2) & install=$$!; \
$(MAKE) --no-print-directory $(1); built=$$?; \
wait $$install || exit 1; exit $$built
endef

bin/insiemi bin/teststack: FORCE
	@$(BUILD) -o $@ ./$(if $(filter bin/insiemi,$@),cmd/insiemi,deploy/stack/cmd/teststack)

bin/s3d: $(wildcard deploy/s3d/*.go deploy/s3d/durable/*.go) deploy/s3d/go.mod deploy/s3d/go.sum
	@echo "Compiling the object store, 1 to 3 minutes, only once"
	@cd deploy/s3d && $(BUILD) -o ../../bin/s3d .

bin/staticcheck: deploy/tools/go.mod
	@echo "Compiling staticcheck, about a minute, only once"
	@cd deploy/tools && $(BUILD) -o ../../bin/staticcheck honnef.co/go/tools/cmd/staticcheck

FORCE:
