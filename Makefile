# Everything is done in .venv, which is made when it is first needed. Written for GNU make 3.81 (macOS) and later.

VENV = .venv
PYTHON = $(VENV)/bin/python

.PHONY: help setup run test check fast-half fast-rest bench bench-app chaos apk

help:
	@echo "make setup   build $(VENV), nothing else"
	@echo "make run     two gateways, an embedded bus and, where there is a display, the app; Ctrl-C ends all of it"
	@echo "             (other options of the gateway: make run ARGS='--listen 127.0.0.1:7000')"
	@echo "make test    every test; what this machine lacks is skipped and said"
	@echo "make check   lint, types and the fast tests, in seconds"
	@echo "make chaos   ten minutes of faults under load, then a proof that nothing was lost or doubled"
	@echo "             (shorter, or one again: make chaos ARGS='--seconds 60 --seed 4711')"
	@echo "make bench   the same work on Chorus and its peers, minutes; shorter: make bench ARGS=--quick (docs/speed.md)"
	@echo "make bench-app   the app's timeline beside Kivy's own list, and its start, under Xvfb, 3 minutes"
	@echo "make apk     the Android app, in dist/, by buildozer, which takes long the first time (docs/android.md)"

setup: $(VENV)/.installed-app

$(VENV)/.installed-app: pyproject.toml scripts/setup
	@sh scripts/setup $(VENV) app

$(VENV)/.installed-app-test-dev: pyproject.toml scripts/setup
	@sh scripts/setup $(VENV) app test dev

$(VENV)/.installed-app-test-dev-android: pyproject.toml scripts/setup
	@sh scripts/setup $(VENV) app test dev android

run: setup
	@$(PYTHON) scripts/run.py $(ARGS)

test: $(VENV)/.installed-app-test-dev-android
	@$(PYTHON) -m pytest $(ARGS)

check: $(VENV)/.installed-app-test-dev
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy --strict ircwire gateway kivy_client/core benchmarks
	@$(MAKE) --no-print-directory -j 2 $(ONE_BY_ONE) fast-half fast-rest

# The fast tests are two runs at a time, each of its own folders; what is in no half is in the rest. (Under pytest-xdist
# every process collects all tests and tells of each: that takes as long as the tests.) Their files are in memory where
# that can be, so that they wait for no disk.
HALF = tests/gateway/bus tests/gateway/dialects tests/gateway/hub tests/ircwire
NEITHER = tests/system tests/chaos tests/benchmarks
FAST = TEST_BUSES=$$(command -v redis-server >/dev/null && echo redis-server || echo fakeredis) \
    $(if $(wildcard /dev/shm/.),TMPDIR=/dev/shm) \
    $(PYTHON) -m pytest -q --hypothesis-profile=fast -o tmp_path_retention_policy=failed -m "not system and not gui and not android"
# The output of one run, then of the other, by a make that can.
ONE_BY_ONE = $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)

fast-half:
	@$(FAST) $(HALF)

fast-rest:
	@$(FAST) $(HALF:%=--ignore=%) $(NEITHER:%=--ignore=%)

bench: setup
	@$(PYTHON) -m benchmarks $(ARGS)

bench-app: $(VENV)/.installed-app
	@$(PYTHON) -m benchmarks.app $(ARGS)

chaos: $(VENV)/.installed-app-test-dev
	@$(PYTHON) -m tests.chaos $(ARGS)

apk:
	@sh scripts/apk
