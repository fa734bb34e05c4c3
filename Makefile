# Everything is done in .venv, which is made when it is first needed. Written for GNU make 3.81 (macOS) and later.

VENV = .venv
PYTHON = $(VENV)/bin/python

.PHONY: help setup run test check bench chaos

help:
	@echo "make setup   build $(VENV), nothing else"
	@echo "make run     two gateways, an embedded bus and, where there is a display, the app; Ctrl-C ends all of it"
	@echo "             (other options of the gateway: make run ARGS='--listen 127.0.0.1:7000')"
	@echo "make test    every test; what this machine lacks is skipped and said"
	@echo "make check   lint, types and the fast tests, in seconds"
	@echo "make chaos   ten minutes of faults under load, then a proof that nothing was lost or doubled"
	@echo "             (shorter, or one again: make chaos ARGS='--seconds 60 --seed 4711')"
	@echo "make bench   the same work on Chorus and its peers, minutes; shorter: make bench ARGS=--quick (docs/speed.md)"

setup: $(VENV)/.installed-app

$(VENV)/.installed-app: pyproject.toml scripts/setup
	@sh scripts/setup $(VENV) app

$(VENV)/.installed-app-test-dev: pyproject.toml scripts/setup
	@sh scripts/setup $(VENV) app test dev

run: setup
	@$(PYTHON) scripts/run.py $(ARGS)

test: $(VENV)/.installed-app-test-dev
	@$(PYTHON) -m pytest $(ARGS)

check: $(VENV)/.installed-app-test-dev
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy --strict ircwire gateway kivy_client/core benchmarks
	@TEST_BUSES=$$(command -v redis-server >/dev/null && echo redis-server || echo fakeredis) \
	    $(PYTHON) -m pytest -q -n 2 --dist worksteal --hypothesis-profile=fast \
	    --ignore tests/chaos --ignore tests/benchmarks -m "not system and not gui"

bench: setup
	@$(PYTHON) -m benchmarks $(ARGS)

chaos: $(VENV)/.installed-app-test-dev
	@$(PYTHON) -m tests.chaos $(ARGS)
