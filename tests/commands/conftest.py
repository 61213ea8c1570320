from __future__ import annotations

import argparse

import pytest


@pytest.fixture
def call(capsys):
    """Run a subcommand with its arguments; gives its exit code and the lines it printed."""

    def run(command, *arguments):
        parser = argparse.ArgumentParser()
        command.add_arguments(parser)
        code = command.run(parser.parse_args([str(argument) for argument in arguments]))
        return code, capsys.readouterr().out.splitlines()

    return run
