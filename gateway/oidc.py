"""An identity provider of the city's (统一身份认证): OpenID Connect, by authorization code with PKCE, of any issuer.

What the issuer says counts as far as it is signed by one of its keys and says what this sign-in asked for: every check
of a token is a function here. Nothing of it is loaded where no issuer is configured, and every call has a deadline.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import re
import time
import warnings
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote_plus, urlencode, urlsplit

import orjson

from servicekit import clock
from servicekit.config import ConfigurationError, secret
from servicekit.errors import Unavailable
from servicekit.signing import base64url, from_base64url

if TYPE_CHECKING:
    import ssl

    import httpx

Document = dict[str, Any]
log = logging.getLogger(__name__)

ALGORITHMS: Final = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC", "EdDSA": "OKP"}
"""How a token may be signed, and the kind of key that does it; what a token says of itself chooses among these only."""
ANSWERS_WITHIN: Final = 5.0
"""Seconds that the issuer has for one answer."""
LARGEST: Final = 256 * 1024
"""Bytes of an answer of its."""
KNOWN_FOR, KEPT_FOR = 3600.0, 24 * 3600.0
"""Seconds after which what the issuer published is asked for anew, and for which it counts while it is away."""
ASKED_AGAIN_AFTER: Final = 60.0
"""Seconds between two looks for a key that is not known."""
SKEW: Final = timedelta(seconds=60)
"""By how much the issuer's clock may differ."""
FRESH: Final = timedelta(minutes=10)
"""How old a token may be that has just been asked for."""
_DISCOVERY = "/.well-known/openid-configuration"
_LOGOUT = "http://schemas.openid.net/event/backchannel-logout"
_LONGEST_SUBJECT = 255
_CERTIFICATE = re.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)
"""What stands beside them, whose certificate it is, may be in Chinese, which the library does not read."""
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class IssuerAway(Unavailable):
    """The identity provider does not answer, or not as it should."""

    code = "oidc/issuer-away"
    zh = "统一身份认证暂时不可用"
    en = "The identity provider does not answer"
    advice_zh = "请稍后重试，或用用户名和密码登录。"
    advice_en = "Try again later, or sign in with name and password."


class Untrusted(Exception):
    """What came is not what this sign-in asked the issuer for; the reason is for the log alone."""


