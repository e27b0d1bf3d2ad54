# Regulars in two commands: `make run` serves it, `make test` tries it.
# They need Python 3.11, 3.12 or 3.13 and nothing else; everything else goes to .venv.
#
#   make run         http://127.0.0.1:8000, the first time with a demo business
#   make run EMPTY=1           the first time with nothing but /setup
#   make run PORT=9000         on another port
#   make test        every test (those for browser and PostgreSQL where there are any)
#   make lint        formatting, rules of the language, types, templates
#   make coverage    the tests again, counting the branches they took
#   make bench       speed at a million customers beside a bare Flask answer; once, it
#                    loads some minutes. SIZE=10000, DATABASE=sqlite or postgresql,
#                    BENCH_DIR=/a/folder for what it keeps
#   make lighthouse  Lighthouse over the main pages, phone and desktop, where Node and
#                    Chromium are; npm brings Lighthouse for the time of the run
#   make lock        both locks anew from pyproject.toml
#   make words       the list of visible words that a language translates
#   make clean       away with .venv; the database in instance/ stays

.DEFAULT_GOAL := run
.PHONY: run test lint coverage bench lighthouse lock words install tools clean
SHELL := /bin/sh

# Give PYTHON to choose one by name or path.
PYTHON = python3 python3.13 python3.12 python3.11 python
VENV := .venv
IN := $(VENV)/bin/python
# Called as modules, so that a checkout that was moved still finds its own.
FLASK := $(IN) -m flask --app app
PIP := $(IN) -m pip --disable-pip-version-check --no-input -qq
FITS := import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 14))
LOCK := $(IN) -m uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --custom-compile-command "make lock"

run: install
	@$(IN) deploy/port.py
	@$(FLASK) db upgrade
	@test -n "$$EMPTY" || $(FLASK) demo
	@exec $(IN) deploy/together.py "$(FLASK) worker" \
	  "$(IN) -m gunicorn --config deploy/gunicorn.conf.py --log-level warning app:app"

test: install
	@$(IN) -m pytest

CHECKS := "ruff format --check ." "ruff check --quiet ." "mypy" \
	"djlint --lint --quiet templates"
lint: tools
	@failed=0; for check in $(CHECKS); do $(IN) -m $$check || failed=1; done; exit $$failed

coverage: tools
	@$(IN) -m pytest --cov --cov-report=term --cov-report=json:.coverage.json
	@$(IN) tests/tooling/branches.py .coverage.json 90

bench: install
	@$(IN) -m tests.bench

lighthouse: install
	@$(IN) -m tests.lighthouse

lock: tools
	@$(LOCK) pyproject.toml --group test --output-file requirements.txt
	@$(LOCK) --group tools --constraint requirements.txt \
		--output-file tests/requirements.txt

words: install
	@$(IN) -m babel.messages.frontend --quiet extract --mapping-file pyproject.toml \
		--keywords _l --omit-header --no-location --sort-output \
		--output-file customers/languages/words.pot .

install: $(IN)
	@cmp -s requirements.txt $(VENV)/requirements.txt || { \
	  echo "Installing what Regulars needs (a minute or so, only this once) …" && \
	  $(PIP) install --requirement requirements.txt && \
	  cp requirements.txt $(VENV)/requirements.txt; }

tools: install
	@cmp -s tests/requirements.txt $(VENV)/tests.txt || { \
	  echo "Installing the tools for browser tests, checks and locks …" && \
	  $(PIP) install --requirement tests/requirements.txt && \
	  cp tests/requirements.txt $(VENV)/tests.txt; }

$(IN):
	@for python in $(PYTHON); do \
	  if "$$python" -c "$(FITS)" 2>/dev/null; then \
	    echo "Making $(VENV) with $$("$$python" --version) …"; \
	    exec "$$python" -m venv --clear $(VENV); \
	  fi; \
	done; \
	echo "Regulars needs Python 3.11, 3.12 or 3.13 with its venv module, and found none."; \
	echo "Install one (on Debian: apt install python3 python3-venv), or name one:"; \
	echo "    make run PYTHON=/path/to/python3.12"; \
	exit 1

clean:
	@rm -rf $(VENV) .coverage .coverage.json .mypy_cache .pytest_cache .ruff_cache
