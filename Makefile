# Linli: `make run` tries it, `make test` tests it, `make up` runs the distributed platform here. `make help` lists all.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SECRET := var/secret.up
# Python keeps what it compiled, though the surroundings may forbid it: a platform is many processes, and each starts an eighth faster.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help run console test faults lint up bench documents screens lock clean

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

run: $(VENV)/.installed ## start embedded with a real district and real requests, and keep serving
	@$(BIN)/linli console build --if-possible
	@$(BIN)/linli run

console: $(VENV)/.installed ## build the web console, if its sources changed
	@$(BIN)/linli console build

test: $(VENV)/.developed ## every test that can run here; those that start whole platforms come last
	$(BIN)/python -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder tests/integration tests/contract tests/unit
	$(BIN)/python -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder tests/e2e tests/faults

faults: $(VENV)/.developed ## every seeded fault run (over 200; RabbitMQ and PostgreSQL of its own)
	LINLI_FAULT_RUNS=all $(BIN)/python -m pytest --numprocesses 2 --dist loadfile tests/faults

lint: $(VENV)/.developed ## formatting, lint, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy tests
	@$(BIN)/linli console check --if-possible

up: $(VENV)/.installed $(SECRET) ## every process of the distributed platform here, on the local RabbitMQ and PostgreSQL
	@$(BIN)/linli console build --if-possible
	LINLI_SECRET_FILE=$(SECRET) $(BIN)/linli migrate --create
	LINLI_SECRET_FILE=$(SECRET) $(BIN)/linli up

bench: $(VENV)/.developed ## the measurements of tests/bench, printed
	@for one in tests/bench/bench_*.py; do $(BIN)/python -m tests.bench.$$(basename $$one .py) || exit 1; done

documents: $(VENV)/.developed ## generate docs/events.md, docs/asyncapi.yaml and docs/openapi.json anew
	$(BIN)/python -m linli.contracts.documents

screens: $(VENV)/.developed ## a picture of every screen of the console anew, in docs/screens (needs Node and Chromium)
	LINLI_SCREENS=docs/screens $(BIN)/python -m pytest --quiet tests/integration/gateway/console/test_looks.py tests/integration/gateway/console/test_maps.py tests/integration/gateway/console/test_desks.py tests/integration/gateway/console/test_calendar.py tests/integration/gateway/console/test_citizen_page.py tests/integration/gateway/console/test_volunteer_page.py

lock: ## resolve the lock files anew (needs uv)
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --no-emit-index-url pyproject.toml -o requirements.lock
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --no-emit-index-url pyproject.toml --extra dev -o requirements-dev.lock

clean: ## remove the virtual environment (data in var/ stays)
	rm -rf $(VENV)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Linli needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(VENV)/.developed: requirements-dev.lock $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

$(SECRET):
	@mkdir -p $(dir $@) && (umask 077; head -c 64 /dev/urandom > $@)