@dataclass(frozen=True)
class OidcSettings:
    """What is configured of an issuer."""

    issuer: str
    client_id: str
    redirect_uri: str
    secret_file: str = ""
    """Holds the client's secret, read for each sign-in; without one the client is public, and PKCE alone binds it."""
    scopes: tuple[str, ...] = ("openid",)
    max_age: int = 0
    """Seconds that a sign-in at the issuer may lie back; 0 where that does not matter."""
    second_factor: frozenset[str] = frozenset()
    """Values of `acr` and `amr` that stand for a second factor; none where the issuer's word does not count for it."""
    ca_file: str = ""
    """Holds the authorities (PEM) that vouch for the issuer's address, where those are not the system's; else empty."""

    def check(self) -> None:
        """Raises ConfigurationError naming the variable that is wrong."""
        for name, url in (("OIDC_ISSUER", self.issuer), ("OIDC_REDIRECT_URI", self.redirect_uri)):
            if not _is_safe(url):
                raise ConfigurationError(f"{name} must begin with https:// (or be on this machine): {url}")
        if not self.client_id:
            raise ConfigurationError("OIDC_CLIENT_ID is missing: what the issuer knows this platform by")
        if "openid" not in self.scopes:
            raise ConfigurationError("OIDC_SCOPES must hold openid")
        self.secret()
        self.verified()

    def verified(self) -> ssl.SSLContext:
        """By whom the issuer's address has to be vouched for. Raises ConfigurationError."""
        import ssl

        text = secret("OIDC_CA", {"OIDC_CA_FILE": self.ca_file})
        certificates = "\n".join(_CERTIFICATE.findall(text))
        try:
            if text.strip() and not certificates:
                raise ValueError("it has no BEGIN CERTIFICATE")
            return ssl.create_default_context(cadata=certificates or None)
        except (ssl.SSLError, ValueError, TypeError) as wrong:
            raise ConfigurationError(f"OIDC_CA_FILE holds no certificate (PEM): {wrong}") from None

    def secret(self) -> str:
        """The client's secret; empty for a public client. Raises ConfigurationError."""
        return secret("OIDC_CLIENT_SECRET", {"OIDC_CLIENT_SECRET_FILE": self.secret_file})


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom the issuer says somebody to be."""

    issuer: str
    subject: str
    second_factor: bool
    session: str | None = None
    """The session at the issuer, where it says which (`sid`)."""


@dataclass(frozen=True, slots=True)
class SignedOut:
    """Whose sessions the issuer says are over: all of a subject, or those of one session there."""

    issuer: str
    subject: str | None
    session: str | None
    id: str
    until: datetime
    """When what it says is too old to count."""


@dataclass(slots=True)
class _Published:
    """Something that the issuer publishes, as it was read last."""

    content: Document
    read: float = field(default_factory=time.monotonic)

    @property
    def age(self) -> float:
        return time.monotonic() - self.read


class Issuer:
    """Asks one issuer, and believes it as far as its signature goes."""

    def __init__(self, told: OidcSettings, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.told = told
        self._transport = transport
        self._client: httpx.AsyncClient | None = None
        self._published: dict[str, _Published] = {}
        self._asked_for_keys = -ASKED_AGAIN_AFTER
        self._asking = asyncio.Lock()

    async def stop(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.aclose()

    async def address(self, state: str, nonce: str, verifier: str) -> str:
        """Where a browser is sent to sign in. Raises IssuerAway."""
        asked = {
            "response_type": "code",
            "client_id": self.told.client_id,
            "redirect_uri": self.told.redirect_uri,
            "scope": " ".join(self.told.scopes),
            "state": state,
            "nonce": nonce,
            "code_challenge": base64url(sha256(verifier.encode()).digest()),
            "code_challenge_method": "S256",
        }
        if self.told.max_age:
            asked["max_age"] = str(self.told.max_age)
        return _with(await self._endpoint("authorization_endpoint"), asked)

    async def way_out(self) -> str | None:
        """Where a browser ends its session at the issuer; None where there is no such place. Raises IssuerAway."""
        metadata = await self._metadata()
        if "end_session_endpoint" not in metadata:
            return None
        asked = {"client_id": self.told.client_id, "post_logout_redirect_uri": self.told.redirect_uri}
        return _with(await self._endpoint("end_session_endpoint"), asked)

    async def identity(self, code: str, verifier: str, nonce: str, said_issuer: str | None) -> Identity:
        """Who signed in, for the code that the browser brought back. Raises Untrusted and IssuerAway."""
        metadata = await self._metadata()
        says_whose = bool(metadata.get("authorization_response_iss_parameter_supported"))
        _came_from(said_issuer, self.told.issuer, must=says_whose)
        claims = await self._signed(await self._redeemed(code, verifier, metadata))
        now = clock.now()
        _is_of(claims, self.told.issuer)
        _is_for(claims, self.told.client_id)
        _is_of_now(claims, now)
        _answers(claims, nonce)
        _is_recent(claims, self.told.max_age, now)
        two = _shows_two(claims, self.told.second_factor)
        return Identity(self.told.issuer, _subject(claims), two, _session_of(claims))

    async def signed_out(self, token: str) -> SignedOut:
        """Whose sessions are over, by a logout token (Back-Channel Logout 1.0, 2.6). Raises Untrusted, IssuerAway."""
        claims = await self._signed(token)
        _is_of(claims, self.told.issuer)
        _is_for(claims, self.told.client_id)
        _is_of_now(claims, clock.now())
        _ends_sessions(claims)
        subject, session, id = (_said(claims, name) for name in ("sub", "sid", "jti"))
        if id is None or (subject is None and session is None):
            raise Untrusted("the token names nobody, or not itself")
        return SignedOut(self.told.issuer, subject, session, id, _time(claims, "exp") + SKEW)

    async def _redeemed(self, code: str, verifier: str, metadata: Document) -> str:
        """The identity token for a code."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.told.redirect_uri,
            "code_verifier": verifier,
        }
        secret, headers = self.told.secret(), {}
        ways = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        if secret and "client_secret_basic" in ways:
            pair = f"{quote_plus(self.told.client_id)}:{quote_plus(secret)}"
            headers["authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
        else:
            form |= {"client_id": self.told.client_id} | ({"client_secret": secret} if secret else {})
        endpoint = await self._endpoint("token_endpoint")
        status, answer = await self._ask("POST", endpoint, data=form, headers=headers)
        if status == 400 and answer.get("error") == "invalid_grant":
            raise Untrusted("the issuer knows no such code")
        if status != 200:
            log.error("the issuer gives no token: %s %s", status, answer.get("error"))
            raise IssuerAway(retry_after=5)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise Untrusted("the answer holds no identity token")
        return token

    async def _signed(self, token: str) -> Document:
        """What a token says, which one of the issuer's keys has signed. Raises Untrusted and IssuerAway."""
        from joserfc import jws
        from joserfc.errors import JoseError, SecurityWarning

        header = _header(token)
        algorithm = header.get("alg")
        if not isinstance(algorithm, str) or algorithm not in ALGORITHMS or "crit" in header:
            # What a stranger wrote there is not repeated: it would stand in the audit for ever.
            raise Untrusted("signed by an algorithm that does not count")
        registry = jws.JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)
        key = await self._key(header)
        try:
            with warnings.catch_warnings():
                # RFC 9864 prefers the name Ed25519; issuers say EdDSA.
                warnings.simplefilter("ignore", SecurityWarning)
                verified = jws.deserialize_compact(token.encode(), key, registry=registry)
            claims = orjson.loads(verified.payload)
        except (JoseError, ValueError) as wrong:
            raise Untrusted(f"the signature: {type(wrong).__name__}") from None
        if not isinstance(claims, dict):
            raise Untrusted("no claims")
        return claims

    async def _key(self, header: Document) -> Any:
        """The issuer's key that a token names; a new one is looked for, once a minute at most."""
        for again in (False, True):
            keys = await self._keys(again)
            if found := _fitting(keys, header):
                return found
        raise Untrusted("signed by none of the issuer's keys")

    async def _keys(self, again: bool) -> Document:
        async with self._asking:
            url = await self._endpoint("jwks_uri")
            kept = self._published.get(url)
            if kept is not None and again and time.monotonic() - self._asked_for_keys < ASKED_AGAIN_AFTER:
                return kept.content
            if again or kept is None:
                self._asked_for_keys = time.monotonic()
            return await self._read(url, anew=again)

    async def _metadata(self) -> Document:
        metadata = await self._read(self.told.issuer.rstrip("/") + _DISCOVERY)
        if metadata.get("issuer") != self.told.issuer:
            log.error("the issuer calls itself %r", metadata.get("issuer"))
            raise IssuerAway(retry_after=60)
        return metadata

    async def _endpoint(self, name: str) -> str:
        url = (await self._metadata()).get(name)
        if not isinstance(url, str) or not _is_safe(url):
            log.error("the issuer has no safe %s", name)
            raise IssuerAway(retry_after=60)
        return url

    async def _read(self, url: str, *, anew: bool = False) -> Document:
        """What the issuer publishes at an address: as it was read lately, or still counts while it does not answer."""
        kept = self._published.get(url)
        if kept is not None and kept.age < KNOWN_FOR and not anew:
            return kept.content
        try:
            status, content = await self._ask("GET", url)
            if status != 200:
                raise IssuerAway(retry_after=5)
        except IssuerAway:
            if kept is None or kept.age >= KEPT_FOR:
                raise
            return kept.content
        self._published[url] = _Published(content)
        return content

    async def _ask(self, method: str, url: str, **request: Any) -> tuple[int, Document]:
        """Status and JSON of an answer. Raises IssuerAway."""
        import httpx

        try:
            async with (
                asyncio.timeout(ANSWERS_WITHIN),
                self._connected().stream(method, url, **request) as answer,
            ):
                body = b""
                async for piece in answer.aiter_bytes():
                    body += piece
                    if len(body) > LARGEST:
                        raise ValueError("too large")
            content = orjson.loads(body)
            if not isinstance(content, dict):
                raise ValueError("no object")
        except (httpx.HTTPError, TimeoutError, OSError, ValueError) as wrong:
            log.warning("the issuer does not answer %s: %s", urlsplit(url).path, type(wrong).__name__)
            raise IssuerAway(retry_after=5) from None
        return answer.status_code, content

    def _connected(self) -> httpx.AsyncClient:
        if self._client is None:
            import httpx

            self._client = httpx.AsyncClient(
                transport=self._transport, verify=self.told.verified(), timeout=ANSWERS_WITHIN, follow_redirects=False,
                headers={"accept": "application/json"},
            )  # fmt: skip
        return self._client


