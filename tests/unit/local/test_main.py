"""What is started by the Makefile's commands."""

from __future__ import annotations

import os

import pytest

from local.__main__ import main


def test_what_is_started_compiles_its_modules_once_whatever_the_shell_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert main(["help"]) == 2
    assert "PYTHONDONTWRITEBYTECODE" not in os.environ
