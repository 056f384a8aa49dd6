# `make help` lists what can be done. Needs only Python 3.11 or newer.
PYTHON ?= python3
BIN := .venv/bin
RUN := $(BIN)/python
STAMP := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: help setup demo test check test-deep fmt samples docs bench compare clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMP) ## make .venv with what the lock file says

$(STAMP): pyproject.toml uv.lock
	@$(PYTHON) -c 'import sys; sys.exit("Rollcall needs Python 3.11 or newer, this is " + sys.version.split()[0] + "; try make PYTHON=python3.11 …") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { echo "python3 can't make a virtual environment; on Debian: apt install python3-venv" >&2; exit 1; }
	@test -x $(BIN)/uv || $(RUN) -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv sync --quiet --locked --inexact
	@touch $@

demo: setup ## run everything over invented hosts, print how right it is, draw the charts
	@$(RUN) -m simulator.demo

check: setup ## format, lint, types, layers, unit tests: under a minute
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(RUN) -m pytest -q -n 2 tests/unit

test: setup ## all tests that need only Python
	$(RUN) -m pytest -q -n 2 tests/unit tests/contracts tests/project tests/pipeline

test-deep: setup ## the law of identity on many more examples
	HYPOTHESIS_PROFILE=deep $(RUN) -m pytest -q -n 2 tests/unit/deduper

fmt: setup ## put the code in shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

samples: setup ## fill sample_diagram/ from invented data
	$(RUN) -m services.visualizer.samples

docs: setup ## write the pages that are generated from the code
	$(RUN) -m docs.generate

bench: setup ## measure what README and docs claim
	$(RUN) -m benchmarks.identity

compare: setup ## time and F1 beside other programs (installs them)
	$(BIN)/uv sync --quiet --locked --inexact --extra compare
	$(RUN) -m benchmarks.compare

clean: ## take away what runs and tests made; data/ stays
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache visualized_diagram