def _is_safe(url: str) -> bool:
    parts = urlsplit(url)
    here = parts.scheme == "http" and parts.hostname in _LOOPBACK
    return bool(parts.hostname) and (here or parts.scheme == "https")


def _with(endpoint: str, asked: Mapping[str, str]) -> str:
    return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(asked)}"


def _header(token: str) -> Document:
    try:
        first, _, _ = token.split(".")
        header = orjson.loads(from_base64url(first))
    except ValueError:
        raise Untrusted("no token") from None
    if not isinstance(header, dict):
        raise Untrusted("no header")
    return header


def _fitting(published: Document, header: Document) -> Any:
    """The key for what a token's header says: by its id, and of the kind that the algorithm has; without an id the only
    one that there is."""
    from joserfc.errors import JoseError
    from joserfc.jwk import import_key

    keys = published.get("keys")
    of_kind = [
        one
        for one in (keys if isinstance(keys, list) else [])
        if isinstance(one, dict)
        and one.get("kty") == ALGORITHMS[header["alg"]]
        and one.get("use", "sig") == "sig"
        and one.get("alg", header["alg"]) == header["alg"]
    ]
    found = [one for one in of_kind if one.get("kid") == header["kid"]] if "kid" in header else of_kind
    if len(found) != 1:
        return None
    try:
        return import_key(found[0])
    except (JoseError, ValueError):
        return None


