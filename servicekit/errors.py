"""Refusals as part of the interface: what is wrong, where, and what is allowed, in Chinese and in English.

Every refusal is a subclass of `Problem` with a code of its own. The classes register themselves, so that the gateway
can show a page for each type and the services' answers travel over RPC without losing anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from servicekit import chinese

_REGISTRY: dict[str, type[Problem]] = {}


@dataclass(frozen=True)
class FieldError:
    """One wrong place in what was sent. `pointer` is a JSON pointer (RFC 6901) into the request."""

    pointer: str
    code: str
    zh: str
    en: str

    def to_wire(self) -> dict[str, str]:
        return {"pointer": self.pointer, "code": self.code, "zh": chinese.with_days(self.zh), "en": self.en}


def quoted(words: Iterable[str]) -> str:
    """Words as a Chinese sentence quotes what has no other name than the one to be sent: “pdf”、“docx”."""
    return "、".join(f"“{word}”" for word in words)


def with_words(words: Mapping[str, str], codes: Iterable[str] | None = None) -> str:
    """Codes as a Chinese sentence offers them, each behind what it is called; all that have `words`, or these.

    >>> with_words({"chief": "正职", "deputy": "副职"})
    '正职（“chief”）、副职（“deputy”）'
    """
    named = ((words.get(code), code) for code in (words if codes is None else codes))
    return "、".join(f"{zh}（“{code}”）" if zh else f"“{code}”" for zh, code in named)


def field_error(pointer: str, code: str, zh: str, en: str) -> FieldError:
    """A wrong place; see `FieldError`."""
    return FieldError(pointer, code, zh, en)


class Problem(Exception):
    """A refusal that the caller can understand and act on (RFC 9457).

    Subclasses set `code` (`<area>/<name>`, the problem type), `status`, and the titles. `facts` become extra members
    of the problem document: the ratio that was too low, the article it comes from.
    """

    code: ClassVar[str] = "problem"
    status: ClassVar[int] = 500
    zh: ClassVar[str] = "未能完成"
    en: ClassVar[str] = "The request could not be carried out"
    advice_zh: ClassVar[str] = ""
    advice_en: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "code" not in cls.__dict__:
            raise TypeError(f"{cls.__name__} needs a code of its own")
        taken = _REGISTRY.get(cls.code)
        if taken is not None and taken.__qualname__ != cls.__qualname__:
            raise TypeError(f"problem code {cls.code} belongs to {taken.__qualname__}")
        _REGISTRY[cls.code] = cls

    def __init__(
        self,
        detail_zh: str = "",
        detail_en: str = "",
        *,
        errors: list[FieldError] | None = None,
        retry_after: int | None = None,
        **facts: Any,
    ) -> None:
        self.detail_zh = detail_zh or self.zh
        self.detail_en = detail_en or self.en
        self.errors = errors or []
        self.retry_after = retry_after
        self.facts = facts
        super().__init__(f"{self.code}: {self.detail_en}")

    def to_wire(self) -> dict[str, Any]:
        """The problem as it travels in nameko's error member (`exc_args[0]`); its Chinese says days as officials do."""
        return {
            "code": self.code,
            "status": self.status,
            "title_zh": self.zh,
            "title_en": self.en,
            "detail_zh": chinese.with_days(self.detail_zh),
            "detail_en": self.detail_en,
            "errors": [error.to_wire() for error in self.errors],
            "retry_after": self.retry_after,
            "facts": chinese.sentences_with_days(self.facts),
        }


@dataclass(frozen=True)
class WireProblem:
    """A problem as received from a service, kept as it came even if this process does not know its class."""

    code: str
    status: int
    title_zh: str
    title_en: str
    detail_zh: str
    detail_en: str
    errors: list[dict[str, str]] = field(default_factory=list)
    retry_after: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def from_wire(data: dict[str, Any]) -> WireProblem:
    """Read what `Problem.to_wire` wrote."""
    return WireProblem(**data)


def problem_types() -> dict[str, type[Problem]]:
    """Every problem type that has been imported so far, by code."""
    return dict(sorted(_REGISTRY.items()))


_SUPERSEDED: dict[str, type[Problem]] = {}


def superseded(code: str, by: type[Problem]) -> None:
    """Say that a problem type is no longer answered, and which one is instead; its page stays and names that one.

    Raises ValueError for a code that is answered still.
    """
    if code in _REGISTRY:
        raise ValueError(f"{code} is answered still")
    _SUPERSEDED[code] = by


