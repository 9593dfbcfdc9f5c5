PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/installed$(if $(GPU),-gpu)

.DEFAULT_GOAL := help
.PHONY: help run test bench mutate lab notebooks section release calibrate links format lock clean

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "%-12s  %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: notebooks  ## execute all solution notebooks, write build/report/
	$(BIN)/python -m tools.report

test: $(READY)  ## run all tests and all notebooks
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/codespell . .github
	$(BIN)/mypy --no-error-summary
	$(BIN)/python -m pytest --numprocesses=auto

bench: $(READY)  ## time the two ways of each compare(), write build/report/
	$(BIN)/python -m tools.report --bench

mutate: $(READY)  ## put faults into the notebooks; does anything notice? (half an hour)
	$(BIN)/python -m tools.mutate
	$(BIN)/python -m tools.answers

lab: $(READY)  ## open JupyterLab on copies in work/
	$(BIN)/python -m tools.lab
	$(BIN)/jupyter lab work

notebooks: $(READY)  ## build notebooks from notebooks/src/, execute what changed
	$(BIN)/python -m tools.build

section: $(READY)  ## run one section with what it needs: make section S=ch05/lstm
	$(BIN)/python -m tools.section $(S)

release: $(READY)  ## make build/release/course.zip for students
	$(BIN)/python -m tools.release

calibrate: $(READY)  ## find the metrics' ranges with many seeds (three hours)
	$(BIN)/python -m tools.calibrate

links: $(READY)  ## try the addresses of other sites that the texts name
	$(BIN)/python -m tools.links

format: $(READY)  ## format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(READY)  ## pin the newest versions in requirements.lock
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	  --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
	  --output-file requirements.lock requirements-dev.txt

clean:  ## remove the environment, build/ and caches; keep work/ and data
	rm -rf $(VENV) build .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The script writes the file last: an interrupted set-up is done again.
$(READY): requirements.lock
	@$(PYTHON) tools/setup_env.py --venv $(VENV) $(if $(GPU),--gpu)