# What a token must say


def _came_from(said: str | None, issuer: str, *, must: bool) -> None:
    """That the answer is this issuer's, where it says whose it is (RFC 9207)."""
    if said != issuer and (must or said is not None):
        raise Untrusted("the answer is another issuer's")


def _is_of(claims: Document, issuer: str) -> None:
    if claims.get("iss") != issuer:
        raise Untrusted("the token is another issuer's")


def _is_for(claims: Document, client_id: str) -> None:
    audience = claims.get("aud")
    audience = [audience] if isinstance(audience, str) else audience
    if not isinstance(audience, list) or client_id not in audience:
        raise Untrusted("the token is for another")
    if claims.get("azp", client_id if len(audience) == 1 else None) != client_id:
        raise Untrusted("the token was given to another")


def _is_of_now(claims: Document, now: datetime) -> None:
    expires, issued = _time(claims, "exp"), _time(claims, "iat")
    if now >= expires + SKEW:
        raise Untrusted("the token is over")
    if not now - FRESH - SKEW <= issued <= now + SKEW:
        raise Untrusted("the token is not of now")
    if "nbf" in claims and _time(claims, "nbf") > now + SKEW:
        raise Untrusted("the token is not good yet")


def _answers(claims: Document, nonce: str) -> None:
    said = claims.get("nonce")
    if not isinstance(said, str) or not hmac.compare_digest(said.encode(), nonce.encode()):
        raise Untrusted("the token answers another sign-in")


def _is_recent(claims: Document, max_age: int, now: datetime) -> None:
    if max_age and now > _time(claims, "auth_time") + timedelta(seconds=max_age) + SKEW:
        raise Untrusted("the sign-in at the issuer lies too far back")


def _ends_sessions(claims: Document) -> None:
    """That it says so, and is no identity token: those have a nonce."""
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(_LOGOUT), dict):
        raise Untrusted("the token ends nothing")
    if "nonce" in claims:
        raise Untrusted("the token is one of a sign-in")


def _subject(claims: Document) -> str:
    subject = _said(claims, "sub")
    if subject is None:
        raise Untrusted("the token names nobody")
    return subject


def _said(claims: Document, name: str) -> str | None:
    """A name that a token says, if it does. Raises Untrusted for what is no name."""
    said = claims.get(name)
    if said is not None and (not isinstance(said, str) or not 0 < len(said) <= _LONGEST_SUBJECT):
        raise Untrusted(f"{name} is no name")
    return said


def _session_of(claims: Document) -> str | None:
    """The session at the issuer, where it is told as a name; to sign in does not need it."""
    try:
        return _said(claims, "sid")
    except Untrusted:
        return None


def _shows_two(claims: Document, accepted: frozenset[str]) -> bool:
    """Whether the issuer says that there was a second factor, in words that are configured to count."""
    amr = claims.get("amr")
    said = [claims.get("acr"), *(amr if isinstance(amr, list) else [])]
    return any(isinstance(one, str) and one in accepted for one in said)


def _time(claims: Document, name: str) -> datetime:
    said = claims.get(name)
    if isinstance(said, bool) or not isinstance(said, int | float):
        raise Untrusted(f"no {name}")
    try:
        return datetime.fromtimestamp(said, clock.now().tzinfo)
    except (ValueError, OverflowError, OSError):
        raise Untrusted(f"no {name}") from None
