"""What vouches for a call, and what does not."""

from __future__ import annotations

import base64
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from deploy import call_keys
from servicekit import vouching
from servicekit.config import ConfigurationError, Settings
from servicekit.principal import NOBODY, Principal, Reach, Scope, system
from servicekit.vouching import BOUND, GRANT, LONGEST, TOKEN, NotGranted, NotVouched, Signer, Verifier
from tests.support.vouched import BODY, TARGET, WHOM, Asked, Keys, key


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys(tmp_path)


def test_the_gateway_speaks_for_anybody(keys: Keys) -> None:
    assert Asked().signed(keys.signer("gateway")).judged(keys.verifier()) == "gateway"
    assert Asked(NOBODY, "training.any").signed(keys.signer("gateway")).judged(keys.verifier()) == "gateway"


ALTERED: dict[str, Callable[[Asked], Any]] = {
    "no token": lambda asked: asked.headers.pop(TOKEN),
    "an empty token": lambda asked: asked.headers.update({TOKEN: ""}),
    "words for a token": lambda asked: asked.headers.update({TOKEN: "let me in"}),
    "a token of another form": lambda asked: asked.headers.update({TOKEN: "none." + asked.headers[TOKEN][3:]}),
    "a token without its end": lambda asked: asked.headers.update({TOKEN: asked.headers[TOKEN][:-2]}),
    "a key that nobody has": lambda asked: asked.headers.update({TOKEN: f"v1.{'0' * 16}.{asked.headers[TOKEN][20:]}"}),
    "another operation": lambda asked: setattr(asked, "target", "registry.close_unit"),
    "another request": lambda asked: setattr(asked, "request", "another"),
    "answers to another": lambda asked: setattr(asked, "reply_to", "elsewhere"),
    "another body": lambda asked: setattr(asked, "body", BODY.replace(b"A", b"B")),
    **{
        f"another {name}": (lambda asked, name=name: asked.headers.update({name: "altered"}))  # type: ignore[misc]
        for name in BOUND
    },
    **{
        f"no {name}": (lambda asked, name=name: asked.headers.pop(name, None))  # type: ignore[misc]
        for name in BOUND
        if name != GRANT
    },
}


@pytest.mark.parametrize("how", ALTERED)
def test_what_was_altered_on_the_way_is_refused(keys: Keys, how: str) -> None:
    asked = Asked().signed(keys.signer("gateway"))
    ALTERED[how](asked)
    with pytest.raises(NotVouched) as refused:
        asked.judged(keys.verifier())
    assert refused.value.detail_zh != refused.value.detail_en


def test_a_token_ends_with_the_calls_deadline_and_is_good_for_no_more_than_two_minutes(keys: Keys) -> None:
    for seconds in (-1, LONGEST + 5, float("nan"), float("inf")):
        asked = Asked(**{"cadre.deadline": str(time.time() + seconds)}).signed(keys.signer("gateway"))
        with pytest.raises(NotVouched, match="expired"):
            asked.judged(keys.verifier())


def test_a_strangers_key_is_refused_whatever_it_calls_itself(keys: Keys) -> None:
    stranger = Signer.from_environment({"CALL_KEY": key()})
    assert stranger is not None
    asked = Asked().signed(stranger)
    with pytest.raises(NotVouched, match="not in the ring"):
        asked.judged(keys.verifier())
    known = Asked().signed(keys.signer("gateway")).headers[TOKEN].split(".")[1]
    version, _, signature = asked.headers[TOKEN].split(".")
    asked.headers[TOKEN] = f"{version}.{known}.{signature}"
    with pytest.raises(NotVouched, match="not of this call"):
        asked.judged(keys.verifier())


@pytest.mark.parametrize("who", ["training", "projector", "importer", "registry"])
@pytest.mark.parametrize(
    "whom",
    [WHOM, NOBODY, system("gateway"), Principal("acc-9", ("system",)), Principal("system:gateway.x", ("system",))],
    ids=["an officer", "nobody", "the gateway", "no process", "a part of the gateway"],
)
def test_who_is_not_the_gateway_speaks_for_itself_alone(keys: Keys, who: str, whom: Principal) -> None:
    for target in ("registry.history", "registry.stands_on", TARGET, "registry.register_unit"):
        with pytest.raises((NotVouched, NotGranted)):
            Asked(whom, target).signed(keys.signer(who)).judged(keys.verifier())


def test_in_its_own_name_a_process_calls_what_the_release_says(keys: Keys) -> None:
    for who, whom in (("projector", system("projector")), ("training", system("training.catch_up"))):
        assert Asked(whom, "registry.history").signed(keys.signer(who)).judged(keys.verifier()) == who
        for target in ("registry.register_unit", "training.history"):
            with pytest.raises(NotVouched, match="may not call"):
                Asked(whom, target).signed(keys.signer(who)).judged(keys.verifier())
    with pytest.raises(NotVouched):
        Asked(system("training"), "registry.history").signed(keys.signer("projector")).judged(keys.verifier())
    # Not what begins with the same letters.
    with pytest.raises(NotVouched):
        Asked(system("training2"), "registry.history").signed(keys.signer("training")).judged(keys.verifier())


def granted(
    keys: Keys,
    giver: str = "gateway",
    whom: Principal = WHOM,
    until: float = 60,
    target: str = TARGET,
    job: str = "job",
) -> str:
    return keys.signer(giver).grant(whom, [target], f"import:{job}:", time.time() + until)


def test_the_importer_speaks_for_whom_the_gateway_has_granted_it(keys: Keys) -> None:
    for more in ({}, {"cadre.key": None}):
        asked = Asked(**{GRANT: granted(keys), **more}).signed(keys.signer("importer"))
        assert asked.judged(keys.verifier()) == "importer"


