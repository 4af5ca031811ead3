.DEFAULT_GOAL := help
SHELL := /bin/sh
# Tests and checks start Python hundreds of times: what one has compiled the next one reads.
unexport PYTHONDONTWRITEBYTECODE
PYTHON ?= $(shell for each in python3.13 python3.12 python3.11 python3; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done)
RUN := .venv/bin/
DASHBOARD := web/dashboard
SCHEMA := $(DASHBOARD)/src/api/schema.d.ts
PAGES := $(filter-out $(SCHEMA),$(shell find $(DASHBOARD)/src $(DASHBOARD)/index.html $(DASHBOARD)/*.ts -type f 2>/dev/null))
.PHONY: help install run test check lint types rooms dashboard schema soak fuzz bench pictures build lock clean

help:  ## Print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "%-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: .make/python .make/node  ## Install everything, locked

.make/python: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Orakul needs Python 3.11 or newer: install it, or say make PYTHON=…"; exit 1; }
	@mkdir -p .make
	test -x $(RUN)python || $(PYTHON) -m venv .venv
	$(RUN)python -m pip install --quiet --disable-pip-version-check uv
	$(RUN)uv pip sync --quiet --require-hashes requirements.lock
	$(RUN)uv pip install --quiet --no-deps --editable .
	@touch $@

# The machine's Node.js where there is a recent one, otherwise the one from PyPI.
.make/node: $(DASHBOARD)/package-lock.json .make/python
	scripts/npm.sh ci --silent
	@touch $@

dashboard: .make/dashboard  ## Build the dashboard into web/dashboard/dist

.make/dashboard: .make/node $(SCHEMA) $(PAGES)
	scripts/npm.sh run build --silent
	@find $(DASHBOARD)/dist/assets -name '*.js' -o -name '*.css' | xargs gzip -9 -k -f -n
	@touch $@

# The dashboard's types are those of the server: what is out of step does not compile.
$(SCHEMA): .make/node scripts/openapi.py $(wildcard web/*.py) $(shell find src/orakul -name '*.py')
	@mkdir -p .make
	@$(RUN)python -m scripts.openapi > .make/openapi.json
	@scripts/npm.sh run schema --silent > /dev/null

run: dashboard  ## Start everything on http://127.0.0.1:8000
	@$(RUN)orakul up

test: dashboard  ## Run all tests, against a real PostgreSQL and a real browser
	@scripts/browser.sh
	$(RUN)pytest -n auto --dist worksteal $(TESTS)
	@scripts/npm.sh test --silent

check: lint types rooms  ## Style, types and the direction of imports

lint: install $(SCHEMA)  ## Style
	$(RUN)ruff check .
	$(RUN)ruff format --check .
	@scripts/npm.sh run lint --silent

types: install $(SCHEMA)  ## Types
	$(RUN)pyright
	@scripts/npm.sh run types --silent

rooms: install  ## Direction of imports
	$(RUN)lint-imports

schema: .make/python  ## Rewrite sql/schema.sql from the migrations
	$(RUN)python scripts/schema.py

soak: .make/python  ## The live log's rare cases, ten times as long
	ORAKUL_SOAK=10 $(RUN)pytest --timeout 3600 \
		$(addprefix tests/broadcaster/test_,$(addsuffix .py,nodes crashes cuts bulk deadlocks churn))

fuzz: .make/python  ## Requests made up from the OpenAPI document, a hundred for each operation
	ORAKUL_FUZZ=100 $(RUN)pytest tests/web/test_contract.py

bench: .make/python  ## Measure, and write the figures to bench/results.json
	@for each in bench/[a-z]*.py; do case $$each in bench/results.py | bench/inputs.py) ;; *) \
		echo "== $$each" && $(RUN)python -m bench.$$(basename $$each .py) || exit 1;; esac; done

pictures: dashboard  ## Make the pictures of the documents from the running program
	@scripts/pictures.sh

build: dashboard  ## Build the wheel
	$(RUN)uv build --wheel --quiet

lock: .make/python  ## Pin the newest versions that pyproject.toml allows
	$(RUN)uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --group dev pyproject.toml --output-file requirements.lock

clean:  ## Remove what was installed and built
	rm -rf .venv .make dist $(DASHBOARD)/node_modules $(DASHBOARD)/dist
