"""A known hole in a pinned package fails, an accepted one does until its day, and nobody's answer is told as such.

pip-audit itself runs, against a stand-in of OSV on this machine.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tools.known_holes import ACCEPTED, LOCK, PINNED, Accepted, check

TODAY = datetime.date(2026, 11, 28)
HOLE = {
    "id": "GHSA-aaaa-bbbb-cccc",
    "aliases": ["CVE-2026-0001"],
    "summary": "Whoever asks twice is believed",
    "affected": [
        {
            "package": {"name": "wordy", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.2.4"}]}],
        }
    ],
}


class Osv(ThreadingHTTPServer):
    """Knows one hole of `wordy` 1.2.3, and keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.asked: list[tuple[str, str]] = []
        self.status = 200

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1/query"


class Answering(BaseHTTPRequestHandler):
    server: Osv

    def do_POST(self) -> None:
        asked: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        one = (asked["package"]["name"], asked["version"])
        self.server.asked.append(one)
        body = json.dumps({"vulns": [HOLE]} if one == ("wordy", "1.2.3") else {}).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def osv() -> Iterator[Osv]:
    with Osv() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def lock(folder: Path, *pins: str) -> Path:
    path = folder / "requirements.lock"
    path.write_text("".join(f"{pin}\n    # via -r requirements.in\n" for pin in pins), encoding="utf-8")
    return path


def accepted(until: str) -> list[Accepted]:
    return [Accepted("CVE-2026-0001", "wordy", "nothing here asks twice", datetime.date.fromisoformat(until))]


def test_a_known_hole_fails_and_is_told_with_the_version_that_mends_it(
    tmp_path: Path, osv: Osv, capsys: pytest.CaptureFixture[str]
) -> None:
    pins = lock(tmp_path, "quiet==2.0", "wordy==1.2.3", "only-there==3.1 ; sys_platform == 'win32'")

    assert check(pins, [], osv.url, TODAY) == 1

    said = capsys.readouterr().out
    assert "wordy 1.2.3: CVE-2026-0001, GHSA-aaaa-bbbb-cccc; mended in 1.2.4: Whoever asks twice is believed" in said
    assert sorted(osv.asked) == [("only-there", "3.1"), ("quiet", "2.0"), ("wordy", "1.2.3")]


def test_without_a_hole_nothing_is_said(tmp_path: Path, osv: Osv, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(lock(tmp_path, "wordy==1.2.4"), [], osv.url, TODAY) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("until", "status"), [("2026-11-28", 0), ("2026-11-27", 1)])
def test_an_accepted_hole_passes_until_its_day(tmp_path: Path, osv: Osv, until: str, status: int) -> None:
    assert check(lock(tmp_path, "wordy==1.2.3"), accepted(until), osv.url, TODAY) == status


def test_where_nobody_answers_it_is_said_and_nothing_fails(
    tmp_path: Path, osv: Osv, capsys: pytest.CaptureFixture[str]
) -> None:
    osv.status = 503
    assert check(lock(tmp_path, "wordy==1.2.3"), [], osv.url, TODAY) == 0
    assert "were NOT looked for" in capsys.readouterr().out

    osv.server_close()
    assert check(lock(tmp_path, "wordy==1.2.3"), [], osv.url, TODAY) == 0
    assert "were NOT looked for" in capsys.readouterr().out


def test_a_fault_of_the_check_itself_is_no_lack_of_network(tmp_path: Path, osv: Osv) -> None:
    with pytest.raises(RuntimeError):
        check(lock(tmp_path, "wordy==not-a-version"), [], osv.url, TODAY)


def test_every_line_of_the_lock_that_pins_is_asked_about_and_the_list_can_be_read() -> None:
    text = LOCK.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    assert len(PINNED.findall(text)) == len(lines)
    Accepted.read(ACCEPTED)
