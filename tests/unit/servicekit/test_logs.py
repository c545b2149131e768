"""Lines of the log: of a failure its kind and its places, whoever logs it."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import orjson
import pytest
import structlog

from servicekit import logs

SECRET = "单可窃庚"


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.parametrize("of", ["our own", "a library's"])
def test_a_failure_is_logged_without_what_it_says(of: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("test")
    try:
        raise ValueError(SECRET)
    except ValueError:
        if of == "our own":
            structlog.get_logger("one").exception("it failed")
        else:
            logging.getLogger("another").exception("it failed")
    (line,) = capsys.readouterr().out.splitlines()
    told = orjson.loads(line)
    assert (told["event"], told["exception"].splitlines()[-1]) == ("it failed", "ValueError")
    assert "test_logs.py" in told["exception"]
    assert SECRET not in line