def successors() -> dict[str, type[Problem]]:
    """The problem types that are no longer answered, each with the one that is instead."""
    return dict(sorted(_SUPERSEDED.items()))


class Invalid(Problem):
    """What was sent is well-formed and breaks a rule."""

    code = "invalid"
    status = 422
    zh = "内容不符合要求"
    en = "The content breaks a rule"


class InvalidFields(Invalid):
    """Fields are missing, unknown, or of the wrong type."""

    code = "invalid-fields"
    zh = "字段有误"
    en = "Some fields are wrong"
    advice_zh = "按所列位置逐一改正后重新提交。"
    advice_en = "Mend each field named by a pointer in errors and send the request again."


class NotFound(Problem):
    """There is no such thing, or it is outside what the caller may see (the two are not told apart)."""

    code = "not-found"
    status = 404
    zh = "未找到"
    en = "Not found"


class Conflict(Problem):
    """The present state does not allow it."""

    code = "conflict"
    status = 409
    zh = "与当前状态冲突"
    en = "The present state does not allow this"


class AlreadyExists(Conflict):
    """Something with the same unique value is there already."""

    code = "already-exists"
    zh = "已经存在"
    en = "It exists already"


class NotIndependent(Conflict):
    """Who had a part in something neither verifies or confirms it, nor decides the appeal against it (回避)."""

    code = "not-independent"
    zh = "经办人须回避，由另一账号办理"
    en = "Who had a part in it does not judge it; another account must"
    advice_zh = "请由未经办过该事项的另一账号办理。"
    advice_en = "Have another account do it, one that had no part in it."


class AboutOneself(Conflict):
    """Nobody uses an official's right on themselves (公务回避, 公务员法 76)."""

    code = "about-oneself"
    zh = "涉及本人的事项须由另一账号办理"
    en = "Nobody handles what is about themselves; another account must"
    advice_zh = "公务人员不得经办涉及本人的事项（《公务员法》第七十六条），请由另一账号办理。"
    advice_en = (
        "Have another account do it: an official does not handle what is about themselves (《公务员法》 Art. 76)."
    )


class Forgotten(Problem):
    """What was kept of somebody here was destroyed when its time was over; nothing new is kept of them either."""

    code = "forgotten"
    status = 410
    zh = "此人信息已按规定销毁，无法查阅，也不再登记"
    en = "What was kept of this person was destroyed when its time was over, and nothing new is kept"
    advice_zh = "销毁的时间、依据和批准人可在审计记录中查询。"
    advice_en = "When, on which basis and by whose approval it was destroyed stands in the audit trail."


class Busy(Conflict):
    """Too many changes to the same thing at once; nothing was changed, try again."""

    code = "busy"
    zh = "同一对象正在被多方修改"
    en = "Others are changing the same thing; nothing was changed"
    advice_zh = "稍候重试。"
    advice_en = "Try again shortly."


class StillRunning(Conflict):
    """The first request with this Idempotency-Key has not ended yet."""

    code = "still-running"
    zh = "相同幂等键的请求仍在处理"
    en = "The first request with this Idempotency-Key is still running"


class KeyReused(Invalid):
    """The Idempotency-Key was used before with another body or for another command."""

    code = "idempotency-key-reused"
    zh = "幂等键已用于不同的请求"
    en = "This Idempotency-Key was used for a different request"


class KeyTooLong(Invalid):
    """An Idempotency-Key has at most 255 characters."""

    code = "idempotency-key-too-long"
    zh = "幂等键过长"
    en = "The Idempotency-Key is longer than 255 characters"


class LetterAlreadySent(Conflict):
    """The dead letter has been sent again before."""

    code = "letter-already-sent"
    zh = "该死信已重新投递"
    en = "This dead letter has been sent again already"


class LetterAlreadyDiscarded(Conflict):
    """Somebody has decided already that the dead letter is not dealt with."""

    code = "letter-already-discarded"
    zh = "该死信已决定不再处理"
    en = "It has been decided already that this dead letter is not dealt with"


class PreconditionFailed(Problem):
    """The thing has changed since it was read (If-Match is stale)."""

    code = "precondition-failed"
    status = 412
    zh = "对象已被修改"
    en = "It has changed since you read it"
    advice_zh = "重新读取，核对后再提交。"
    advice_en = "Read it again, check, and send the change with the new ETag."


class Forbidden(Problem):
    """The caller has no right to this."""

    code = "forbidden"
    status = 403
    zh = "没有权限"
    en = "You have no right to do this"


