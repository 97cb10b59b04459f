# make run and make test set up what they need in .venv; see `make help`.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

VENV := .venv
PYTHON_IN_VENV := $(VENV)/bin/python
PIP_INSTALL := $(PYTHON_IN_VENV) -m pip --disable-pip-version-check -q install --use-pep517
SOURCES := core gui resources tests $(wildcard benchmarks torture)

# What to look at: make run LOGS=folder, make test TESTS="tests/test_layers.py -x".
LOGS ?= resources/sample.evtx
TESTS ?=
BENCH ?=
TORTURE ?=

.PHONY: help
help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

# ---------------------------------------------------------------- set-up
$(VENV)/made:
	@echo "Making $(VENV)"
	@scripts/make_venv.sh $(VENV)
	@touch $@

$(VENV)/for-run: pyproject.toml $(VENV)/made
	@echo "Installing what Cellspawn needs into $(VENV)"
	@$(PIP_INSTALL) -e .
	@touch $@

$(VENV)/for-work: pyproject.toml $(VENV)/made
	@echo "Installing what Cellspawn, its tests and checks need into $(VENV)"
	@$(PIP_INSTALL) -e '.[test,check]'
	@touch $@ $(VENV)/for-run

.PHONY: libraries-run libraries-test
libraries-run:
	@scripts/system_libraries.sh || echo "Going on without them." >&2
libraries-test:
	@scripts/system_libraries.sh test || echo "Going on without them." >&2

# ---------------------------------------------------------------- use
.PHONY: run
run: $(VENV)/for-run libraries-run ## Open the window on the sample (or LOGS=...).
	@$(PYTHON_IN_VENV) -m gui "$(LOGS)"

.PHONY: scan
scan: $(VENV)/for-run ## Scan the sample (or LOGS=...) and print the flagged rows.
	@$(PYTHON_IN_VENV) -m gui scan "$(LOGS)"

.PHONY: test
test: $(VENV)/for-work libraries-test ## Run the tests (or TESTS=...).
	@$(PYTHON_IN_VENV) -m pytest $(TESTS)

.PHONY: check
check: $(VENV)/for-work ## Lint, formatting, types (as on Linux and on Windows), layers.
	@$(PYTHON_IN_VENV) -m ruff check -q .
	@$(PYTHON_IN_VENV) -m ruff format -q --check .
	@$(PYTHON_IN_VENV) -m mypy --no-error-summary $(SOURCES)
	@$(PYTHON_IN_VENV) -m mypy --no-error-summary --platform win32 --cache-dir .mypy_cache/win32 $(SOURCES)
	@said=$$($(VENV)/bin/lint-imports --no-logo) || { echo "$$said"; exit 1; }
	@echo "All checks passed."

.PHONY: format
format: $(VENV)/for-work ## Sort imports, mend what can be mended, format.
	@$(PYTHON_IN_VENV) -m ruff check -q --fix .
	@$(PYTHON_IN_VENV) -m ruff format -q .

.PHONY: bench
bench: $(VENV)/for-work ## Measure the speed (BENCH=... for its options).
	@$(PYTHON_IN_VENV) -m benchmarks $(BENCH)

.PHONY: torture
torture: $(VENV)/for-work ## Damage logs in every layer and see what comes of them (TORTURE=... for options).
	@$(PYTHON_IN_VENV) -m torture $(TORTURE)

.PHONY: sample
sample: $(VENV)/for-work ## Make resources/sample.evtx anew.
	@$(PYTHON_IN_VENV) -m tests.make_sample

SCREENSHOTS := build/screenshots
VIEWS ?=
.PHONY: screenshots
screenshots: $(VENV)/for-work libraries-test ## Draw the main views of the window (or VIEWS="flagged xml") into build/screenshots.
	@xvfb-run -a -s '-screen 0 2600x1500x24' $(PYTHON_IN_VENV) -m tests.gui.make_screenshots $(SCREENSHOTS) $(VIEWS)
	@ls $(SCREENSHOTS)/*.png

.PHONY: wheel
wheel: $(VENV)/for-work ## Build the wheel into dist/.
	@said=$$($(PYTHON_IN_VENV) -m build --wheel --no-isolation --outdir dist . 2>&1) || { echo "$$said"; exit 1; }
	@ls dist/*.whl

.PHONY: clean
clean: ## Remove everything that was made here, .venv too.
	@rm -rf $(VENV) dist build .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
