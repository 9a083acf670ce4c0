# Lodestar. `make run` to look at it, `make test` before you change it.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv pip install --quiet --python $(BIN)/python
PORT ?= 8000
WORKERS ?= 2
TESTS = $(BIN)/pytest --numprocesses $(WORKERS) --dist loadscope

.PHONY: run setup check lint types test test-sqlite test-postgres test-journeys test-deep bench docs requirements wheel clean help

help: ## What there is to make
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 24

run: .make/run ## Start Lodestar with its demo county on http://localhost:8000
	$(BIN)/lodestar serve --demo --port $(PORT)

setup: .make/test ## Install everything needed to change Lodestar

$(VENV)/bin/uv:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

.make/run: requirements/run.txt pyproject.toml | $(VENV)/bin/uv
	$(UV) --require-hashes -r requirements/run.txt
	$(UV) --no-deps -e .
	@mkdir -p .make && touch $@

.make/test: requirements/test.txt pyproject.toml | $(VENV)/bin/uv
	$(UV) --require-hashes -r requirements/test.txt
	$(UV) --no-deps -e .
	@mkdir -p .make && touch $@ .make/run

# Journeys are played in Debian's Chromium; it is installed when it is missing.
.make/chromium:
	@command -v chromium >/dev/null || tools/install_chromium.sh
	@mkdir -p .make && touch $@

check: .make/test lint types ## Fast: format, lint, types, the order of the house, unit tests
	$(TESTS) tests/methods tests/unit tests/architecture

lint: .make/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	git ls-files -z '*.html' | xargs -0 $(BIN)/djade --check --target-version 5.2
	$(BIN)/deptry src

types: .make/test
	$(BIN)/mypy

test: .make/test .make/chromium lint types test-sqlite test-postgres test-journeys ## Everything that a change must pass

test-sqlite: .make/test
	$(TESTS) tests/methods tests/reference tests/unit tests/architecture tests/attacks

test-postgres: .make/test
	LODESTAR_TEST_DATABASE=postgres $(TESTS) -m "not journey and not apart" tests/unit tests/attacks/test_{forms,at_once,rooms}.py

# The county is loaded once; each of the browsers plays in a copy of it.
test-journeys: .make/test .make/chromium
	county=$$(mktemp -d) && trap 'rm -rf "$$county"' EXIT && LODESTAR_DATA="$$county" $(BIN)/lodestar demo | tail -n 1 \
	&& LODESTAR_JOURNEY_DATA="$$county" $(TESTS) tests/journeys

test-deep: .make/test .make/chromium ## The long form: attacks, faults, soak
	LODESTAR_DEEP=1 $(TESTS) tests --ignore tests/journeys
	LODESTAR_DEEP=1 LODESTAR_TEST_DATABASE=postgres $(TESTS) -m "not journey and not apart" tests/unit tests/architecture tests/attacks
	LODESTAR_DEEP=1 $(BIN)/pytest tests/journeys

bench: .make/test ## Measure: ratios side by side in one run
	$(BIN)/python -m bench

docs: .make/test ## Check that the documents name only what exists, and write the reference pages again
	$(BIN)/python tools/write_reference.py
	$(BIN)/pytest tests/architecture/test_documents.py tests/methods/test_pages.py

requirements: $(VENV)/bin/uv ## Resolve the requirements again, with hashes
	$(BIN)/uv pip compile --quiet pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url -o requirements/run.txt
	$(BIN)/uv pip compile --quiet pyproject.toml --extra postgres --extra test --extra dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url -c requirements/run.txt -o requirements/test.txt

wheel: .make/test ## Build the distribution
	$(BIN)/uv build --quiet --wheel

clean: ## Remove what was built; the data folder stays
	rm -rf $(VENV) .make dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis test-results
