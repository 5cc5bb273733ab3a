# One target a line in `make help`. Every recipe installs what it misses.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# One browser module a lazy route. Only an application without lazy routes may do without: make SPLIT= …
SPLIT ?= 1

# With a target named, cargo compiles build scripts and macros once, whatever flags the product itself gets.
HOST := $(shell rustc -vV 2>/dev/null | sed -n 's/^host: //p')
export CARGO_BUILD_TARGET ?= $(HOST)
# RUSTFLAGS would replace the flags of .cargo/config.toml, and a server without them does not fit the browser module.
unexport RUSTFLAGS

TARGET_DIR := $(if $(CARGO_TARGET_DIR),$(CARGO_TARGET_DIR),$(CURDIR)/target)
RELEASE := $(TARGET_DIR)/$(CARGO_BUILD_TARGET)/release/spotter
DEBUG := $(TARGET_DIR)/$(CARGO_BUILD_TARGET)/debug/spotter

STEP := scripts/step.sh
SITE := cargo xtask site $(if $(SPLIT),--split)
SERVER := cargo build --features ssr --bin spotter
# nextest runs each test in a process of its own and ends those that hang; cargo's own runner does where it is missing.
TESTS := $(shell cargo nextest --version >/dev/null 2>&1 && echo nextest run || echo test)
PLAYWRIGHT := node_modules/.bin/playwright test --config end2end/playwright.config.ts

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: release ## build the release, fill an empty database with a demonstration club, serve
	@$(RELEASE) demo --if-empty
	@exec $(RELEASE) serve

.PHONY: dev
dev: install ## the same as a debug build; rebuilds on change when cargo-leptos is installed
	@mkdir -p target/site
	@if command -v cargo-leptos >/dev/null && command -v wasm-bindgen >/dev/null; then \
	  cargo xtask reader; \
	  PATH="$(CURDIR)/node_modules/.bin:$$PATH" cargo leptos watch $(if $(SPLIT),--split) -- serve; \
	else \
	  $(STEP) 'build tools' cargo build --release --package xtask; \
	  $(SITE); \
	  $(STEP) 'server' $(SERVER); \
	  $(DEBUG) demo --if-empty; \
	  echo 'After a change: Ctrl-C and `make dev` again. For pages and styles alone `$(SITE)` and a reload do, without a restart.'; \
	  exec $(DEBUG) serve; \
	fi

.PHONY: site
site: install ## build what a browser is given: modules, style, files
	@$(STEP) 'build tools' cargo build --release --package xtask
	@$(SITE) --release

.PHONY: release
release: site ## build the release server with the site inside
	@$(STEP) 'server' $(SERVER) --release

.PHONY: test
test: ## everything that must pass: lint, tests on both databases, journeys in a browser
	@scripts/install.sh npm wasm chromium postgres
	@# each has minutes in which only one core works
	@$(MAKE) -j 2 lint site
	@$(MAKE) test-rust
	@$(MAKE) release
	@$(MAKE) compare-site
	@$(MAKE) test-browser

.PHONY: test-rust
test-rust: ## unit and integration tests on SQLite and Postgres; TEST=name runs those that match
	@scripts/install.sh wasm postgres
	@mkdir -p target/site
	@SHOW='tests run:|^test result: .* [1-9][0-9]* passed' $(STEP) 'tests, both databases' \
	  scripts/with-postgres.sh cargo $(TESTS) --features ssr $(TEST)
	@SHOW='tests run:|^test result: .* [1-9][0-9]* passed' $(STEP) 'tests of the build tools' \
	  cargo test --release --package xtask

.PHONY: test-browser
test-browser: ## journeys in Chromium on the release that is built; TEST=file runs one
	@scripts/install.sh npm chromium postgres
	@[ -x $(RELEASE) ] || { echo 'There is no release yet: run `make release`.' >&2; exit 1; }
	@SPOTTER_BIN=$(RELEASE) CHROMIUM="$$(scripts/chromium.sh)" SHOW='^ +[0-9]+ (passed|skipped)' \
	  $(STEP) 'journeys, SQLite' $(PLAYWRIGHT) --pass-with-no-tests $(TEST)
	@SPOTTER_BIN=$(RELEASE) CHROMIUM="$$(scripts/chromium.sh)" SHOW='^ +[0-9]+ (passed|skipped)' \
	  $(STEP) 'journeys, Postgres' scripts/with-postgres.sh \
	  bash -c 'E2E_DATABASE_URL=$$TEST_POSTGRES "$$@"' - $(PLAYWRIGHT) --pass-with-no-tests --grep @postgres $(TEST)

.PHONY: lighthouse
lighthouse: ## Lighthouse over public and member pages of the release that is built, telephone and desktop
	@scripts/install.sh chromium
	@[ -x $(RELEASE) ] || { echo 'There is no release yet: run `make release`.' >&2; exit 1; }
	@mkdir -p target/lighthouse
	@[ -d target/lighthouse/node_modules/lighthouse ] || \
	  $(STEP) 'install Lighthouse' npm install --prefix target/lighthouse --no-audit --no-fund --loglevel=error lighthouse@13.5.0
	@SPOTTER_BIN=$(RELEASE) CHROMIUM="$$(scripts/chromium.sh)" node end2end/lighthouse.mjs

.PHONY: lint
lint: ## format and lints, for the server and for the browser; licences when cargo-deny is installed
	@scripts/install.sh wasm
	@mkdir -p target/site
	@$(STEP) 'format' cargo fmt --all --check
	@$(STEP) 'lints, server and tests' cargo clippy --quiet --all-targets --features ssr -- -D warnings
	@$(STEP) 'lints, browser' cargo clippy --quiet --lib --target wasm32-unknown-unknown --features hydrate -- -D warnings
	@$(STEP) 'lints, reader' cargo clippy --quiet --package reader --target wasm32-unknown-unknown -- -D warnings
	@$(STEP) 'lints, build tools' cargo clippy --quiet --release --package xtask --all-targets -- -D warnings
	@if command -v cargo-deny >/dev/null; then \
	  $(STEP) 'licences and sources' cargo deny --all-features check licenses bans sources; \
	fi

.PHONY: bench
bench: release ## rates, times and weights beside the raw limits of this machine; ROWS=word for some of them
	@scripts/install.sh postgres
	@PG_DURABLE=1 scripts/with-postgres.sh cargo bench --quiet --features ssr --bench house

.PHONY: torture
torture: ## a million random operations, sixteen at a time, on each database; OPERATIONS=n for another number
	@scripts/install.sh wasm postgres
	@mkdir -p target/site
	@OPERATIONS=$${OPERATIONS:-1000000} scripts/with-postgres.sh \
	  cargo test --release --features ssr --test stories interleavings -- --nocapture

.PHONY: install
install: ## npm packages and Rust's wasm32 target, when they are missing
	@scripts/install.sh npm wasm

.PHONY: tools
tools: ## which tools are here, in which version
	@cargo xtask tools

.PHONY: compare-site
compare-site: install ## check that our site has the files that cargo-leptos would make
	@cargo xtask compare-site --release $(if $(SPLIT),--split)

.PHONY: clean
clean: ## delete what was built
	@cargo clean
	@rm -rf target node_modules test-results screenshots
