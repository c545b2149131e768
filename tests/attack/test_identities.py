"""Whoever has a token of the identity provider's that says something else, or brings back what is another's."""

from __future__ import annotations

import secrets
from typing import Any

import orjson
import pytest
from joserfc.jwk import RSAKey

from gateway.oidc import OidcSettings
from gateway.sessions import Means
from servicekit.signing import from_base64url
from tests.attack.guards import everything, everything_awaited, guarded_by, nothing
from tests.contract.gateway_app import App
from tests.support.issuer import (
    BACK,
    CLIENT,
    LOGOUT,
    RSA,
    URL,
    Begun,
    Forge,
    begin,
    complete,
    linked,
    part,
    sign_in,
    signed,
    signed_by_password,
    signs_out,
    use,
)

pytestmark = pytest.mark.anyio


async def unverified(_: Any, token: str) -> dict[str, Any]:
    """Stands in for the look at a signature: what the token says is believed."""
    claims: dict[str, Any] = orjson.loads(from_base64url(token.split(".")[1]))
    return claims


def same_for_all(_: str, purpose: str) -> str:
    """Stands in for what is made of a ticket."""
    return purpose.ljust(43, "x")


@pytest.fixture
async def victim(small: App) -> str:
    """The subject of somebody who has an account."""
    subject = f"u-{secrets.token_hex(5)}"
    await linked(small, subject)
    return subject


async def brought(app: App, forge: Forge, token: str, begun: Begun) -> int:
    answer = await complete(app, begun, forge.code(token, begun.sent("code_challenge")))
    return answer.status_code


async def test_as_things_are_the_owner_gets_in(small: App, forge: Forge, victim: str) -> None:
    assert (await sign_in(small, forge, sub=victim)).status_code == 201


@guarded_by("the signature", gateway__oidc__Issuer___signed=unverified)
async def test_a_token_signed_by_another_key_of_the_same_name(small: App, forge: Forge, victim: str) -> None:
    begun = await begin(small)
    own = RSAKey.generate_key(2048)
    forged = signed({"alg": "RS256", "kid": "k-1"}, forge.claims(begun.sent("nonce"), sub=victim), own)
    assert await brought(small, forge, forged, begun) == 401


@guarded_by("the algorithms that count", gateway__oidc__Issuer___signed=unverified)
async def test_a_token_that_says_it_needs_no_signature(small: App, forge: Forge, victim: str) -> None:
    for algorithm in ("none", "None", "", None, "RS1", [], {}, ["RS256"]):
        begun = await begin(small)
        claims = forge.claims(begun.sent("nonce"), sub=victim)
        forged = f"{part({'alg': algorithm, 'kid': 'k-1'})}.{part(claims)}."
        assert await brought(small, forge, forged, begun) == 401


@guarded_by("the kind of key that an algorithm has", gateway__oidc__Issuer___signed=unverified)
async def test_a_token_signed_with_the_public_key_as_a_password(small: App, forge: Forge, victim: str) -> None:
    public = RSA.as_pem(private=False)
    for header in ({"alg": "HS256", "kid": "k-1"}, {"alg": "HS256"}):
        begun = await begin(small)
        forged = signed_by_password(header, forge.claims(begun.sent("nonce"), sub=victim), public)
        assert await brought(small, forge, forged, begun) == 401


@guarded_by("the signature over what is said", gateway__oidc__Issuer___signed=unverified)
async def test_a_token_changed_on_its_way(small: App, forge: Forge, victim: str) -> None:
    begun = await begin(small)
    head, _, mark = forge.token(begun.sent("nonce"), sub="u-somebody").split(".")
    changed = f"{head}.{part(forge.claims(begun.sent('nonce'), sub=victim))}.{mark}"
    assert await brought(small, forge, changed, begun) == 401


@pytest.mark.parametrize("audience", ["another-client", ["another-client", "a-third"], None, {CLIENT: 1}])
@guarded_by("whom a token is for", gateway__oidc___is_for=nothing)
async def test_a_token_for_another_client(small: App, forge: Forge, victim: str, audience: Any) -> None:
    assert (await sign_in(small, forge, sub=victim, aud=audience)).status_code == 401


@pytest.mark.parametrize("claims", [{"azp": "another"}, {"aud": [CLIENT, "another"]}])
@guarded_by("to whom a token was given", gateway__oidc___is_for=nothing)
async def test_a_token_that_another_client_was_given(
    small: App, forge: Forge, victim: str, claims: dict[str, Any]
) -> None:
    assert (await sign_in(small, forge, sub=victim, **claims)).status_code == 401


