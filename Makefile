# Needs Python 3.11 or later with pip, and make. Everything is installed into .venv, and only when pyproject.toml changed.

PYTHON ?= $(or $(shell command -v python3.11),python3)
VENV := .venv
QUIET := --quiet --disable-pip-version-check
INSTALL := $(VENV)/bin/python -m pip install $(QUIET)
# Arguments for pytest, as in: make test TESTS="tests/cli -x"
TESTS ?= -n auto

# Further arguments for the tests of faults, as in: make test-faults FAULTS="-k kill"
FAULTS ?=

# How long fuzzing takes: examples of hypothesis, and seconds of atheris, for each of four rooms.
FUZZ_EXAMPLES ?= 300
FUZZ_SECONDS ?= 60
PLAYER = build/replaywebpage

# Folder of the evaluation sets.
CORPUS ?= $(or $(NEWSCLEAN_CORPUS),../shared/corpus)
SETS = $(wildcard $(CORPUS)/*.zip)
# What is done with the figures of the evaluation sets; --record writes them anew.
ACCURACY ?= --check
MEASURE = $(VENV)/bin/newsclean eval --worst 0 $(ACCURACY) bench/accuracy.json

# How much is measured: --long (a quarter of an hour) or --quick (to see that it works); else what takes some ten minutes of two cores.
BENCH ?=

.PHONY: help run test test-faults test-replay fuzz check accuracy bench bench-scale lexicon train clean

help:
	@echo "make run       archive the pages in seeds/ into archive/"
	@echo "make test      run the tests"
	@echo "make test-faults  kill runs, fill disks, archive 10,000 pages (minutes)"
	@echo "make test-replay  open finished archives in pywb, and in ReplayWeb.page in a browser"
	@echo "make fuzz      try broken pages and archives by the thousand, FUZZ_SECONDS for each room"
	@echo "make check     lint, check types, documents and links"
	@echo "make accuracy  compare the figures of the sets in CORPUS with those in bench/accuracy.json"
	@echo "make bench     time newsclean and others on the sets in CORPUS, for docs/performance.md (minutes)"
	@echo "make bench-scale  the same up to pages of 20 MB and runs of 20,000 pages (a quarter of an hour)"
	@echo "make lexicon   compile the word lists anew after a change of them"
	@echo "make train     train the block labeller anew from the sets in CORPUS"
	@echo "make clean     remove .venv and the caches"

run: $(VENV)/.package
	$(VENV)/bin/newsclean run seeds -o archive

test: $(VENV)/.tools
	$(VENV)/bin/python -m pytest $(TESTS)

test-faults: $(VENV)/.tools
	NEWSCLEAN_FAULTS=1 $(VENV)/bin/python -m pytest -s tests/run/test_faults.py $(FAULTS)

# Each part is skipped, with the reason, where its tool cannot be had: pywb and wacz (pip), the player (npm), Chromium.
test-replay: $(VENV)/.tools
	-test -x .venv-replay/bin/wayback || ($(PYTHON) -m venv .venv-replay && .venv-replay/bin/python -m pip install $(QUIET) '.[replay]')
	-test -f $(PLAYER)/package/sw.js || (mkdir -p $(PLAYER) && cd $(PLAYER) && npm pack --silent replaywebpage@2.4.6 && tar xzf *.tgz)
	NEWSCLEAN_REPLAY=1 $(VENV)/bin/python -m pytest -rs tests/replay

fuzz: $(VENV)/.tools
	NEWSCLEAN_FUZZ_EXAMPLES=$(FUZZ_EXAMPLES) $(VENV)/bin/python -m pytest tests/fuzz
	-$(INSTALL) --editable '.[fuzz]'
	@$(VENV)/bin/python -c "import atheris" || echo "atheris cannot be installed here: fuzzed by hypothesis alone."
	@if $(VENV)/bin/python -c "import atheris" 2>/dev/null; then for target in decode segment warc clean; do \
		$(VENV)/bin/python tests/fuzz/run_atheris.py $$target -max_total_time=$(FUZZ_SECONDS) -verbosity=0 || exit 1; done; fi

check: $(VENV)/.tools
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy
	$(VENV)/bin/python scripts/check_links.py

# The sets as they are, then the Chinese pages as plain-text scrapes.
accuracy: $(VENV)/.tools
	$(if $(SETS),$(MEASURE) $(SETS),@echo "Accuracy is not measured: there are no evaluation sets in $(CORPUS).")
	$(if $(filter %/zh.zip,$(SETS)),$(MEASURE) --scrape $(filter %/zh.zip,$(SETS)))

# An older pip cannot put together what trafilatura and readability-lxml each ask of lxml.
bench: $(VENV)/.tools
	$(INSTALL) --upgrade 'pip>=24'
	$(INSTALL) --editable '.[bench]'
	$(VENV)/bin/python -m bench $(CORPUS) $(BENCH)

bench-scale:
	$(MAKE) bench BENCH=--long

lexicon: $(VENV)/.tools
	$(VENV)/bin/python scripts/compile_lexicon.py

train: $(VENV)/.tools
	$(INSTALL) --editable '.[train]'
	$(VENV)/bin/python -m training.train $(CORPUS) src/newsclean/label/model.npz

clean:
	rm -rf $(VENV) .venv-replay build .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.package: pyproject.toml | $(VENV)/bin/python
	@echo "Installing newsclean into $(VENV) ..."
	$(INSTALL) --editable .
	@touch $@

$(VENV)/.tools: pyproject.toml | $(VENV)/bin/python
	@echo "Installing newsclean and its development tools into $(VENV) ..."
	$(INSTALL) --editable '.[dev]'
	@touch $@ $(VENV)/.package
