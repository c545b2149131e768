"""The way in for machines as RFC 6749 says it: a form in, a token or an `error` out, for whatever library asks."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias
from urllib.parse import parse_qsl, unquote_plus

from gateway import problems
from gateway.media import FORM
from gateway.route import UNKEPT, Answer
from servicekit.errors import Problem

GRANT = "client_credentials"
LONGEST_FORM = 4096
_MOST_FIELDS = 20


class InvalidRequest(Problem):
    """A parameter is missing, unreadable, there twice or not to be believed, or a client says in two ways who it is."""

    code = "oauth/invalid-request"
    status = 400
    zh = "请求有误"
    en = "The request cannot be read, or not be believed"


class InvalidClient(Problem):
    """Id and secret do not fit, or the service account is not in use; which of them is not told."""

    code = "oauth/invalid-client"
    status = 401
    zh = "服务账号或密钥不正确"
    en = "Client id or secret is wrong"


class UnsupportedGrantType(Problem):
    """Machines sign in with their own secret, and in no other way."""

    code = "oauth/unsupported-grant-type"
    status = 400
    zh = "不支持的授权方式"
    en = "The only grant type is client_credentials"


class InvalidScope(Problem):
    """A scope that there is none of, or that this service account does not have."""

    code = "oauth/invalid-scope"
    status = 400
    zh = "服务账号没有所请求的授权范围"
    en = "The client does not have the scope that it asks for"


Refusal: TypeAlias = InvalidRequest | InvalidClient | UnsupportedGrantType | InvalidScope
REFUSALS: Final = (InvalidRequest, InvalidClient, UnsupportedGrantType, InvalidScope)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a machine asks for: who it is, and the scopes that it wants; all that it has where it names none."""

    client_id: str
    secret: str
    scopes: tuple[str, ...]


def form(content_type: str | None, body: bytes) -> dict[str, str]:
    """What a form holds. Raises InvalidRequest for what is none, or says something twice."""
    if (content_type or "").partition(";")[0].strip().lower() != FORM:
        raise InvalidRequest("请求体应为网页表单编码", f"The body is to be {FORM}")
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError:
        raise InvalidRequest() from None
    # What is sent without a value is as if it were not sent (RFC 6749, 3.2).
    sent = {name: value for name, value in pairs if value}
    if len(sent) < sum(1 for _, value in pairs if value):
        raise InvalidRequest("同一参数只能给出一次", "No parameter is given twice")
    return sent


def asked(authorization: str | None, content_type: str | None, body: bytes) -> Asked:
    """Read a request for a token. Raises InvalidRequest, InvalidClient and UnsupportedGrantType."""
    sent = form(content_type, body)
    client = _basic(authorization) if authorization else None
    if client and "client_secret" in sent:
        raise InvalidRequest("客户端只能以一种方式表明身份", "A client says in one way alone who it is")
    if client and sent.get("client_id", client[0]) != client[0]:
        raise InvalidRequest()
    if "grant_type" not in sent:
        raise InvalidRequest("缺少授权方式", "grant_type is missing")
    if sent["grant_type"] != GRANT:
        raise UnsupportedGrantType()
    client_id, secret = client or (sent.get("client_id", ""), sent.get("client_secret", ""))
    if not client_id or not secret:
        raise InvalidClient()
    return Asked(client_id, secret, tuple(sent.get("scope", "").split()))


def _basic(authorization: str) -> tuple[str, str]:
    """Id and secret by HTTP Basic, each encoded as in a form before (RFC 6749, 2.3.1). Raises InvalidClient."""
    scheme, _, coded = authorization.partition(" ")
    try:
        client_id, colon, secret = base64.b64decode(coded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise InvalidClient() from None
    if scheme.lower() != "basic" or not colon:
        raise InvalidClient()
    return unquote_plus(client_id), unquote_plus(secret)


def given(token: str, seconds: int, scopes: Sequence[str]) -> Answer:
    """A token as RFC 6749 (5.1) answers it."""
    body = {"access_token": token, "token_type": "Bearer", "expires_in": seconds, "scope": " ".join(scopes)}
    return Answer(body, headers=_NEVER_KEPT)


def refused(refusal: Refusal, language: str, path: str, request_id: str) -> Answer:
    """A refusal as RFC 6749 (5.2) answers it, with what the platform says of every refusal beside."""
    body = problems.document(refusal, language, path, request_id)
    # The description is ASCII by the RFC, and so English whatever is liked.
    error = refusal.code.removeprefix("oauth/").replace("-", "_")
    body |= {"error": error, "error_description": refusal.to_wire()["detail_en"]}
    asks = {"WWW-Authenticate": 'Basic realm="cadre", charset="UTF-8"'} if refusal.status == 401 else {}
    return Answer(body, refusal.status, headers=_NEVER_KEPT | asks)


_NEVER_KEPT = {**UNKEPT, "pragma": "no-cache"}
