"""Every program that runs in a process of its own is bounded before it looks at what it was given."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from gateway import bounded
from gateway.bounded import FORMS_IN, PAPERS_OUT, SHEETS_IN, SHEETS_OUT, TEMPLATES_IN, Program

PROGRAMS = (SHEETS_IN, FORMS_IN, TEMPLATES_IN, SHEETS_OUT, PAPERS_OUT)
SAYS = """
import resource, sys
def main(*told):
    for what in ("AS", "CPU", "FSIZE", "CORE"):
        print(resource.getrlimit(getattr(resource, f"RLIMIT_{what}"))[0])
    print(*told, *__import__("os").environ)
    return 7
"""


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.module)
def test_a_program_has_its_bounds_and_knows_nothing_else(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "says.py").write_text(SAYS)
    monkeypatch.setattr(bounded, "_FOLDER", tmp_path)
    command = replace(program, module="says").command("one", "two")
    run = subprocess.run(command, capture_output=True, env=bounded.ENVIRONMENT, timeout=60, check=False)
    memory, seconds, files, core, *said = run.stdout.decode().split()
    assert run.returncode == 7
    assert (int(memory), int(core)) == (program.memory, 0)
    assert seconds == str(program.seconds or -1)
    assert files == ("-1" if program.keeps_files else "0")
    assert set(said) - {"LC_CTYPE"} == {"one", "two", *bounded.ENVIRONMENT}


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.module)
def test_a_program_is_there(program: Program) -> None:
    assert Path(bounded._FOLDER, *program.module.split(".")).with_suffix(".py").exists()
    assert program.command()[0] == sys.executable
