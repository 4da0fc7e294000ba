# Two commands do everything on a fresh Debian or Ubuntu: `make grade` and `make test`.

PYTHON ?= python3
ASSIGNMENT ?= ch177
BIN := .venv/bin

# nbgrader goes on without a configuration that can't be loaded, unless it is told not to.
export TRAITLETS_APPLICATION_RAISE_CONFIG_FILE_ERROR := 1
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: grade test bench pictures verify lint generated constraints clean

grade: .venv/ready  ## Grade what is in submitted/, or a made-up class if that is empty.
	@ls -d submitted/*/$(ASSIGNMENT) >/dev/null 2>&1 || autograder sample --assignment $(ASSIGNMENT)
	@autograder grade $(ASSIGNMENT) || test $$? -eq 1
	@autograder report $(ASSIGNMENT)

test: .venv/ready lint test-packages  ## Run all tests.
	@$(BIN)/python -m pytest

bench: .venv/ready  ## Measure it beside stock nbgrader, otter-grader and the floor; a quarter of an hour.
	@$(BIN)/python tests/benchmarks/bench.py

pictures: .venv/ready test-packages  ## Take the pictures of README anew, of a made-up class.
	@$(BIN)/python tests/browser/pictures.py

verify: .venv/ready  ## Test the tests of the exercises.
	@autograder verify $(ASSIGNMENT)

lint: .venv/ready
	@ruff check .
	@ruff format --check .
	@mypy

generated: .venv/ready  ## Write release/ and solutions/worked/ anew from source/.
	nbgrader generate_assignment $(ASSIGNMENT) --force
	nbgrader generate_solution $(ASSIGNMENT) --force

constraints: .venv/ready  ## Resolve constraints.txt anew, for every supported Python.
	uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --extra dev \
	    --no-header --no-annotate --no-emit-index-url --upgrade pyproject.toml -o constraints.txt

clean:
	rm -rf .venv build

.venv/ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	    || { echo "Python 3.11, 3.12 or 3.13 is needed, and $(PYTHON) is another. Try: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || $(MAKE) --no-print-directory system-venv
	$(PYTHON) -m venv .venv
	PIP_CONSTRAINT=$(CURDIR)/constraints.txt $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@$(BIN)/python -c 'import pyseccomp' 2>/dev/null || $(MAKE) --no-print-directory system-libseccomp2
	@touch $@

# What only the tests need of the system: a database server and a browser. Ubuntu has Chromium as a snap alone,
# which is of no use in a container, so there Playwright fetches its own.
.PHONY: test-packages playwright-chromium
test-packages: .venv/ready
	@command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 \
	    || $(MAKE) --no-print-directory system-postgresql
	@$(BIN)/python tests/browser/chromium.py >/dev/null 2>&1 || $(MAKE) --no-print-directory \
	    $$(grep -qsx ID=ubuntu /etc/os-release && echo playwright-chromium || echo system-chromium)

playwright-chromium:
	@if [ "$$(id -u)" = 0 ]; then \
	    playwright install --with-deps chromium; \
	else \
	    echo "Chromium is missing. Run: sudo $(BIN)/playwright install-deps chromium && $(BIN)/playwright install chromium"; \
	    exit 1; \
	fi

# Installs a Debian package where that is allowed, and says what to run where not.
.PHONY: system-venv system-libseccomp2 system-postgresql system-chromium
system-venv: PACKAGE = python3-venv
system-libseccomp2: PACKAGE = libseccomp2
system-postgresql: PACKAGE = postgresql
system-chromium: PACKAGE = chromium
system-venv system-libseccomp2 system-postgresql system-chromium:
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q $(PACKAGE); \
	else \
	    echo "The package $(PACKAGE) is missing. Run: sudo apt-get install $(PACKAGE)"; exit 1; \
	fi
