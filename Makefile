# Three commands do everything on a fresh Debian or Ubuntu: `make grade`, `make serve` and `make test`.

PYTHON ?= python3
ASSIGNMENT ?= ch177
BIN := .venv/bin

# nbgrader goes on without a configuration that can't be loaded, unless it is told not to.
export TRAITLETS_APPLICATION_RAISE_CONFIG_FILE_ERROR := 1
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: grade serve test bench pictures verify lint generated constraints clean

grade: .venv/ready  ## Grade what is in submitted/, or a made-up class if that is empty.
	@ls -d submitted/*/$(ASSIGNMENT) >/dev/null 2>&1 || autograder sample --assignment $(ASSIGNMENT)
	@autograder grade $(ASSIGNMENT) || test $$? -eq 1
	@autograder report $(ASSIGNMENT)

serve: .venv/ready  ## Click through the page on which students hand in, with a made-up class.
	@autograder serve --try

test: .venv/ready-to-test lint test-packages  ## Run all tests.
	@$(BIN)/python -m pytest

bench: .venv/ready-to-test  ## Measure it beside stock nbgrader, otter-grader and the floor; a quarter of an hour.
	@$(BIN)/python tests/benchmarks/bench.py

pictures: .venv/ready-to-test test-packages  ## Take the pictures of README anew, of a made-up class.
	@$(BIN)/python tests/browser/pictures.py

verify: .venv/ready  ## Test the tests of the exercises.
	@autograder verify $(ASSIGNMENT)

lint: .venv/ready-to-test
	@ruff check .
	@ruff format --check .
	@mypy

generated: .venv/ready  ## Write release/ and solutions/worked/ anew from source/.
	nbgrader generate_assignment $(ASSIGNMENT) --force
	nbgrader generate_solution $(ASSIGNMENT) --force

constraints: .venv/ready-to-test  ## Resolve constraints.txt anew, for every supported Python.
	uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --extra dev \
	    --no-header --no-annotate --no-emit-index-url --upgrade pyproject.toml -o constraints.txt

clean:
	rm -rf .venv build

.venv/ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	    || { echo "Python 3.11, 3.12 or 3.13 is needed, and $(PYTHON) is another. Try: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || $(MAKE) --no-print-directory system-venv
	$(PYTHON) -m venv .venv
	PIP_CONSTRAINT=$(CURDIR)/constraints.txt $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[notebooks]'
	@$(BIN)/python -c 'import pyseccomp' 2>/dev/null || $(MAKE) --no-print-directory system-libseccomp2
	@touch $@

.venv/ready-to-test: .venv/ready
	PIP_CONSTRAINT=$(CURDIR)/constraints.txt $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

# What only the tests need of the system: a database server, a browser, and npm for JupyterHub's proxy. Ubuntu has
# Chromium as a snap alone, which is of no use in a container, so there Playwright fetches its own.
HUB_PROXY = 5.3.0
.PHONY: test-packages playwright-chromium
test-packages: .venv/ready-to-test
	@command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 \
	    || $(MAKE) --no-print-directory system-postgresql
	@$(BIN)/python tests/browser/chromium.py >/dev/null 2>&1 || $(MAKE) --no-print-directory \
	    $$(grep -qsx ID=ubuntu /etc/os-release && echo playwright-chromium || echo system-chromium)
	@command -v npm >/dev/null || $(MAKE) --no-print-directory system-npm
	@test -x $(BIN)/configurable-http-proxy || npm install --silent --no-fund --no-audit --global --prefix .venv \
	    configurable-http-proxy@$(HUB_PROXY)

playwright-chromium: WHAT = Chromium, and the libraries that it needs
playwright-chromium: COMMAND = $(BIN)/playwright install --with-deps chromium
playwright-chromium: COMMANDS = sudo $(BIN)/playwright install-deps chromium && $(BIN)/playwright install chromium
playwright-chromium:
	@$(INSTALLED)

.PHONY: system-venv system-libseccomp2 system-postgresql system-chromium system-npm
system-venv: PACKAGE = python3-venv
system-libseccomp2: PACKAGE = libseccomp2
system-postgresql: PACKAGE = postgresql
system-chromium: PACKAGE = chromium
system-npm: PACKAGE = npm
system-venv system-libseccomp2 system-postgresql system-chromium system-npm: WHAT = the package $(PACKAGE)
system-venv system-libseccomp2 system-postgresql system-chromium system-npm: \
    COMMAND = apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q $(PACKAGE)
system-venv system-libseccomp2 system-postgresql system-chromium system-npm: COMMANDS = sudo apt-get install $(PACKAGE)
system-venv system-libseccomp2 system-postgresql system-chromium system-npm:
	@$(INSTALLED)

# Says what the system lacks. Root's make then installs it, unless it is told not to: make CHANGE_SYSTEM=no.
CHANGE_SYSTEM ?= yes
INSTALLED = if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && [ "$(CHANGE_SYSTEM)" = yes ]; then \
	    echo "This system lacks $(WHAT): it is installed now (make CHANGE_SYSTEM=no leaves the system as it is)."; \
	    $(COMMAND); \
	else \
	    echo "This system lacks $(WHAT). Run: $(COMMANDS)"; exit 1; \
	fi
