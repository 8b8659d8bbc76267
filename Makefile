# Everything a checkout needs. Only Python >= 3.11, make and git have to be there beforehand.

PY := .venv/bin/python
WORKERS ?= 2
ARGS ?=

# The page is built from web/ into the package; the file itself is the stamp.
WEB := $(shell test -f web/package.json && find web -type f -not -path '*/node_modules/*' -not -path '*/dist/*')
PAGE := $(if $(WEB),src/askless/static/index.html)

.PHONY: help setup demo test lint types page page-test bench-test python-test docs generated wheel format clean
.DEFAULT_GOAL := help

help:
	@echo "make demo       set up, then label real data in the browser (make demo ARGS='--data cancer')"
	@echo "make test       set up, then run every test"
	@echo "make setup      make .venv, install askless into it, build the page"
	@echo "make docs       build the manual into site/"
	@echo "make generated  rewrite the generated parts of the manual"
	@echo "make wheel      build the wheel and the source archive into dist/"
	@echo "make format     format the Python code"

setup: .venv/.packages $(PAGE)

demo: setup
	@.venv/bin/askless demo $(ARGS)

# The tests alone need PyTorch: `make demo` does not wait for it. Every part runs even if an earlier one fails; pytest comes last, so that its summary closes the output.
test: setup .venv/.torch
	@failed=""; for part in lint types page-test bench-test python-test; do \
		$(MAKE) --no-print-directory $$part || failed="$$failed $$part"; done; \
	if [ -n "$$failed" ]; then echo "make test: failed:$$failed"; exit 1; fi

lint:
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

types:
	$(PY) -m mypy

page-test:
	$(if $(WEB),$(PY) tools/page.py check)

# Fails when auto falls below random. Its curves are drawn anew each time: what is tested is the code as it is.
bench-test:
	@curves=$$(mktemp -d) && trap 'rm -r "$$curves"' EXIT && \
		$(PY) -m askless bench small --processes $(WORKERS) --curves "$$curves/curves.jsonl"

# One thread per worker: the machines that run this have two cores, and BLAS would take both in each worker.
python-test:
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(PY) -m pytest -n $(WORKERS) --dist loadfile

page: $(PAGE)

docs: .venv/.packages
	NO_MKDOCS_2_WARNING=1 $(PY) -m mkdocs build --strict

generated: .venv/.packages
	$(PY) tools/generated.py

wheel: setup
	$(PY) -m build --no-isolation

format: .venv/.packages
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

clean:
	rm -rf .venv dist site src/askless/static web/node_modules

.venv/bin/python:
	@sh tools/make_venv.sh

# The stamp lies in what it is about, so that it goes with it.
.venv/.packages: pyproject.toml hatch_build.py tools/install.py | .venv/bin/python
	@$(PY) tools/install.py
	@touch $@

.venv/.torch: tools/install.py | .venv/.packages
	@$(PY) tools/install.py --torch
	@touch $@

src/askless/static/index.html: $(WEB) | .venv/.packages
	@$(PY) tools/page.py build
	@touch $@
