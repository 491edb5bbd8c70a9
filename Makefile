# Everything a person or a machine does with this checkout. The work itself is in tools/.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python

.PHONY: help setup run test test-sqlite check fmt screenshots bench lighthouse scan lock clean

help:  ## this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 22

setup:  ## what the code needs, as locked, into .venv and node_modules (nothing if already there)
	@tools/setup.sh

run: setup  ## serve the site with the demo: PORT=8000 BIND=127.0.0.1 (DEMO=0 begins empty)
	@tools/run.sh

test: setup  ## the checks, then all tests on SQLite and on PostgreSQL: ARGS="tests/orgs -x"
	@tools/test_packages.sh
	@tools/check.sh
	@tools/test.sh $(ARGS)

test-sqlite: setup  ## the tests on SQLite only, for a quick answer: ARGS="tests/orgs -x"
	@DATABASE_URL=sqlite:///var/test.sqlite3 $(PYTHON) -m pytest $(ARGS)

check: setup  ## format, lint, floors, migrations, production settings, templates
	@tools/check.sh

fmt: setup  ## format the Python code
	@.venv/bin/ruff check --quiet --fix --exit-zero . && .venv/bin/ruff format .

screenshots: setup  ## the pictures of README and manual, taken by the browser tests
	@tools/test_packages.sh
	@DATABASE_URL=sqlite:///var/test.sqlite3 $(PYTHON) -m pytest tests/browser --screenshots docs/images $(ARGS)

bench: setup  ## measurements, each a ratio: ARGS="importing", ARGS="--only /units/" (see bench/run.py)
	@tools/test_packages.sh
	@tools/with_postgres.sh $(PYTHON) bench/run.py $(ARGS)

lighthouse: setup  ## Lighthouse over the public pages
	@tools/test_packages.sh
	@tools/setup_lighthouse.sh
	@bench/lighthouse.sh $(ARGS)

scan: setup  ## bandit, sqlmap and wapiti, these two against the demo (docs/security.md)
	@tools/scan.sh

lock:  ## choose the newest releases that the declared ranges admit
	@tools/lock.sh

clean:  ## remove what setup and the tools made; data (var/) and .env stay
	rm -rf .venv node_modules bench/node_modules var/static var/static-stamp var/test.sqlite3* \
	  .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