class Unavailable(Problem):
    """Something that is needed is not there at the moment; nothing was lost, try again."""

    code = "unavailable"
    status = 503
    zh = "暂时不可用"
    en = "Temporarily unavailable"
    advice_zh = "稍后重试；使用相同的幂等键不会重复执行。"
    advice_en = "Try again after Retry-After; the same Idempotency-Key never takes effect twice."


class DeadlinePassed(Unavailable):
    """The caller's deadline passed before the work began, so it was not begun."""

    code = "deadline-passed"
    zh = "已超过等待期限，未执行"
    en = "The deadline passed before the work began; nothing was done"


class NotYet(Unavailable):
    """What the caller did a moment ago elsewhere is not known here yet; nothing was done and nothing is denied."""

    code = "not-yet"
    zh = "您刚才的操作尚未同步到这里"
    en = "What you did a moment ago is not known here yet"
    advice_zh = "稍后重试，通常一两秒内即可同步；使用相同的幂等键不会重复执行。"
    advice_en = (
        "Try again after Retry-After: as a rule it is a matter of a second or two. "
        "The same Idempotency-Key never takes effect twice."
    )


class Internal(Problem):
    """A fault of the platform. The details are in the log under the request id, not in the answer."""

    code = "internal"
    status = 500
    zh = "系统内部错误"
    en = "A fault inside the platform"
    advice_zh = "请将请求编号告知管理员。"
    advice_en = "Give the request_id to the operator."


class UnknownMethod(NotFound):
    """The service has no such command or query."""

    code = "unknown-method"
    zh = "服务没有该方法"
    en = "The service has no such method"


class UnknownEntry(Invalid):
    """The dictionary has no such entry; `allowed` says which it has."""

    code = "unknown-entry"
    zh = "字典中没有这一项"
    en = "The dictionary has no such entry"
    advice_zh = "从所列条目中选用，或由管理员在字典中增加。"
    advice_en = "Take one of `allowed`, or have an administrator add it to the dictionary."


class EndsBeforeItBegins(Invalid):
    """A period ends before it begins."""

    code = "ends-before-it-begins"
    zh = "结束早于开始"
    en = "It ends before it begins"


class DayNotCome(Invalid):
    """What is entered as having happened has a day that has not come yet."""

    code = "day-not-come"
    zh = "日期尚未到来"
    en = "That day has not come yet"
    advice_zh = "尚未发生的事项待其发生后再登记。"
    advice_en = "The latest day is latest; what has not happened yet is entered once it has."


class UnknownCadre(Invalid):
    """A cadre whom the registry has not told of, or who is outside the caller's scope."""

    code = "unknown-cadre"
    zh = "干部不存在"
    en = "There is no such cadre"


class HasDied(Invalid):
    """Something is done about a cadre who had died by then; `died_on` is the day, as far as the file knows it."""

    code = "has-died"
    zh = "该干部在此之前已去世"
    en = "The cadre had died by then"
    advice_zh = "去世之前的事项按其日期补录；去世登记有误的，先在干部档案中更正。"
    advice_en = "What was before it is entered with its own day; a death entered by mistake is put right in the file."


class UnknownUnit(Invalid):
    """A unit that the registry has not told of."""

    code = "unknown-unit"
    zh = "单位不存在"
    en = "There is no such unit"


class NoDeadline(NotFound):
    """There is no such deadline."""

    code = "no-deadline"
    zh = "没有这个时限"
    en = "There is no such deadline"


class DeadlineSettled(Conflict):
    """The deadline has fired or was cancelled; it can no longer be moved."""

    code = "deadline-settled"
    zh = "时限已触发或已取消"
    en = "The deadline has fired or was cancelled"


class ChangedSince(Conflict):
    """Somebody has changed it since it was imported."""

    code = "changed-since"
    zh = "导入后又有人变更，予以保留；确需撤销的，请在该条记录上单独办理"
    en = "Somebody has changed it since: it stays; put it right by itself"


class BuiltOn(Conflict):
    """Something rests on it that was entered since."""

    code = "built-on"
    zh = "导入后已有其他记录以此为据，予以保留"
    en = "Something rests on it by now: it stays"


class NotUndone(Conflict):
    """What a row of this kind did is not taken back."""

    code = "not-undone"
    zh = "这类导入不能撤销"
    en = "An import of this kind is not undone"


# The base class itself is no type of its own.
_REGISTRY.pop("problem", None)
