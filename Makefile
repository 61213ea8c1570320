# Three commands, and no other set-up:
#
#   make run     opens the app; its options may follow:   make run ARGS="--source rendered --player dry_run"
#   make test    runs all tests; pytest's may follow:     make test ARGS="tests/core -k hold"
#                WORKERS=2 runs them two at a time, but for those that need the machine for themselves
#   make strings tells what the translations lack:        make strings ARGS=--write   adds lines to fill
#
# All first install what is missing: into .venv and, where they may, into the system.

PYTHON ?= python3
VENV := .venv

# What pip installs. Torch, a part of the training, is several GB.
app := .
tests := .[train,suite,dev]

# A file stays together: its tests share what is slow to make. In the order of one process: else the long files with few
# tests would come last, and one worker wait for the other.
WORKERS ?= 1
workers := $(if $(filter-out 1,$(WORKERS)),-n $(WORKERS) --dist loadfile --no-loadscope-reorder)

# Args: app or tests. `python -m venv` may be repeated, so an interrupted one does no harm.
define set_up
@.ci/prepare $(1) $(PYTHON)
@[ -x $(VENV)/bin/pip ] || $(PYTHON) -m venv $(VENV)
@$(VENV)/bin/python -m pip install --quiet --upgrade pip
$(VENV)/bin/python -m pip install --editable "$($(1))"
@touch $(VENV)/app.stamp $@
endef

.PHONY: run test strings tools

run: $(VENV)/app.stamp
	@$(VENV)/bin/gesture-app run $(ARGS)

test: tools
	@$(VENV)/bin/python -m pytest $(workers) $(ARGS)

strings: tools
	@$(VENV)/bin/python -m tests.i18n $(ARGS)

# Everything that ./check and the tests need.
tools: $(VENV)/tests.stamp
	@:

# A stamp says: this pyproject.toml has been installed. So only the first time takes time.
$(VENV)/app.stamp: pyproject.toml .ci/prepare
	$(call set_up,app)

$(VENV)/tests.stamp: pyproject.toml .ci/prepare
	$(call set_up,tests)
