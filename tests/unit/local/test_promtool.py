"""The promtool that tests the alerts: whose it is, and that nothing half is kept."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from local import debian, promtool


@pytest.fixture(autouse=True)
def nowhere_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PROMTOOL", raising=False)
    monkeypatch.setattr(promtool.shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)


def apt(monkeypatch: pytest.MonkeyPatch, package: bool) -> list[str]:
    """Stands for the system's programs; answers what was run."""
    ran: list[str] = []

    def run(command: list[str], cwd: str = "", **_: Any) -> subprocess.CompletedProcess[str]:
        ran.append(next(word for word in command if word in ("download", "update", "-x")))
        if ran[-1] == "download" and package and "update" in ran:
            (Path(cwd) / "prometheus.deb").write_bytes(b"package")
            return subprocess.CompletedProcess(command, 0, "", "")
        if ran[-1] == "-x":
            unpacked = Path(command[-1]) / "usr" / "bin"
            unpacked.mkdir(parents=True)
            (unpacked / "promtool").write_text("program")
            return subprocess.CompletedProcess(command, 0, "", "")
        return subprocess.CompletedProcess(command, 100, "", "no lists")

    monkeypatch.setattr(debian.subprocess, "run", run)
    return ran


def test_on_a_fresh_machine_the_lists_are_brought_first_and_the_program_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(debian.os, "geteuid", lambda: 0)
    ran = apt(monkeypatch, package=True)
    assert promtool.find(tmp_path).read_text() == "program"
    assert promtool.find(tmp_path) == tmp_path / "promtool"
    assert ran == ["download", "update", "download", "-x"]


def test_where_it_cannot_be_brought_that_is_said_and_nothing_is_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(debian.os, "geteuid", lambda: 1000)
    apt(monkeypatch, package=False)
    with pytest.raises(SystemExit):
        promtool.find(tmp_path)
    assert "PROMTOOL" in capsys.readouterr().err
    assert [one.name for one in tmp_path.iterdir()] == ["promtool.lock"]


def test_a_program_that_is_named_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PROMTOOL", "/opt/promtool")
    assert promtool.find(tmp_path) == Path("/opt/promtool")
