"""How many files the servers may have open."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from local import limits
from local.limits import AMPLE, NEEDED, raised

ROOT = Path(__file__).parents[3]
NO_LIMIT = resource.RLIM_INFINITY


@pytest.fixture
def ordinary() -> Iterator[int]:
    """The soft limit of an ordinary account, for this process as long as the test lasts; the hard one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (1024, hard))
    yield hard
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize(
    ("soft", "hard", "becomes"),
    [
        (1024, 4096, 4096),
        (1024, 1_048_576, AMPLE),
        (1024, NO_LIMIT, AMPLE),
        (1024, 1024, 1024),
        (524_288, 1_048_576, 524_288),
        (NO_LIMIT, NO_LIMIT, NO_LIMIT),
    ],
)
def test_the_soft_limit_rises_as_far_as_it_may_and_is_of_use(soft: int, hard: int, becomes: int) -> None:
    assert raised(soft, hard) == becomes


def test_it_is_raised_for_this_process_and_its_children(ordinary: int) -> None:
    limits.raise_open_files()
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == (raised(1024, ordinary), ordinary)


@pytest.mark.parametrize(("hard", "warned"), [(1024, True), (NEEDED - 1, True), (NEEDED, False), (NO_LIMIT, False)])
def test_a_hard_limit_that_is_too_low_is_told_in_both_languages(
    hard: int, warned: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (1024, hard))
    limits.warn_of_too_few()
    said = capsys.readouterr().out
    assert ("nofile 硬上限" in said, "hard limit of nofile" in said) == (warned, warned)


@pytest.mark.parametrize("service", ["rabbitmq", "mongo", "gateway"])
def test_compose_gives_what_opens_many_files_enough_of_them(service: str) -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    assert services[service]["ulimits"]["nofile"] == {"soft": AMPLE, "hard": AMPLE}
