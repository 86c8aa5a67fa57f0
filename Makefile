# make demo    train the example character with the embedded base and print the path of its report
# make test    the whole test suite
# make soak    kills and signals at random moments, for about ten minutes; not part of the suite
# make check   lint, format, types, layering, schemas, rule pages, examples, the wheel
#
# Each sets up .venv first, if that is missing or pyproject.toml, setup.py or constraints.txt changed.
# Another build of torch (a GPU one, or a CPU one where the plain name brings CUDA):
#   make demo TORCH='torch==2.13.0 --extra-index-url <index of the builds you want>'

PYTHON ?= python3
TORCH  ?= torch==2.13.0

# Processes of the test suite.
WORKERS ?= 2

VENV  := .venv
BIN   := $(VENV)/bin
PIP   := PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore $(BIN)/python -m pip install -qq --no-input
STAMP := $(VENV)/.made
# torch is pinned by TORCH alone, so that another version of it can be taken.
PINS  := $(VENV)/constraints.txt

.DEFAULT_GOAL := help
.PHONY: help demo test soak check setup setup-dev constraints clean
.DELETE_ON_ERROR:

help:
	@grep '^# make' $(firstword $(MAKEFILE_LIST)) | cut -c 3-

setup: $(STAMP)/charspec
setup-dev: $(STAMP)/dev

$(STAMP)/venv:
	@test -x $(BIN)/python || { echo "set-up 1/4: creating $(VENV)"; $(PYTHON) -m venv $(VENV); }
	@mkdir -p $(STAMP) && touch $@

$(PINS): constraints.txt $(STAMP)/venv
	@grep -v '^torch==' constraints.txt > $@

$(STAMP)/torch: $(PINS)
	@echo "set-up 2/4: installing $(firstword $(TORCH))"
	@$(PIP) -c $(PINS) $(TORCH)
	@touch $@

$(STAMP)/charspec: $(STAMP)/torch pyproject.toml setup.py
	@echo "set-up 3/4: installing charspec with what training needs"
	@$(PIP) -c $(PINS) --editable '.[train]'
	@touch $@

# spandrel and torchvision lie apart: with torchvision in sight transformers chooses other image processors,
# and everything else is tested without it.
$(STAMP)/dev: $(STAMP)/charspec
	@echo "set-up 4/4: installing the developers' tools"
	@$(PIP) -c $(PINS) --editable '.[train,quantize,dev]'
	@$(PIP) -c $(PINS) --no-deps --upgrade --target $(VENV)/share/enhance einops spandrel torchvision
	@touch $@

demo: setup
	@echo "demo: training examples/vendalixia; open the report named at the end in a browser"
	@$(BIN)/charspec train examples/vendalixia/character.yaml

# One thread: the suite's models are so small that more threads only wait for each other.
test: export OMP_NUM_THREADS ?= 1
test: setup-dev
	@echo "test: the whole suite"
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

soak: export OMP_NUM_THREADS ?= 1
soak: setup-dev
	@echo "soak: kills and signals at random moments"
	$(BIN)/python -m pytest -m soak

check: export OMP_NUM_THREADS ?= 1
check: setup-dev
	@echo "check 1/9: ruff"
	@$(BIN)/ruff check .
	@echo "check 2/9: format"
	@$(BIN)/ruff format --check --quiet . || { echo "run: ruff format ."; exit 1; }
	@echo "check 3/9: types"
	@$(BIN)/mypy --strict charspec/
	@$(BIN)/mypy --strict scripts/
	@echo "check 4/9: layering"
	@$(BIN)/lint-imports
	@echo "check 5/9: schemas are fresh"
	@$(BIN)/python -m charspec.schema --check
	@echo "check 6/9: the pages of the rules are fresh"
	@$(BIN)/python -m charspec.lint.manual --check
	@echo "check 7/9: examples"
	@$(BIN)/python scripts/check_examples.py
	@echo "check 8/9: constraints"
	@$(BIN)/python scripts/check_constraints.py
	@echo "check 9/9: the wheel"
	@$(BIN)/python -m pytest tests/test_wheel.py tests/test_light_imports.py

# After the newest versions were installed by hand: what lies in .venv becomes the pinned set.
constraints: setup-dev
	$(BIN)/python scripts/check_constraints.py --write

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
