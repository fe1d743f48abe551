# Everything a developer runs. Each target makes the environment itself when it is missing or
# older than the files that define it. Needs make and Python 3.11 or newer:
#
#     make PYTHON=python3.12 test

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
PROFILE ?= leiden-rack
# Arguments for pytest, for example: make test ARGS='tests/check -k gap'
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help venv format format-check lint types test long check coverage demo wheel clean

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

venv: $(INSTALLED)  ## make the environment in .venv

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "ondergrond needs Python 3.11 or newer: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev,all,bench]'
	@touch $@

format: $(INSTALLED)  ## rewrite the code in the project's format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix --select I .

format-check: $(INSTALLED)  ## fail where `make format` would change something
	$(BIN)/ruff format --check .

lint: $(INSTALLED)  ## ruff
	$(BIN)/ruff check .

types: $(INSTALLED)  ## mypy, strict
	$(BIN)/mypy

test: $(INSTALLED)  ## all tests but the long ones
	$(BIN)/pytest -n auto --dist loadgroup $(ARGS)

long: $(INSTALLED)  ## the long tests: sweeps, brute force, the wheel
	$(BIN)/pytest -n auto --dist loadgroup -m long $(ARGS)

check: format-check lint types test  ## what must pass before a change lands

coverage: $(INSTALLED)  ## branch coverage of 90 % or more, kernels counted as plain Python
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -q -n auto --dist loadgroup
	NUMBA_DISABLE_JIT=1 $(BIN)/coverage run -m pytest -q -m kernel
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

demo: $(INSTALLED)  ## solve a library profile and leave its drawing in demo/
	$(BIN)/ondergrond solve $(PROFILE) --out demo --format svg,png,pdf

wheel: $(INSTALLED)  ## build the wheel into dist/
	$(BIN)/python -m build --wheel --no-isolation

clean:  ## remove what the other targets made
	rm -rf $(VENV) build dist demo htmlcov .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
