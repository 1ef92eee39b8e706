# Two commands matter: `make demo` and `make test`. Both make .venv first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
PYTEST := $(BIN)/python -m pytest
SYSTEM := dovecot-imapd dovecot-lmtpd libreoffice-writer-nogui libreoffice-calc-nogui chromium poppler-utils fonts-noto-cjk unar

.PHONY: install dev demo test system lint bench soak season pictures clean

install: $(VENV)/.installed  ## .venv with the product, its vision part and the demo
$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --upgrade 'pip>=25.1'
	$(PIP) install --quiet --constraint constraints.txt --editable '.[vision,signatures,charts,demo]'
	touch $@

dev: $(VENV)/.dev
$(VENV)/.dev: $(VENV)/.installed
	$(PIP) install --quiet --constraint constraints.txt --group dev
	touch $@

demo: install  ## the main job, end to end, on an embedded mailbox; results in demo-out/
	$(BIN)/qc-intake demo --out demo-out

test: dev  ## lint, types, import floors, tests with coverage
	$(MAKE) --no-print-directory lint
	$(PYTEST) -q -n 2 --dist loadfile -m "not soak" --cov --cov-report=term

lint: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

$(VENV)/.bench: $(VENV)/.dev
	$(PIP) install --quiet --constraint constraints.txt --group bench
	touch $@

bench: $(VENV)/.bench  ## mails and forms beside peers measured in the same run; how well seals are found and scans read
	$(BIN)/python -m benchmarks.mail
	$(BIN)/python -m benchmarks.documents
	$(BIN)/python -m benchmarks.seals --pages 4
	$(BIN)/python -m benchmarks.scans --papers 6

soak: dev  ## the long forms: 100 kills and 500 faults over 540 mails (some ten minutes), 1,500 damaged files of every kind
	$(PYTEST) -q -m soak

pictures: demo  ## the pictures in docs/, from the demo's pages (Chromium)
	$(BIN)/python docs/make_pictures.py demo-out

season: dev  ## a simulated season
	$(BIN)/python -m tests.season

system:  ## the system parts that some tests use (Debian, needs root or sudo)
	sh -c 'if [ "$$(id -u)" = 0 ]; then SUDO=; else SUDO=sudo; fi; \
	  $$SUDO apt-get update -q && DEBIAN_FRONTEND=noninteractive $$SUDO apt-get install -q -y --no-install-recommends $(SYSTEM)'

clean:
	rm -rf $(VENV) demo-out artifacts .pytest_cache .mypy_cache .ruff_cache
