# Maitre's commands. `make run` and `make test` need nothing but Python 3.11+; everything they install is pinned by
# hash, lies in .venv and node_modules, and is left alone while the locks do not change (so a second start is offline).

SHELL := /bin/sh
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help run test check soak bench bench-small screenshots lighthouse lock setup setup-dev clean

PYTHON ?= $(shell for each in python3 python3.14 python3.13 python3.12 python3.11; do \
  $$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done)
BIN := .venv/bin
DONE := .venv/done
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
KIT := src/maitre/kit/web
VENDOR := $(KIT)/static/vendor
CATALOGUES := $(patsubst %.po,%.mo,$(shell find src -name '*.po'))
ARGS ?=

help:
	@echo "make run     everything set up, then Maitre with its demo company (ARGS='--port 9000 --no-demo')"
	@echo "make test    all tests (ARGS='-k name')"
	@echo "make check   format, lint, types, imports, duplicates, dependency audit"
	@echo "make soak    ten minutes of load, kills and made-up examples; nothing acknowledged may be lost (ARGS='--seconds 60')"
	@echo "make bench   figures at ten thousand and at a million incidents; make bench-small in two minutes (ARGS='--only queue')"
	@echo "make screenshots   every page in both themes and two widths, into var/screenshots (ARGS='--only record')"
	@echo "make lighthouse    how Google's Lighthouse rates queue, record and portal, on a desktop and on a phone"
	@echo "make lock    new versions of the dependencies into requirements/ and package-lock.json"
	@echo "make clean   remove what was installed and built; var/, the data, stays"

run: setup
	$(BIN)/maitre up $(ARGS)

test: setup-dev $(DONE)/page-tests
	scripts/chromium
	scripts/java
	$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

check: setup-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python scripts/duplicates.py
	$(BIN)/python scripts/audit.py

soak: setup-dev
	$(BIN)/python -m soak --suites $(ARGS)

bench: setup
	$(BIN)/python -m bench $(ARGS)

bench-small: setup
	$(BIN)/python -m bench --small $(ARGS)

lighthouse: setup-dev $(DONE)/page-tests
	scripts/chromium
	test -d node_modules/lighthouse || $(BIN)/python scripts/vendor.py --tests --lighthouse
	$(BIN)/python scripts/lighthouse.py $(ARGS)

screenshots: setup-dev
	scripts/chromium
	$(BIN)/python scripts/screenshots.py $(ARGS)

lock:
	scripts/lock

clean:
	rm -rf .venv node_modules $(VENDOR) $(CATALOGUES)

setup: $(DONE)/project $(VENDOR)/icons.svg $(VENDOR)/maitre.css $(CATALOGUES)
setup-dev: setup $(DONE)/dev

$(DONE)/python:
	@test -n "$(PYTHON)" || { echo "Maitre needs Python 3.11 or later." >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Python's venv is missing (Debian: apt-get install python3-venv)." >&2; exit 1; }
	@mkdir -p $(DONE) && touch $@

$(DONE)/run: requirements/run.txt $(DONE)/python
	$(PIP) --require-hashes -r requirements/run.txt
	@touch $@

$(DONE)/project: pyproject.toml $(DONE)/run
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(DONE)/dev: requirements/dev.txt $(DONE)/run
	$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

$(VENDOR)/icons.svg: package.json package-lock.json $(KIT)/icons.txt scripts/vendor.py | $(DONE)/project
	$(BIN)/python scripts/vendor.py

$(VENDOR)/maitre.css: $(wildcard $(KIT)/static/css/*.css) $(KIT)/stylesheet.py | $(DONE)/project
	$(BIN)/python -m maitre.kit.web.stylesheet

# After the vendor files: fetching those leaves out what only tests use.
$(DONE)/page-tests: package-lock.json $(VENDOR)/icons.svg
	$(BIN)/python scripts/vendor.py --tests
	@touch $@

%.mo: %.po | $(DONE)/project
	$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
