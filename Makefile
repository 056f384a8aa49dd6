# What people and machines do here; `make` lists it. Needs Python 3.11 or newer, or uv, and nothing else.

BIN := .venv/bin
PYTEST := $(BIN)/pytest -q -n auto --maxschedchunk=1 # one at a time: long tests are neighbours
STACK := kafka redis mongodb

.DEFAULT_GOAL := help
.PHONY: help setup check lint unit fmt test test-deep stack stack-down test-stack test-compose test-browser pictures demo samples docs bench compare clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/.dev ## make .venv with what the lock file says; does nothing when it is there

.venv/.run: uv.lock pyproject.toml scripts/setup
	@scripts/setup run
	@touch $@

.venv/.dev: uv.lock pyproject.toml scripts/setup
	@scripts/setup dev
	@touch .venv/.run $@

.venv/.compare: uv.lock pyproject.toml scripts/setup
	@scripts/setup compare
	@touch .venv/.run .venv/.dev $@

test-browser: setup ## the web page in a real browser: needs chromium and chromium-driver
	$(BIN)/pytest -q tests/browser

pictures: setup ## the same, and photograph the page into docs/images/
	ROLLCALL_PICTURES=docs/images $(BIN)/pytest -q tests/browser

demo: .venv/.run ## run everything over invented hosts, print how right it is, draw the charts
	@$(BIN)/python -m simulator.demo

check: setup ## format, lint, types, layers, unit tests: under a minute
	@$(MAKE) --no-print-directory --keep-going -j 2 lint unit

lint: setup
	$(BIN)/ruff format --check --quiet
	$(BIN)/ruff check --quiet
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

unit: setup
	$(PYTEST) tests/unit

fmt: setup ## put the code in shape
	$(BIN)/ruff check --quiet --fix
	$(BIN)/ruff format --quiet

test: setup ## all tests that need only Python
	$(PYTEST) -m "not stack and not browser and not deep"

test-deep: setup ## the same on many more examples, and a hundred faults on the stack: hours
	HYPOTHESIS_PROFILE=deep $(PYTEST) -m "not stack and not browser" --ignore=tests/fuzz
	HYPOTHESIS_PROFILE=deep $(BIN)/pytest -q -s tests/fuzz
	$(BIN)/pytest -q -s -m deep tests/stack

stack: ## start Kafka, Redis and MongoDB on this machine, without Docker
	@for part in $(STACK); do scripts/stack/$$part up && scripts/stack/$$part url || exit 1; done

stack-down: ## end them; their data stay
	@for part in $(STACK); do scripts/stack/$$part down || exit 1; done

test-stack: setup ## all tests of the distributed form, on the stack or on addresses that the environment names
	$(BIN)/pytest -q -s -m "not compose and not deep" tests/stack

test-compose: setup ## build the images and run docker-compose.yml: scaled, killed, down and up
	@scripts/test-compose

samples: .venv/.run ## draw sample_diagram/ anew, from invented data
	$(BIN)/python -m services.visualizer.sample_diagram

docs: setup ## write the pages that are printed from the code
	$(BIN)/python -m docs.generate

bench: setup ## measure what README and docs claim
	$(BIN)/python -m benchmarks.identity
	$(BIN)/python -m benchmarks.charts
	$(BIN)/python -m benchmarks.fetch
	$(BIN)/python -m benchmarks.stack

compare: .venv/.compare ## time and F1 beside other programs (installs them)
	$(BIN)/python -m benchmarks.compare

clean: ## take away what can be made again; data, logs and charts stay
	rm -rf .venv dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
