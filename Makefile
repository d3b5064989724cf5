# 问报 Wenbao. Needs Python 3.10-3.13, make and a package registry; everything else is set up here.
#
#   make run      set up, index seeds/, and open the page on http://127.0.0.1:7860
#   make test     set up, index seeds/, and run every test
#   make setup    the set-up alone, into .venv
#   make check    ruff, its formatter and mypy --strict
#   make docs     the documentation as a site, in build/site
#   make dist     the wheel and the source archive, in dist/
#   make release  the same, tried in an empty environment without a network, with bill of materials and licences
#   make lock     requirements.lock: every package with the hashes of its files
#   make clean    remove what was made here: .venv, indexes, caches (never seeds/)
#
# PYTHON=python3.12 chooses the Python; HOST= and PORT= the page's address; INDEX= another index folder.

PYTHON ?= python3
HOST   ?= 127.0.0.1
PORT   ?= 7860
INDEX  ?= indexes
VENV   := .venv
BIN    := $(VENV)/bin

# A stamp is named after pyproject.toml and the Python version: change either and the set-up runs again,
# change neither and it costs one look at a file.
VERSION := $(shell $(PYTHON) -c "import sys; print('%d.%d' % sys.version_info[:2])" 2>/dev/null)
KEY := $(and $(filter 3.10 3.11 3.12 3.13,$(VERSION)),$(shell $(PYTHON) -c "import hashlib; \
         print('$(VERSION)-' + hashlib.sha256(open('pyproject.toml', 'rb').read()).hexdigest()[:12])"))
READY := $(VENV)/.ready-$(KEY)
TOOLS := $(VENV)/.tools-$(KEY)
EXTRA := $(VENV)/.extra-$(KEY)

# The index is looked at again only when a seed or our own code is not what it was (path, size, time): a second
# `make run` starts at once, and what was added in the page stays.
SEEN := $(shell $(PYTHON) -c "import hashlib, os; print(hashlib.sha256(repr(sorted((path, os.stat(path).st_size, \
         os.stat(path).st_mtime_ns) for top in ('seeds', 'rag') for folder, _, names in os.walk(top) \
         for path in (os.path.join(folder, name) for name in names) if not path.endswith('.pyc')) \
         ).encode()).hexdigest()[:12])")
BUILT := $(VENV)/.index-$(subst /,_,$(INDEX))
MADE := $(BUILT)-$(KEY)-$(SEEN)
ifeq ($(wildcard $(INDEX)/CURRENT),)
  MADE := $(MADE)-missing
endif

.DEFAULT_GOAL := help
.PHONY: help setup tools index run test check docs dist release lock clean

help:
	@sed -n '3,13s/^# \{0,1\}//p' Makefile

run: index
	@$(BIN)/rag serve --index $(INDEX) --host $(HOST) --port $(PORT)

test: tools index
	@$(BIN)/python -m pytest

check: tools
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy

docs: $(EXTRA)
	@$(BIN)/python -m mkdocs build --quiet --strict

# One archive is made from the other, so that what is installed is what the source gives.
dist: $(EXTRA)
	@rm -rf dist
	@$(BIN)/python -m build

release: dist
	@$(BIN)/python benchmarks/installed.py dist/*.whl --bill dist

lock: $(EXTRA)
	@UV_CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --quiet --no-annotate \
	    --python-version 3.10 --no-emit-index-url --no-emit-find-links --output-file requirements.lock

setup: $(READY)
	@echo "环境就绪 Ready. To have rag on your path: source $(BIN)/activate"

tools: $(TOOLS)

index: $(MADE)

$(READY):
	@test -n "$(KEY)" || { echo "问报需要 Python 3.10-3.13。 Wenbao needs Python 3.10-3.13, and '$(PYTHON)' is not one;" \
	    "name another: make PYTHON=python3.12 run" >&2; exit 1; }
	@echo "准备运行环境 Setting up $(VENV): the first time takes some minutes"
	@test -x $(BIN)/pip && grep -qs "^version = $(VERSION)\." $(VENV)/pyvenv.cfg \
	    || $(PYTHON) -m venv --clear $(VENV) \
	    || { echo "Python's venv module is missing; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@$(BIN)/python -m pip install --disable-pip-version-check --editable .
	@$(BIN)/rag doctor --unpack
	@rm -f $(VENV)/.ready-*
	@touch $@

$(MADE): $(READY)
	@$(BIN)/rag build --index $(INDEX)
	@rm -f $(BUILT)-*
	@touch $(MADE:-missing=)

$(TOOLS): $(READY)
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --editable '.[dev,ocr,milvus]'
	@rm -f $(VENV)/.tools-*
	@touch $@

$(EXTRA): $(READY)
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --editable '.[release,docs]'
	@rm -f $(VENV)/.extra-*
	@touch $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist *.egg-info
	find indexes -mindepth 1 -maxdepth 1 ! -name README.md -exec rm -rf {} +
	find rag tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
