"""The fonts for papers: whose they are, and that a machine without them is told so and goes on."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from local import debian, fonts


@pytest.fixture(autouse=True)
def not_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PAPER_FONTS", raising=False)
    monkeypatch.setattr(debian.shutil, "which", lambda name: "/usr/bin/apt-get")
    monkeypatch.setattr(debian.os, "geteuid", lambda: 1000)


def apt(monkeypatch: pytest.MonkeyPatch, *, reachable: bool) -> list[str]:
    """Stands for the system's programs; answers which packages were asked for."""
    asked: list[str] = []

    def run(command: list[str], cwd: str = "", **_: Any) -> subprocess.CompletedProcess[str]:
        if "download" in command:
            asked.append(command[-1])
            if reachable:
                (Path(cwd) / f"{command[-1]}.deb").write_bytes(b"package")
        elif "-x" in command:
            kept = Path(command[-1]) / "usr" / "share" / "fonts"
            kept.mkdir(parents=True)
            for name in ("NotoSerifCJK-Regular.ttc", "HanaMinA.ttf", "readme"):
                (kept / name).write_text("font")
        return subprocess.CompletedProcess(command, 0 if reachable else 100, "", "unreachable")

    monkeypatch.setattr(debian.subprocess, "run", run)
    return asked


def test_the_fonts_are_brought_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked = apt(monkeypatch, reachable=True)
    kept, system = tmp_path / "kept", tmp_path / "system"
    assert fonts.find(kept, system) == kept
    assert fonts.find(kept, system) == kept
    assert asked == list(fonts.PACKAGES)
    assert sorted(one.name for one in kept.iterdir()) == ["HanaMinA.ttf", "NotoSerifCJK-Regular.ttc", "lock"]


def test_what_the_system_has_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked = apt(monkeypatch, reachable=True)
    system = tmp_path / "system" / "truetype"
    system.mkdir(parents=True)
    for name in ("NotoSansCJK-Bold.ttc", "HanaMinB.ttf"):
        (system / name).write_text("font")
    assert fonts.find(tmp_path / "kept", tmp_path / "system") == tmp_path / "system"
    assert asked == []


def test_a_machine_that_cannot_bring_them_is_told_so_and_goes_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    apt(monkeypatch, reachable=False)
    assert fonts.find(tmp_path / "kept", tmp_path / "system") is None
    assert "PAPER_FONTS" in capsys.readouterr().out


def test_a_folder_that_is_named_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PAPER_FONTS", "/opt/fonts")
    assert fonts.find(tmp_path) == Path("/opt/fonts")
