"""Refusals of the front door itself, and how any refusal becomes a problem document (RFC 9457)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import orjson

from servicekit.errors import Forbidden, Invalid, Problem, Unavailable, WireProblem, from_wire

CONTENT_TYPE = "application/problem+json"
PAGES = "/problems/"


class MalformedJson(Problem):
    """The body is not JSON, or not a JSON object."""

    code = "malformed-json"
    status = 400
    zh = "请求体不是有效的 JSON 对象"
    en = "The body is not a JSON object"


class TooDeep(Problem):
    """The body is nested deeper than anything here needs."""

    code = "too-deep"
    status = 400
    zh = "请求体嵌套过深"
    en = "The body is nested too deeply"


class TooLarge(Problem):
    """The body is larger than this route takes."""

    code = "too-large"
    status = 413
    zh = "请求体过大"
    en = "The body is too large"


class TooSlow(Problem):
    """The request did not arrive in time: its headers, or its body."""

    code = "too-slow"
    status = 408
    zh = "请求未在期限内到达"
    en = "The request did not arrive in time"


class MalformedRequest(Problem):
    """What was sent is not HTTP/1.1."""

    code = "malformed-request"
    status = 400
    zh = "请求不符合 HTTP 规范"
    en = "The request is not HTTP"


class TargetTooLong(Problem):
    """Path and query are longer than the gateway reads."""

    code = "target-too-long"
    status = 414
    zh = "请求地址过长"
    en = "The address of the request is too long"


class TooManyHeaders(Problem):
    """More headers, or longer ones, than the gateway reads."""

    code = "too-many-headers"
    status = 431
    zh = "请求头过多或过长"
    en = "Too many headers, or too long ones"


class UnknownHost(Problem):
    """The gateway is not reached by this name: it is none of ALLOWED_HOSTS."""

    code = "unknown-host"
    status = 421
    zh = "本系统不以此名称提供服务"
    en = "The platform is not served under this name"
    advice_zh = "请使用公布的地址；如需增加地址，请联系管理员。"
    advice_en = "Use the address that was made known; the operator adds others."


class UnsupportedMediaType(Problem):
    """The body is of a type that this route does not read."""

    code = "unsupported-media-type"
    status = 415
    zh = "不支持的内容类型"
    en = "The content type is not supported"


class NotAcceptable(Problem):
    """The row cannot answer in what `Accept` asks for."""

    code = "not-acceptable"
    status = 406
    zh = "不能以所要求的格式答复"
    en = "The answer cannot be given in what Accept asks for"


class BadHeader(Problem):
    """A header that steers the request cannot be read."""

    code = "bad-header"
    status = 400
    zh = "请求头有误"
    en = "A request header cannot be read"


class BadQuery(Problem):
    """The query string is not in UTF-8, or holds more parameters than the row takes."""

    code = "bad-query"
    status = 400
    zh = "查询参数有误"
    en = "The query string cannot be read"


class BadPath(Problem):
    """The path cannot be read as UTF-8, or a part of it is too long."""

    code = "bad-path"
    status = 400
    zh = "路径有误"
    en = "The path cannot be read"


class NoSuchRoute(Problem):
    """There is nothing at this path."""

    code = "no-such-route"
    status = 404
    zh = "没有这个地址"
    en = "There is nothing at this path"


class MethodNotAllowed(Problem):
    """There is something at this path, but not with this method."""

    code = "method-not-allowed"
    status = 405
    zh = "该地址不支持此方法"
    en = "The method is not allowed at this path"


class PreconditionRequired(Problem):
    """A change must say which version it was made from (If-Match)."""

    code = "precondition-required"
    status = 428
    zh = "修改须带版本标记（“If-Match”）"
    en = "A change needs If-Match"
    advice_zh = "先读取对象，将其版本标记（“ETag”）作为“If-Match”发送。"
    advice_en = "Read the thing first and send its ETag as If-Match."


class NotSignedIn(Problem):
    """There is no session, or it has ended."""

    code = "not-signed-in"
    status = 401
    zh = "未登录或会话已结束"
    en = "You are not signed in, or the session has ended"
    advice_zh = "请先登录，再携带登录令牌重试。"
    advice_en = "Sign in with POST /v1/session and send Authorization: Bearer."


class SignInRefused(Problem):
    """Name and password do not fit, or the account is disabled; which of them is not told."""

    code = "sign-in-refused"
    status = 401
    zh = "用户名或密码不正确"
    en = "Name or password is wrong"


class WrongPassword(Invalid):
    """The present password is wrong."""

    code = "wrong-password"
    zh = "原密码不正确"
    en = "The present password is wrong"


class WrongProof(Invalid):
    """The present password or the code is wrong; which of them is not told."""

    code = "wrong-proof"
    zh = "密码或验证码不正确"
    en = "The present password or the code is wrong"


class SignInLocked(Problem):
    """Too many failed attempts at this name from here; it is closed for a while, whether or not the account exists."""

    code = "sign-in-locked"
    status = 429
    zh = "失败次数过多，暂时锁定"
    en = "Too many failed attempts; closed for a while"


class TooManyRequests(Problem):
    """More requests than this account may send in the period."""

    code = "too-many-requests"
    status = 429
    zh = "请求过于频繁"
    en = "Too many requests"
    advice_zh = "稍后重试。"
    advice_en = "Try again after Retry-After."


class ScopeMissing(Forbidden):
    """The right is cut down to the account's own unit or person, and the account is bound to none."""

    code = "scope-missing"
    zh = "账号未绑定单位或干部"
    en = "The account is bound to no unit or person"


