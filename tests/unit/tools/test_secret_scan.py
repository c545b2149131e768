"""Secrets among the files are found wherever they stand, and told without being shown."""

from __future__ import annotations

import base64
import re
import secrets
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tools.secret_scan import KNOWN, Known, faults, files, scan

LINES = Known.read(KNOWN).lines
NOTHING = Known((), frozenset())


def key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def password() -> str:
    return "Aa1-" + secrets.token_urlsafe(12)


SECRETS = {
    "a key in code": ("settings.py", lambda: f'FIELD_KEY = "{key()}"'),
    "a key of no telling name": ("values.json", lambda: f'"one": "{key()}",'),
    "a password in a setting": ("deploy.yaml", lambda: f"password: {password()}"),
    "a password in an address": ("notes.md", lambda: f"amqp://cadre:{password()}@broker.city.example:5672/cadre"),
    "a private key": ("notes.md", lambda: "-----BEGIN " + "PRIVATE KEY-----"),
}


@pytest.mark.parametrize(("name", "secret"), SECRETS.values(), ids=SECRETS.keys())
def test_a_secret_is_found_in_the_middle_of_a_long_file_and_told_by_its_line(
    tmp_path: Path, name: str, secret: Callable[[], str]
) -> None:
    around = [f"number{line}: {line}" for line in range(200)]
    (tmp_path / name).write_text("\n".join([*around, secret(), *around]), encoding="utf-8")

    told = list(faults(scan(tmp_path, [name], LINES), NOTHING))

    assert told
    assert all(re.fullmatch(rf"{name}:201: [A-Za-z0-9 ]+", one) for one in told)


def test_what_is_listed_is_known_in_its_file_and_nowhere_else(tmp_path: Path) -> None:
    word = password()
    for name in ("one.py", "two.py"):
        (tmp_path / name).write_text(f'PASSWORD = "{word}"\n', encoding="utf-8")

    told = list(faults(scan(tmp_path, ["one.py", "two.py"], ()), Known((), frozenset({("one.py", word)}))))

    assert told == ["two.py:1: Secret Keyword"]


def test_a_list_that_names_what_is_gone_is_told(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("WORD = None\n", encoding="utf-8")
    told = list(faults(scan(tmp_path, ["one.py"], ()), Known((), frozenset({("one.py", password())}))))
    assert told == ["secret_scan.yaml: one.py holds no longer what is listed of it"]


def test_an_entry_without_a_reason_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.yaml"
    path.write_text("lines: []\ntexts: [{in: [one.py], texts: [word]}]\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no reason"):
        Known.read(path)


def test_files_not_yet_committed_are_looked_at_and_ignored_ones_are_not(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / ".gitignore").write_text(".secrets/\n", encoding="utf-8")
    (tmp_path / ".secrets").mkdir()
    for name in ("new.py", ".secrets/field-key"):
        (tmp_path / name).write_text("\n", encoding="utf-8")
    assert set(files(tmp_path)) == {".gitignore", "new.py"}
