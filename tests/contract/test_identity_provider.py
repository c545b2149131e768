"""Signing in by the city's identity provider (统一身份认证): with a real one from a package, and one that we lead."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import oidc_provider_mock
import pytest

from gateway import oidc, trail
from gateway.oidc import Issuer, OidcSettings
from gateway.oidc_rows import OidcSignIn
from gateway.sessions import Means
from gateway.settings import gateway_settings
from servicekit.config import ConfigurationError
from tests.contract.gateway_app import KEEPER, PASSWORD, App
from tests.support.issuer import BACK, CLIENT, KINDS, RSA, URL, Begun, Forge, begin, complete, linked, sign_in, use

pytestmark = pytest.mark.anyio
CONFIGURED = {"OIDC_ISSUER": URL, "OIDC_CLIENT_ID": CLIENT, "OIDC_REDIRECT_URI": BACK}


def problem(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


# A real one


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
        with oidc_provider_mock.run_server_in_thread(require_client_registration=True, require_nonce=True) as server:
            yield f"http://localhost:{server.server_port}"


@pytest.fixture
async def registered(issuer: str, small: App, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """The platform is a client of the real issuer."""
    async with httpx.AsyncClient() as client:
        asked = {"redirect_uris": [BACK], "token_endpoint_auth_method": "client_secret_basic"}
        told = (await client.post(f"{issuer}/oauth2/clients", json=asked)).json()
    kept = tmp_path / "oidc-secret"
    kept.write_text(told["client_secret"] + "\n")
    settings = OidcSettings(issuer, told["client_id"], BACK, str(kept), ("openid", "profile"))
    settings.check()
    monkeypatch.setattr(small.core, "oidc", OidcSignIn(Issuer(settings), small.core.accounts))
    return issuer


async def in_a_browser(begun: Begun, subject: str) -> dict[str, str]:
    """Signs in at the issuer as a person does; what the browser is given on its way back."""
    async with httpx.AsyncClient() as browser:
        assert (await browser.get(begun.url)).status_code == 200
        sent_back = await browser.post(begun.url, data={"sub": subject})
    assert sent_back.status_code == 302, sent_back.text
    place = sent_back.headers["location"]
    assert place.startswith(BACK)
    return {name: values[0] for name, values in parse_qs(urlsplit(place).query).items()}


async def test_a_person_signs_in_with_a_real_issuer_and_out_again(small: App, registered: str):
    subject = f"staff-{secrets.token_hex(5)}"
    account = await linked(small, subject, issuer=registered)
    begun = await begin(small)
    back = await in_a_browser(begun, subject)
    assert back["state"] == begun.sent("state")
    answer = await complete(small, begun, back["code"])
    assert (answer.status_code, answer.json()["account_id"], answer.headers["cache-control"]) == (
        201, account, "no-store",
    )  # fmt: skip
    headers = {"authorization": f"Bearer {answer.json()['token']}"}
    assert (await small.client.get("/v1/session", headers=headers)).json()["roles"] == ["training_officer"]
    ways = (await small.client.get("/v1/session/oidc")).json()
    assert ways["issuer"] == registered
    assert (await small.client.delete("/v1/session", headers=headers)).status_code == 204
    assert (await small.client.get("/v1/session", headers=headers)).status_code == 401
    async with httpx.AsyncClient() as browser:
        assert (await browser.get(ways["sign_out_url"])).status_code == 200
    await small.core.oidc.stop()


async def test_a_real_issuer_takes_a_code_once(small: App, registered: str):
    subject = f"staff-{secrets.token_hex(5)}"
    await linked(small, subject, issuer=registered)
    first, second = await begin(small), await begin(small)
    back = await in_a_browser(first, subject)
    assert (await complete(small, first, back["code"])).status_code == 201
    assert problem(await complete(small, second, back["code"])) == (401, "oidc/refused")
    await small.core.oidc.stop()


# One that we lead


async def test_without_an_issuer_none_is_offered(small: App):
    assert problem(await small.client.get("/v1/session/oidc")) == (404, "oidc/not-offered")
    assert problem(await small.client.post("/v1/session/oidc", json={})) == (404, "oidc/not-offered")
    sent = {"code": "c", "state": "s", "ticket": "t"}
    answer = await small.client.post("/v1/session/oidc/completion", json=sent)
    assert problem(answer) == (404, "oidc/not-offered")


async def test_the_browser_is_sent_with_what_binds_its_answer(small: App, forge: Forge):
    begun, other = await begin(small), await begin(small)
    assert begun.url.startswith(f"{URL}/authorize?")
    asked = ("response_type", "client_id", "redirect_uri", "scope", "code_challenge_method")
    assert [begun.sent(name) for name in asked] == ["code", CLIENT, BACK, "openid", "S256"]
    for name in ("state", "nonce", "code_challenge"):
        assert len(begun.sent(name)) >= 43
        assert begun.sent(name) != other.sent(name)
    kept = await small.core.db.oidc_sign_ins.find().to_list()
    assert not any(secret in str(kept) for secret in (begun.ticket, begun.sent("state"), begun.sent("nonce")))


async def test_rubbish_from_strangers_does_not_fill_the_disk(small: App, forge: Forge, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(trail, "MOST_OF_STRANGERS", 3)
    monkeypatch.setattr(small.core.trail, "_refused", {})
    refused = {"action": "gateway.oidc.refused"}
    before = await small.core.db.journal.count_documents(refused)
    for _ in range(5):
        sent = {"code": "c", "state": "s", "ticket": secrets.token_hex(16)}
        answer = await small.client.post("/v1/session/oidc/completion", json=sent)
        assert answer.status_code in (400, 401), answer.text
    assert await small.core.db.journal.count_documents(refused) == before + 3


async def test_whom_nobody_has_linked_is_told_by_what_they_can_be(small: App, forge: Forge):
    answer = await sign_in(small, forge, sub="u-nobody")
    assert problem(answer) == (403, "oidc/not-linked")
    assert answer.json()["subject"] == "u-nobody"
    entry = await small.core.db.journal.find_one({"action": "gateway.oidc.refused"}, sort=[("at", -1)])
    assert entry is not None
    assert (entry["account"], entry["facts"]["identity"]) == ("anonymous", "u-nobody")


async def test_a_disabled_account_is_nobodys(small: App, forge: Forge):
    account = await linked(small, "u-gone")
    assert (await sign_in(small, forge, sub="u-gone")).status_code == 201
    await small.core.db.accounts.update_one({"_id": account}, {"$set": {"active": False}})
    assert problem(await sign_in(small, forge, sub="u-gone")) == (403, "oidc/not-linked")


@pytest.mark.parametrize("algorithm", oidc.ALGORITHMS)
async def test_every_algorithm_that_counts_is_verified(small: App, monkeypatch: pytest.MonkeyPatch, algorithm: str):
    key = RSA if oidc.ALGORITHMS[algorithm] == "RSA" else KINDS[algorithm]()
    forge = use(small, Forge({"k-1": key}, algorithm), monkeypatch)
    subject = f"u-{secrets.token_hex(4)}"
    await linked(small, subject)
    assert (await sign_in(small, forge, sub=subject)).status_code == 201


async def test_keys_are_kept_and_a_new_one_is_found(small: App, forge: Forge, monkeypatch: pytest.MonkeyPatch):
    subject = f"u-{secrets.token_hex(4)}"
    await linked(small, subject)
    for _ in range(3):
        assert (await sign_in(small, forge, sub=subject)).status_code == 201
    assert (forge.asked["/jwks"], forge.asked["/.well-known/openid-configuration"]) == (1, 1)
    monkeypatch.setattr(oidc, "ASKED_AGAIN_AFTER", 0.0)
    forge.keys = {"k-2": RSA}
    begun = await begin(small)
    token = forge.token(begun.sent("nonce"), kid="k-2", sub=subject)
    assert (await complete(small, begun, forge.code(token, begun.sent("code_challenge")))).status_code == 201
    assert forge.asked["/jwks"] == 2
    begun = await begin(small)
    forge.keys["k-1"] = RSA
    token = forge.token(begun.sent("nonce"), kid="k-1", sub=subject)
    del forge.keys["k-1"]
    gone = await complete(small, begun, forge.code(token, begun.sent("code_challenge")))
    assert problem(gone) == (401, "oidc/refused"), "a key that the issuer took back signs nothing more"


async def test_keys_count_for_a_time_while_the_issuer_is_away_and_no_longer(
    small: App, forge: Forge, monkeypatch: pytest.MonkeyPatch
):
    subject = f"u-{secrets.token_hex(4)}"
    await linked(small, subject)
    forge.away.add("/jwks")
    away = await sign_in(small, forge, sub=subject)
    assert problem(away) == (503, "oidc/issuer-away")
    assert away.headers["retry-after"] == "5"
    forge.away.clear()
    assert (await sign_in(small, forge, sub=subject)).status_code == 201
    forge.away |= {"/jwks", "/.well-known/openid-configuration"}
    monkeypatch.setattr(oidc, "KNOWN_FOR", 0.0)
    assert (await sign_in(small, forge, sub=subject)).status_code == 201
    monkeypatch.setattr(oidc, "KEPT_FOR", 0.0)
    assert problem(await small.client.post("/v1/session/oidc", json={})) == (503, "oidc/issuer-away")


async def test_an_issuer_that_does_not_answer_keeps_nobody_waiting(small: App, monkeypatch: pytest.MonkeyPatch):
    async def silent(_: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr(oidc, "ANSWERS_WITHIN", 0.1)
    told = OidcSettings(URL, CLIENT, BACK)
    monkeypatch.setattr(small.core, "oidc", OidcSignIn(Issuer(told, httpx.MockTransport(silent)), small.core.accounts))
    assert problem(await small.client.post("/v1/session/oidc", json={})) == (503, "oidc/issuer-away")


async def test_another_issuer_under_this_ones_address_is_none(small: App, forge: Forge):
    forge.metadata["issuer"] = "https://evil.example"
    assert problem(await small.client.post("/v1/session/oidc", json={})) == (503, "oidc/issuer-away")


@pytest.mark.parametrize(("said", "counts"), [({"acr": "loa-3"}, True), ({"amr": ["pwd", "otp"]}, True), ({}, False)])
async def test_a_second_factor_at_the_issuer_counts_where_that_is_configured(
    small: App, forge: Forge, monkeypatch: pytest.MonkeyPatch, said: dict[str, Any], counts: bool
):
    use(small, forge, monkeypatch, OidcSettings(URL, CLIENT, BACK, second_factor=frozenset(("loa-3", "otp"))))
    subject = f"u-{secrets.token_hex(4)}"
    account = await linked(small, subject)
    assert (await sign_in(small, forge, sub=subject, **said)).status_code == 201
    session = await small.core.db.sessions.find_one({"account": account})
    assert session is not None
    assert (Means.ISSUER_FACTOR.value in session["means"]) is counts


async def test_a_sign_in_at_the_issuer_within_the_age_that_is_asked_for(
    small: App, forge: Forge, monkeypatch: pytest.MonkeyPatch
):
    use(small, forge, monkeypatch, OidcSettings(URL, CLIENT, BACK, max_age=300))
    subject = f"u-{secrets.token_hex(4)}"
    await linked(small, subject)
    assert (await begin(small)).sent("max_age") == "300"
    now = forge.claims("")["iat"]
    assert (await sign_in(small, forge, sub=subject, auth_time=now - 200)).status_code == 201


# Configuration


def test_an_issuer_is_configured_by_the_environment():
    more = {"OIDC_SCOPES": "openid profile", "OIDC_SECOND_FACTOR": "mfa, otp", "OIDC_MAX_AGE": "600"}
    told = gateway_settings(CONFIGURED | more).oidc()
    assert told == OidcSettings(URL, CLIENT, BACK, "", ("openid", "profile"), 600, frozenset(("mfa", "otp")))
    assert gateway_settings({}).oidc() is None


@pytest.mark.parametrize(
    ("name", "value"),
    [("OIDC_ISSUER", "http://login.example.gov.cn"), ("OIDC_REDIRECT_URI", ""), ("OIDC_CLIENT_ID", ""),
     ("OIDC_SCOPES", "profile"), ("OIDC_MAX_AGE", "soon"), ("OIDC_CLIENT_SECRET_FILE", "/nowhere/at-all")],
)  # fmt: skip
def test_what_is_configured_wrongly_is_said_at_the_start(name: str, value: str):
    with pytest.raises(ConfigurationError, match=name):
        gateway_settings(CONFIGURED | {name: value})


# Links


async def link(app: App, account_id: str, identity: dict[str, str] | None) -> httpx.Response:
    path = f"/v1/accounts/{account_id}"
    headers = {"if-match": (await app.send("GET", path, KEEPER)).headers["etag"]}
    return await app.send("PATCH", path, KEEPER, json={"identity": identity}, headers=headers)


async def an_account(app: App) -> str:
    name = f"l-{secrets.token_hex(5)}"
    made = await app.core.accounts.create({"name": name, "roles": ["training_officer"]}, PASSWORD, "test", "")
    return str(made["_id"])


async def test_a_link_is_proposed_by_one_and_approved_by_another(small: App, forge: Forge):
    account_id, subject = await an_account(small), f"u-{secrets.token_hex(4)}"
    identity = {"issuer": URL, "subject": subject}
    proposed = (await link(small, account_id, identity)).json()
    assert proposed["identity"] is None
    assert problem(await sign_in(small, forge, sub=subject)) == (403, "oidc/not-linked")
    decided = await small.approve(proposed["change_id"])
    assert decided["after"]["identity"] == identity
    begun = await sign_in(small, forge, sub=subject)
    assert begun.json()["account_id"] == account_id
    headers = {"authorization": f"Bearer {begun.json()['token']}"}
    taken_away = (await link(small, account_id, None)).json()
    assert (await small.client.get("/v1/session", headers=headers)).status_code == 200
    await small.approve(taken_away["change_id"])
    assert (await small.client.get("/v1/session", headers=headers)).status_code == 401
    assert problem(await sign_in(small, forge, sub=subject)) == (403, "oidc/not-linked")


async def test_an_identity_is_one_accounts(small: App):
    identity = {"issuer": URL, "subject": f"u-{secrets.token_hex(4)}"}
    first, second = await an_account(small), await an_account(small)
    waiting = [(await link(small, one, identity)).json()["change_id"] for one in (first, second)]
    await small.approve(waiting[0])
    path, wish = f"/v1/account-changes/{waiting[1]}/decision", {"approved": True}
    refused = await small.send("POST", path, "security_administrator", json=wish)
    assert problem(refused) == (409, "account-identity-taken")
    third = await an_account(small)
    assert problem(await link(small, third, identity)) == (409, "account-identity-taken")


def test_authorities_are_the_citys_own_or_the_systems_and_nothing_else(tmp_path: Path):
    empty, other = tmp_path / "none", tmp_path / "other"
    empty.write_text("\n")
    other.write_text("no certificate")
    assert gateway_settings(CONFIGURED | {"OIDC_CA_FILE": str(empty)}).oidc() is not None
    for path in (other, tmp_path / "missing"):
        with pytest.raises(ConfigurationError, match="OIDC_CA"):
            gateway_settings(CONFIGURED | {"OIDC_CA_FILE": str(path)})
