"""The gateway's own certificate: what it takes at the start, and when the files change."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gateway.encryption import Certificate, certificate_of
from gateway.settings import GatewaySettings
from servicekit.config import ConfigurationError
from tests.support.certificates import Authority


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    Authority(tmp_path, "authority").issue(tmp_path / "own")
    return tmp_path / "own.crt", tmp_path / "own.key"


def test_without_files_the_gateway_is_asked_over_http_and_half_of_them_is_refused(files: tuple[Path, Path]) -> None:
    assert certificate_of(GatewaySettings()) is None
    with pytest.raises(ConfigurationError, match="belong together"):
        certificate_of(GatewaySettings(certificate=str(files[0])))
    assert certificate_of(GatewaySettings(certificate=str(files[0]), key=str(files[1]))) is not None


def test_files_that_do_not_fit_together_are_refused(files: tuple[Path, Path], tmp_path: Path) -> None:
    Authority(tmp_path, "another").issue(tmp_path / "other")
    for key in (tmp_path / "other.key", tmp_path / "absent.key"):
        with pytest.raises(ConfigurationError, match="cannot be used"):
            Certificate(files[0], key)


def test_a_change_is_taken_and_what_cannot_be_used_changes_nothing(
    files: tuple[Path, Path], tmp_path: Path
) -> None:
    certificate = Certificate(*files)
    assert not certificate.look()
    Authority(tmp_path, "another").issue(tmp_path / "own")
    os.utime(files[0], (1, 1))
    assert certificate.look()
    files[0].write_text("nothing")
    os.utime(files[0], (2, 2))
    assert not certificate.look()
    assert not certificate.look(), "it is told once"