class PasswordMustChange(Forbidden):
    """The password was made by others, and is good for nothing but to set one's own."""

    code = "password-must-change"
    zh = "请先修改密码"
    en = "Set a password of your own first"
    advice_zh = "此密码由他人设置，只能用来修改密码；修改后即可办理业务。"
    advice_en = "Others have made this password; with POST /v1/session/password set one that nobody else knows."


class CodeNeeded(Forbidden):
    """The account has a second factor, and this session has shown the password alone."""

    code = "code-needed"
    zh = "请先输入验证码"
    en = "Give a code of the second factor first"
    advice_zh = "该账号已设置双因素；输入动态口令或恢复码后即可办理业务，也可改用通行密钥登录。"
    advice_en = (
        "With POST /v1/session/code give a code of the authenticator or a recovery code; or sign in by a passkey."
    )


class SecondFactorNeeded(Forbidden):
    """The account's roles need a second factor, and it has none."""

    code = "second-factor-needed"
    zh = "请先设置双因素"
    en = "Set up a second factor first"
    advice_zh = "该账号的角色须以双因素登录；设置后即可办理业务。"
    advice_en = "A role of this account needs one: set it up with POST /v1/session/second-factor, or add a passkey."


class WrongCode(Invalid):
    """The code is not one that holds now, or it has been used."""

    code = "wrong-code"
    zh = "验证码不正确或已使用"
    en = "The code is wrong, or has been used"


class PasswordTooWeak(Invalid):
    """The password does not fit the policy."""

    code = "password-too-weak"
    zh = "密码不符合要求"
    en = "The password does not fit the policy"


class NotNoted(Unavailable):
    """That somebody reads this cannot be noted at the moment, and so it is not shown."""

    code = "not-noted"
    zh = "审计日志暂时无法写入，暂不提供查阅"
    en = "The audit trail cannot be written at the moment, so nothing is shown that has to be noted"
    advice_zh = "请稍后再试；如持续出现，请联系系统管理员检查数据库。"
    advice_en = "Try again later; if it lasts, an operator should look at the database."


class Stopping(Unavailable):
    """The gateway is stopping and takes no more work."""

    code = "stopping"
    zh = "网关正在停止"
    en = "The gateway is stopping"


@lru_cache(maxsize=512)
def language_of(accept_language: str) -> str:
    """`en` when the header prefers English to Chinese, else `zh`."""
    best, best_weight = "zh", 0.0
    for part in accept_language.split(","):
        tag, _, parameter = part.strip().partition(";")
        language = tag.strip().lower()[:2]
        try:
            weight = float(parameter.strip().removeprefix("q=")) if parameter else 1.0
        except ValueError:
            continue
        if language in ("zh", "en") and weight > best_weight:
            best, best_weight = language, weight
    return best


def document(problem: Problem | WireProblem, language: str, instance: str, request_id: str) -> dict[str, Any]:
    """The problem document in one language. Facts never cover the members that RFC 9457 names."""
    wire = from_wire(problem.to_wire()) if isinstance(problem, Problem) else problem
    english = language == "en"
    members: dict[str, Any] = dict(wire.facts)
    members |= {
        "type": PAGES + wire.code,
        "title": wire.title_en if english else wire.title_zh,
        "status": wire.status,
        "detail": wire.detail_en if english else wire.detail_zh,
        "instance": instance,
        "request_id": request_id,
    }
    if wire.errors:
        members["errors"] = [
            {"pointer": error["pointer"], "code": error["code"], "detail": error["en"] if english else error["zh"]}
            for error in wire.errors
        ]
    return members


def answer(
    problem: Problem | WireProblem, language: str, instance: str, request_id: str
) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Status, headers and body of a refusal."""
    body = orjson.dumps(document(problem, language, instance, request_id), default=str)
    headers = [
        (b"content-type", CONTENT_TYPE.encode()),
        (b"content-language", b"en" if language == "en" else b"zh-CN"),
        (b"cache-control", b"no-store"),
    ]
    if problem.retry_after is not None:
        headers.append((b"retry-after", str(problem.retry_after).encode()))
    if problem.status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    return problem.status, headers, body
