# `make run` and `make test` are all that a fresh machine needs; see README.md.
PYTHON ?= python3
BIN := .venv/bin
SETUP := .venv/.installed
TEST_SETUP := .venv/.installed-tests
BENCH_SETUP := .venv/.installed-bench

.PHONY: run test quick setup check format bench fuzz clean

run: $(SETUP)  ## Start the page and print its address
	$(BIN)/streamlit run dashboard/app.py

test: $(TEST_SETUP)  ## Run every test, a real browser included
	$(BIN)/python tests/e2e/browser.py
	$(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)

quick: $(TEST_SETUP)  ## Run the tests that train nothing and start no server: those to run at each change
	$(BIN)/python -m pytest -n 2 --dist loadfile --quick $(ARGS)

setup: $(TEST_SETUP)  ## Install all that running, testing and checking need

check: $(TEST_SETUP)  ## Style, types, and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(TEST_SETUP)  ## Bring the source into the common style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(BENCH_SETUP)  ## Measure the search and the reader beside others: a table, and bench.json
	$(BIN)/python -m tests.benchmarks $(ARGS)

fuzz: $(TEST_SETUP)  ## Feed spoilt and random files to the reader; what fails is kept in .fuzz
	$(BIN)/python -m tests.fuzz $(ARGS)

clean:  ## Remove what setup installed
	rm -rf .venv

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
		{ echo "Gridlight needs Python 3.11, 3.12 or 3.13. Name one: make run PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv

$(SETUP): .venv/bin/python requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $(SETUP)

$(TEST_SETUP): $(SETUP) tests/requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -r tests/requirements.txt
	touch $(TEST_SETUP)

$(BENCH_SETUP): $(TEST_SETUP) tests/benchmarks/requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -r tests/benchmarks/requirements.txt
	touch $(BENCH_SETUP)
