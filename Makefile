# What people do with this project. `make` alone prints the list.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test lint format data bench pins clean FORCE

# make run PORT=8600; ADDRESS=0.0.0.0 lets others on the network in.
PORT ?= 8501
ADDRESS ?= 127.0.0.1

VENV := .venv
CACHE := .cache
PY := $(VENV)/bin/python
# Land and borders come from this npm package; only `make data` needs it.
WORLD_ATLAS := world-atlas@2.0.2
# Writes the pins; used by `make pins` only.
UV := uv==0.13.9

# The environment is the project's own, whatever the shell that calls make has set.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV

# An environment whose Python has gone (a system upgrade, a copied folder) is made anew.
ALIVE := $(shell $(PY) -c 'print("yes")' 2>/dev/null)

help: ## print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/run.stamp ## start the dashboard on the shipped layers (PORT=8501, ADDRESS=127.0.0.1)
	@exec $(PY) -m streamlit run app.py --server.port $(PORT) --server.address $(ADDRESS) \
	    --server.headless true --browser.serverAddress localhost --browser.gatherUsageStats false

test: $(VENV)/test.stamp ## lint, types, import order and all tests, those in a browser too
	@browser=$$(tools/find-browser) && echo "Browser for the tests: $$browser"
	@$(MAKE) --no-print-directory lint
	@status=0; \
	$(PY) -m pytest tests/browser || status=1; \
	$(PY) -m pytest -n auto --ignore=tests/browser || status=1; \
	exit $$status

lint: $(VENV)/test.stamp ## form, types and import order
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(VENV)/bin/lint-imports

format: $(VENV)/test.stamp ## put the code into the house's form
	@$(PY) -m ruff check --fix-only --exit-zero .
	@$(PY) -m ruff format .

data: $(VENV)/run.stamp $(CACHE)/world-atlas.stamp ## rebuild geodata/ from geodata/sources/ (needs npm)
	@$(PY) -m wopmap build

bench: $(VENV)/test.stamp ## measure the budgets and print the table
	@$(PY) -m tests.bench

pins: ## write requirements*.txt anew from pyproject.toml
	@tools/make-venv $(CACHE)/pins
	@$(CACHE)/pins/bin/python -m pip install --quiet $(UV)
	@export UV_CUSTOM_COMPILE_COMMAND="make pins"; \
	compile="$(CACHE)/pins/bin/uv pip compile --quiet --upgrade --universal --fork-strategy fewest"; \
	compile="$$compile --python-version 3.11 --annotation-style line"; \
	$$compile pyproject.toml --output-file requirements.txt; \
	$$compile --group dev --constraint requirements.txt --output-file requirements-dev.txt

clean: ## remove the environment, caches and test artefacts
	@rm -rf $(VENV) $(CACHE) artefacts .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/run.stamp: requirements.txt $(if $(ALIVE),,FORCE)
	@tools/make-venv $(VENV)
	@echo "Installing what the dashboard needs (about a minute the first time) ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
	@touch $@

$(VENV)/test.stamp: requirements-dev.txt $(VENV)/run.stamp
	@echo "Installing what the checks need ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check --requirement requirements.txt --requirement requirements-dev.txt
	@touch $@

$(CACHE)/world-atlas.stamp: Makefile
	@command -v npm >/dev/null || { \
	    echo "make data: npm is not installed; land and borders come from the npm package $(WORLD_ATLAS)." \
	         "Install Node.js with npm and try again." >&2; exit 1; }
	@rm -rf $(CACHE)/world-atlas && mkdir -p $(CACHE)/world-atlas
	@npm pack --silent --pack-destination $(CACHE) $(WORLD_ATLAS) >/dev/null
	@tar -xzf $(CACHE)/$(subst @,-,$(WORLD_ATLAS)).tgz -C $(CACHE)/world-atlas --strip-components=1
	@touch $@