GRANTS: dict[str, Callable[[Keys], str]] = {
    "none": lambda keys: "",
    "words": lambda keys: "v1.a.b.c",
    "its own": lambda keys: granted(keys, giver="importer"),
    "another process's": lambda keys: granted(keys, giver="registry"),
    "for another account": lambda keys: granted(keys, whom=Principal("acc-2", WHOM.roles, WHOM.right, WHOM.scope)),
    "for a narrower scope": lambda keys: granted(
        keys, whom=Principal(WHOM.account, WHOM.roles, WHOM.right, Scope(Reach.UNIT, "unt-1"))
    ),
    "for another operation": lambda keys: granted(keys, target="registry.recognise"),
    "for another job": lambda keys: granted(keys, job="other"),
    "that has ended": lambda keys: granted(keys, until=-1),
    "altered": lambda keys: widened(granted(keys, until=-1)),
}


def widened(grant: str) -> str:
    """With a later end, as who holds it might write it."""
    version, id, told, signature = grant.split(".")
    content = json.loads(base64.urlsafe_b64decode(told + "=" * (-len(told) % 4)))
    later = base64.urlsafe_b64encode(json.dumps({**content, "until": time.time() + 60}).encode()).decode().rstrip("=")
    return f"{version}.{id}.{later}.{signature}"


@pytest.mark.parametrize("which", GRANTS)
def test_with_no_grant_for_just_this_the_importer_speaks_for_nobody(keys: Keys, which: str) -> None:
    asked = Asked(**{GRANT: GRANTS[which](keys)}).signed(keys.signer("importer"))
    with pytest.raises(NotGranted):
        asked.judged(keys.verifier())


def test_a_grant_serves_nobody_but_the_importer(keys: Keys) -> None:
    with pytest.raises(NotVouched):
        Asked(**{GRANT: granted(keys)}).signed(keys.signer("training")).judged(keys.verifier())


def test_a_grant_is_no_token(keys: Keys) -> None:
    asked = Asked()
    version, id, _, signature = granted(keys).split(".")
    asked.headers[TOKEN] = f"{version}.{id}.{signature}"
    with pytest.raises(NotVouched):
        asked.judged(keys.verifier())


def test_keys_are_replaced_without_a_stop(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vouching, "AGAIN", 0.0)
    signer, verifier = keys.signer("gateway"), keys.verifier()
    before, after = keys.own["gateway"], key()
    on_its_way = Asked().signed(signer)
    for lines in (f"{before}\n{after}\n", f"{after}\n{before}\n"):
        # First all know the next key, then it signs.
        keys.own["gateway"] = lines
        keys.write()
        asked = Asked().signed(signer)
        assert asked.judged(verifier) == on_its_way.judged(verifier) == "gateway"
    assert asked.headers[TOKEN].split(".")[1] != on_its_way.headers[TOKEN].split(".")[1]
    keys.own["gateway"] = after
    keys.write()
    assert Asked().signed(signer).judged(verifier) == "gateway"
    with pytest.raises(NotVouched, match="not in the ring"):
        on_its_way.judged(verifier)


def test_a_key_that_is_not_known_has_the_ring_read_again_at_once(keys: Keys) -> None:
    verifier = keys.verifier()
    assert Asked().signed(keys.signer("gateway")).judged(verifier) == "gateway"
    keys.own["gateway"] = key()
    keys.write()
    assert Asked().signed(keys.signer("gateway")).judged(verifier) == "gateway"


def test_a_ring_that_is_half_written_leaves_the_one_before(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vouching, "AGAIN", 0.0)
    verifier, file = keys.verifier(), keys.folder / "ring"
    whole = file.read_text()
    for text in (whole[:40], "", "[]", whole.replace('"who"', '"whose"')):
        file.write_text(text)
        assert Asked().signed(keys.signer("gateway")).judged(verifier) == "gateway"
    file.unlink()
    assert Asked().signed(keys.signer("gateway")).judged(verifier) == "gateway"


def test_a_ring_names_each_key_by_what_it_is(keys: Keys) -> None:
    ring = call_keys.ring({"gateway": key(), "importer": key()})
    one, other = ring
    with pytest.raises(ConfigurationError, match="CALL_KEYS"):
        Verifier.from_environment({}, {"CALL_KEYS": json.dumps({one: ring[other]})})


def test_what_makes_the_keys_and_what_signs_agree_on_them() -> None:
    for _ in range(20):
        own = os.urandom(32)
        public = Ed25519PrivateKey.from_private_bytes(own).public_key().public_bytes_raw()
        assert call_keys.public_of(own) == public
        assert call_keys.id_of(public) == vouching.id_of(public)


def test_a_process_without_its_keys_does_not_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("CALL_KEY", "CALL_KEY_FILE", "CALL_KEYS", "CALL_KEYS_FILE"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ConfigurationError, match="CALL_KEY_FILE"):
        vouching.signer_of(Settings())
    with pytest.raises(ConfigurationError, match="CALL_KEYS_FILE"):
        vouching.verifier_of(Settings(), {})
    while_upgrading = Settings(unsigned_calls="taken")
    assert vouching.signer_of(while_upgrading) is None
    assert vouching.verifier_of(while_upgrading, {}) is None
    monkeypatch.setenv("CALL_KEY", "short")
    with pytest.raises(ConfigurationError, match="CALL_KEY"):
        vouching.signer_of(while_upgrading)
    monkeypatch.setenv("CALL_KEY_FILE", str(tmp_path / "nowhere"))
    monkeypatch.delenv("CALL_KEY")
    with pytest.raises(ConfigurationError, match="nowhere"):
        vouching.signer_of(while_upgrading)
