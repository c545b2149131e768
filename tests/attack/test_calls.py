"""A thief of the broker's logins, or of a process's key besides, asks services in other people's names."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from servicekit.errors import Problem
from servicekit.principal import Principal, Reach, Scope, system
from servicekit.vouching import GRANT, NotGranted, NotVouched, Signer
from tests.attack.guards import guarded_by, nothing
from tests.support.vouched import TARGET, WHOM, Asked, Keys, key

ADMINISTRATOR = Principal("usr-1", ("administrator",), "registry.cadres.family.read", Scope(Reach.ALL))


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys(tmp_path)


def refusal(keys: Keys, asked: Asked) -> type[Problem] | None:
    """As what a service refuses a call, None where it is carried out."""
    try:
        asked.judged(keys.verifier())
    except (NotVouched, NotGranted) as refused:
        return type(refused)
    return None


@guarded_by("the verifying of calls", servicekit__vouching__Verifier__verify=nothing)
def test_a_principal_forged_on_the_bus(keys: Keys) -> None:
    for whom in (ADMINISTRATOR, system("gateway"), system("projector")):
        assert refusal(keys, Asked(whom, "registry.get_cadre")) is NotVouched


@guarded_by("the ring", servicekit__vouching__Verifier___verified=lambda *_: "gateway")
def test_a_token_by_a_key_of_ones_own(keys: Keys) -> None:
    stranger = Signer.from_environment({"CALL_KEY": key()})
    assert stranger is not None
    assert refusal(keys, Asked(ADMINISTRATOR).signed(stranger)) is NotVouched


@guarded_by("what a token is bound to", servicekit__vouching___of_call=lambda *_: b"")
def test_a_token_that_was_seen_on_a_queue_for_another_call(keys: Keys) -> None:
    seen = Asked(WHOM, "registry.list_units").signed(keys.signer("gateway"))
    seen.target = "registry.close_unit"
    assert refusal(keys, seen) is NotVouched
    seen = Asked(WHOM).signed(keys.signer("gateway"))
    seen.body = b'{"args": [], "kwargs": {"code": "B"}}'
    assert refusal(keys, seen) is NotVouched


@guarded_by("a token's end", servicekit__vouching___seconds=lambda _: time.time() + 1)
def test_a_token_that_was_kept_for_later(keys: Keys) -> None:
    kept = Asked(WHOM, **{"cadre.deadline": f"{time.time() - 5:.3f}"}).signed(keys.signer("gateway"))
    assert refusal(keys, kept) is NotVouched


@guarded_by("who speaks for anybody", servicekit__vouching__ANYBODY="training")
def test_a_services_key_for_an_officer(keys: Keys) -> None:
    assert refusal(keys, Asked(ADMINISTRATOR).signed(keys.signer("training"))) is NotVouched


@guarded_by("the importer's grant", servicekit__vouching__Verifier___check_grant=nothing)
def test_the_importers_key_for_an_officer(keys: Keys) -> None:
    importer = keys.signer("importer")
    for grant in ("", importer.grant(ADMINISTRATOR, [TARGET], "import:", time.time() + 60)):
        assert refusal(keys, Asked(ADMINISTRATOR, **{GRANT: grant}).signed(importer)) is NotGranted
