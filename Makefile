.PHONY: build lint test bench fuzz check chaos demo
GO ?= go
FUZZTIME ?= 20s

build:            ## one static binary
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '-s -w' -o yubao ./cmd/yubao

lint:             ## format, vet and golangci-lint
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); exit 1; }
	$(GO) vet ./...
	golangci-lint run ./...

test:             ## everything that needs no server; see .ci/run for the rest
	$(GO) test ./...

bench:            ## docs/benchmarks.md says what the figures mean
	$(GO) test -run '^$$' -bench . -benchmem ./...

fuzz:             ## each fuzz target for FUZZTIME
	@./.ci/fuzz $(FUZZTIME)

check: build      ## the shipped configuration and templates
	./yubao check --config config.yaml

chaos:            ## kills the daemon within a broadcast, on SQLite and, where there is one, PostgreSQL
	$(GO) run ./internal/chaos/cmd/chaos $(CHAOS)

demo:             ## the whole way, offline
	$(GO) run ./cmd/yubao demo
