"""Records of the online platforms (网络学习记录): rows of an import and xAPI statements, each taken in once."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from servicekit.blanks import number_in
from servicekit.clock import CHINA, day_of
from servicekit.errors import field_error
from servicekit.fields import EARLIEST, LATEST
from servicekit.rules import Rule
from services.training.errors.classes import TooManyHours
from services.training.errors.ledger import UnreadableStatement
from services.training.vocabulary.hours import STEP, Category
from services.training.vocabulary.online import LIFE, State, Step

FINISHED = frozenset({"completed", "passed", "mastered"})
HOURS_EXTENSION = "hours"
CATEGORY_EXTENSION = "category"
_DURATION = re.compile(
    r"^P(?:([0-9]{1,9})D)?(?:T(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9}(?:\.[0-9]{1,9})?)S)?)?\Z"
)
_UUID = re.compile(r"(?:urn:uuid:)?(\{)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?(1)\})", re.IGNORECASE)


def one_form(record_id: str) -> str:
    """The one form of a record's number: a UUID in small letters however it was written (RFC 9562, xAPI 2.0), another
    number as it is."""
    found = _UUID.fullmatch(record_id)
    return found[2].lower() if found else record_id


# fmt: on


@dataclass
class OnlineRecord:
    """A course finished on an online platform (dictionary training.online_platforms)."""

    id: str
    platform: str
    record_id: str
    cadre_id: str
    unit_id: str | None
    unit_ids: list[str]
    course: str
    category: Category
    hours: float
    finished_on: date
    source: str
    state: State = State.RECORDED
    annulled_by: str | None = None
    annulled_because: str | None = None
    synthetic: bool = False
    version: int = 0


def annul(record: OnlineRecord, basis: str, by: str) -> None:
    """Take a record back that was entered by mistake (作废); its number may be entered anew. Raises NotInThisState."""
    LIFE.move(record, Step.ANNUL)
    record.annulled_by, record.annulled_because = by, basis


def must_be_one_course(hours: float, most: Rule) -> None:
    """Raises TooManyHours for more hours than one record can have (rule training.online_record_hours)."""
    if hours > most.value:
        zh = f"一条记录最多{most.value}学时，现为{hours:g}学时"
        en = f"A record has {most.value} hours at most, not {hours:g}"
        raise TooManyHours(zh, en, errors=[field_error("/hours", "too-many-hours", zh, en)], limit=most.value)


@dataclass(frozen=True)
class Finished:
    """What an xAPI statement says: who finished which course, when, for how many hours."""

    record_id: str
    cadre_id: str
    course: str
    category: Category
    hours: float
    finished_on: date
    extensions: Mapping[str, Any] = field(default_factory=dict)


def read_statement(statement: Mapping[str, Any], minutes_per_hour: int) -> Finished:
    """Read an xAPI 2.0 statement with a verb of finishing; `actor.account.name` is the cadre's id.

    Hours come from a result extension whose address ends in `/hours`, else from `result.duration` at
    `minutes_per_hour` (rule training.online_minutes_per_hour), down to a half hour. Raises UnreadableStatement.
    """
    verb = _last(_text(statement, "verb", "id"))
    if verb not in FINISHED:
        raise UnreadableStatement(
            f"动词“{verb}”不表示学完", f"The verb {verb} does not say that a course was finished", verb=verb
        )
    result = statement.get("result")
    extensions = _short(result.get("extensions") if isinstance(result, Mapping) else None)
    hours = extensions.get(HOURS_EXTENSION)
    if hours is None:
        hours = (
            _minutes(_text(statement, "result", "duration"))
            // (minutes_per_hour * Decimal(str(STEP)))
            * Decimal(str(STEP))
        )
    try:
        amount = float((number_in(hours) or "") if isinstance(hours, str) else hours)
        if isinstance(hours, bool) or not math.isfinite(amount):
            raise ValueError(hours)
        category = Category(str(extensions.get(CATEGORY_EXTENSION, Category.OTHER)))
    except (TypeError, ValueError, OverflowError):
        raise UnreadableStatement("学时或类别无法识别", "The hours or the category cannot be read") from None
    if not 0 < amount <= 1000 or amount % STEP:
        raise UnreadableStatement(
            f"学时{amount:g}应为0.5的倍数且大于零",
            f"{amount:g} hours: a multiple of 0.5 above zero is needed",
            hours=amount,
        )
    return Finished(
        record_id=one_form(_text(statement, "id").strip()),
        cadre_id=_text(statement, "actor", "account", "name"),
        course=_course(statement),
        category=category,
        hours=amount,
        finished_on=_day(_text(statement, "timestamp")),
        extensions=extensions,
    )


def _text(statement: Mapping[str, Any], *path: str) -> str:
    value: Any = statement
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    if not isinstance(value, str) or not value or len(value) > 2000:
        where = ".".join(path)
        raise UnreadableStatement(f"缺少“{where}”", f"{where} is missing", path=where)
    return value


def _last(address: str) -> str:
    return address.rstrip("/").rsplit("/", 1)[-1]


def _short(extensions: Any) -> dict[str, Any]:
    return {_last(str(key)): value for key, value in extensions.items()} if isinstance(extensions, Mapping) else {}


def _course(statement: Mapping[str, Any]) -> str:
    definition = statement.get("object", {}).get("definition") if isinstance(statement.get("object"), Mapping) else None
    names = definition.get("name") if isinstance(definition, Mapping) else None
    if isinstance(names, Mapping):
        for language in ("zh-CN", "zh", "en-US", "en"):
            if isinstance(names.get(language), str):
                return str(names[language])[:200]
    return _text(statement, "object", "id")[:200]


def _minutes(duration: str) -> Decimal:
    found = _DURATION.match(duration)
    if found is None or not any(found.groups()):
        raise UnreadableStatement(
            f"时长“{duration}”无法识别", f"The duration {duration} cannot be read", duration=duration
        )
    days, hours, minutes, seconds = (Decimal(part or 0) for part in found.groups())
    return days * 1440 + hours * 60 + minutes + seconds / 60


def _day(timestamp: str) -> date:
    try:
        instant = datetime.fromisoformat(timestamp)
        day = day_of(instant if instant.tzinfo else instant.replace(tzinfo=CHINA))
    except (ValueError, OverflowError):
        raise UnreadableStatement(f"时间“{timestamp}”无法识别", f"The timestamp {timestamp} cannot be read") from None
    if not EARLIEST <= day.year <= LATEST:
        zh, en = f"时间“{timestamp}”的年份须在{EARLIEST}至{LATEST}之间", f"{timestamp} is not in {EARLIEST} to {LATEST}"
        raise UnreadableStatement(zh, en)
    return day