@pytest.mark.parametrize("issuer", ["https://evil.example", URL + "/", URL.upper(), None])
@guarded_by("whose a token is", gateway__oidc___is_of=nothing)
async def test_a_token_of_another_issuer(small: App, forge: Forge, victim: str, issuer: Any) -> None:
    assert (await sign_in(small, forge, sub=victim, iss=issuer)).status_code == 401


@guarded_by("the nonce", gateway__oidc___answers=nothing)
async def test_a_token_of_another_sign_in(small: App, forge: Forge, victim: str) -> None:
    for nonce in (secrets.token_urlsafe(32), None, "", 1):
        assert (await sign_in(small, forge, sub=victim, nonce=nonce)).status_code == 401


@pytest.mark.parametrize(
    "times",
    [{"exp": -61}, {"exp": None}, {"exp": "soon"}, {"exp": True}, {"exp": 1e300},
     {"iat": 62}, {"iat": -3600}, {"iat": None}, {"nbf": 62}],
)  # fmt: skip
@guarded_by("the time of a token", gateway__oidc___is_of_now=nothing)
async def test_a_token_of_another_time(small: App, forge: Forge, victim: str, times: dict[str, Any]) -> None:
    now = forge.claims("")["iat"]
    said = {
        name: now + value if isinstance(value, int) and value is not True else value for name, value in times.items()
    }
    assert (await sign_in(small, forge, sub=victim, **said)).status_code == 401


