"""Attacks on the gateway over stand-ins for the services, and on services over a real database; each with its guard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.attack.guards import NAME

# The same surroundings as the contract's: a fixture is found by being in this module.
from tests.contract.conftest import anyio_backend, forge, forget, own_vhost, patient_uri, small, stub, whole  # noqa: F401
from tests.service.registry.conftest import registry  # noqa: F401


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    marks = list(metafunc.definition.iter_markers(NAME))
    standing = [pytest.param({}, id="guarded")]
    without = [
        pytest.param(mark.args[1], id=f"without {mark.args[0]}", marks=_must_succeed(mark.args[0])) for mark in marks
    ]
    metafunc.parametrize("guard", standing + without, indirect=True)


def _must_succeed(guard: str) -> pytest.MarkDecorator:
    return pytest.mark.xfail(strict=True, raises=AssertionError, reason=f"{guard} is taken away")


@pytest.fixture(autouse=True)
def guard(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, Any]:
    """What is taken away in this run of an attack; empty as things are."""
    absent: Mapping[str, Any] = request.param
    for name, put in absent.items():
        monkeypatch.setattr(name, put)
    return absent