@guarded_by("the age of a sign-in at the issuer", gateway__oidc___is_recent=nothing)
async def test_a_session_at_the_issuer_from_long_ago(
    small: App, forge: Forge, victim: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(small, forge, monkeypatch, OidcSettings(URL, CLIENT, BACK, max_age=300))
    now = forge.claims("")["iat"]
    for long_ago in (now - 300 - 62, None):
        assert (await sign_in(small, forge, sub=victim, auth_time=long_ago)).status_code == 401


@guarded_by("what was begun counts once", gateway__oidc_rows__OidcSignIn___is_taken=everything_awaited)
async def test_what_was_brought_back_once_is_brought_again(small: App, forge: Forge, victim: str) -> None:
    begun = await begin(small)
    code = forge.code(forge.token(begun.sent("nonce"), sub=victim), begun.sent("code_challenge"))
    assert (await complete(small, begun, code)).status_code == 201
    assert (await complete(small, begun, code)).status_code == 401


@guarded_by(
    "the ticket of whoever began",
    gateway__oidc_rows__OidcSignIn___is_taken=everything_awaited,
    gateway__oidc_rows___of=same_for_all,
)
async def test_somebody_is_made_to_sign_in_as_the_attacker(small: App, forge: Forge, victim: str) -> None:
    attackers, own = await begin(small), await begin(small)
    code = forge.code(forge.token(attackers.sent("nonce"), sub=victim), attackers.sent("code_challenge"))
    crossed = await complete(small, attackers, code, ticket=own.ticket)
    assert crossed.status_code == 401
    assert (await complete(small, own, code)).status_code == 401


@guarded_by("whose the answer says it is", gateway__oidc___came_from=nothing)
async def test_an_answer_of_another_issuer(small: App, forge: Forge, victim: str) -> None:
    begun = await begin(small)
    code = forge.code(forge.token(begun.sent("nonce"), sub=victim), begun.sent("code_challenge"))
    assert (await complete(small, begun, code, iss="https://evil.example")).status_code == 401
    forge.metadata["authorization_response_iss_parameter_supported"] = True
    small.core.oidc.issuer._published.clear()
    begun = await begin(small)
    code = forge.code(forge.token(begun.sent("nonce"), sub=victim), begun.sent("code_challenge"))
    assert (await complete(small, begun, code)).status_code == 401


async def by_its_words(self: Any, who: Any) -> Any:
    """Stands in for the link that administrators make: a name that the issuer tells."""
    return await self._db.accounts.find_one({"name": who.subject, "active": True})


@guarded_by("the link by issuer and subject", gateway__oidc_rows__OidcSignIn___linked=by_its_words)
async def test_somebody_of_the_same_name_or_address_at_the_issuer(small: App, forge: Forge, victim: str) -> None:
    account = await small.core.db.accounts.find_one({"identity.subject": victim})
    assert account is not None
    name = account["name"]
    answer = await sign_in(small, forge, sub=name, email=name, email_verified=True, preferred_username=name)
    assert (answer.status_code, answer.json().get("type")) == (403, "/problems/oidc/not-linked")


@guarded_by("the second factor that is configured to count", gateway__oidc___shows_two=everything)
async def test_a_second_factor_that_the_issuer_says_and_nobody_accepted(small: App, forge: Forge, victim: str) -> None:
    assert (await sign_in(small, forge, sub=victim, acr="mfa", amr=["otp", "mfa"])).status_code == 201
    account = await small.core.db.accounts.find_one({"identity.subject": victim})
    assert account is not None
    session = await small.core.db.sessions.find_one({"account": account["_id"]}, sort=[("began_at", -1)])
    assert session is not None
    assert session["means"] == [Means.ISSUER.value]


@guarded_by("the minute between two looks for a key", gateway__oidc__ASKED_AGAIN_AFTER=0.0)
async def test_tokens_of_made_up_keys_do_not_make_the_platform_ask_again_and_again(small: App, forge: Forge) -> None:
    for number in range(5):
        forge.keys[f"made-up-{number}"] = RSA
        begun = await begin(small)
        token = forge.token(begun.sent("nonce"), kid=f"made-up-{number}")
        del forge.keys[f"made-up-{number}"]
        assert await brought(small, forge, token, begun) == 401
    assert forge.asked["/jwks"] <= 2


@guarded_by("how much of an answer is read", gateway__oidc__LARGEST=10**9)
async def test_an_issuer_that_talks_without_end(small: App, forge: Forge) -> None:
    forge.metadata["more"] = "x" * 300_000
    assert (await small.client.post("/v1/session/oidc", json={})).status_code == 503


@guarded_by("the way to the issuer", gateway__oidc___is_safe=everything)
async def test_an_issuer_that_sends_the_secret_elsewhere(small: App, forge: Forge) -> None:
    forge.metadata["authorization_endpoint"] = "http://evil.example/authorize"
    assert (await small.client.post("/v1/session/oidc", json={})).status_code == 503


# Ending somebody's sessions


async def stays_in(app: App, forge: Forge, victim: str, token: str) -> bool:
    """Whether somebody's session lives on after a logout token."""
    opened = (await sign_in(app, forge, sub=victim)).json()["token"]
    await signs_out(app, token)
    app.core.sessions.forget()
    return (await app.client.get("/v1/session", headers={"authorization": f"Bearer {opened}"})).status_code == 200


@guarded_by("the signature of a logout token", gateway__oidc__Issuer___signed=unverified)
async def test_throwing_somebody_out_by_a_token_of_ones_own(small: App, forge: Forge, victim: str) -> None:
    claims = forge.claims(None, sub=victim, jti=secrets.token_hex(8), events={LOGOUT: {}})
    own = signed({"alg": "RS256", "kid": "k-1"}, claims, RSAKey.generate_key(2048))
    assert await stays_in(small, forge, victim, own)


@guarded_by("whom a logout token is for", gateway__oidc___is_for=nothing)
async def test_throwing_somebody_out_by_a_token_for_another_client(small: App, forge: Forge, victim: str) -> None:
    assert await stays_in(small, forge, victim, forge.logout(sub=victim, aud="another-client"))


@guarded_by("whose a logout token is", gateway__oidc___is_of=nothing)
async def test_throwing_somebody_out_by_a_token_of_another_issuer(small: App, forge: Forge, victim: str) -> None:
    assert await stays_in(small, forge, victim, forge.logout(sub=victim, iss="https://evil.example"))


@pytest.mark.parametrize("claims", [{"nonce": "n"}, {"events": None}, {"events": {}}, {"events": {LOGOUT: True}}])
@guarded_by("what says that a token ends sessions", gateway__oidc___ends_sessions=nothing)
async def test_throwing_somebody_out_by_their_identity_token(
    small: App, forge: Forge, victim: str, claims: dict[str, Any]
) -> None:
    assert await stays_in(small, forge, victim, forge.logout(sub=victim, **claims))


@guarded_by("the time of a logout token", gateway__oidc___is_of_now=nothing)
async def test_throwing_somebody_out_by_a_token_from_long_ago(small: App, forge: Forge, victim: str) -> None:
    now = forge.claims("")["iat"]
    assert await stays_in(small, forge, victim, forge.logout(sub=victim, iat=now - 3600, exp=now - 3000))


@guarded_by(
    "the one time that a logout token counts", gateway__oidc_rows___used=lambda told: {"_id": secrets.token_hex(8)}
)
async def test_throwing_somebody_out_again_and_again_by_what_was_seen(small: App, forge: Forge, victim: str) -> None:
    seen = forge.logout(sub=victim)
    assert not await stays_in(small, forge, victim, seen)
    assert await stays_in(small, forge, victim, seen)


@guarded_by("that a sign-in takes no logout token", gateway__oidc___answers=nothing)
async def test_signing_in_by_a_logout_token(small: App, forge: Forge, victim: str) -> None:
    begun = await begin(small)
    assert await brought(small, forge, forge.logout(sub=victim), begun) == 401
