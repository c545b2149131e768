"""From what was sent to what is kept: a cadre with all histories, for one registration and for an import alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from servicekit.crypto import FieldCipher
from servicekit.errors import FieldError, Problem, field_error
from servicekit.people import Status
from servicekit.periods import ONE_DAY, must_not_end_before_it_begins
from servicekit.schema import instance
from servicekit.work import UnitOfWork
from services.registry.errors.cadres import IdentityNumberKnown, OutOfOrder
from services.registry.errors.posts import UnknownPost
from services.registry.errors.units import UnknownUnit
from services.registry.model import checks, identity
from services.registry.model.careers import APPENDABLE
from services.registry.model.dates import add_months, agree, earliest, latest
from services.registry.model.entering import free_again
from services.registry.model.identity import IdentityNumber
from services.registry.model.life import against_fields, must_make_sense
from services.registry.model.names import behind, compared
from services.registry.model.person import HISTORIES, MEMBERS, NO_PARTY, Appointment, Cadre, Entry, StatusChange
from services.registry.model.rules import Rules
from services.registry.model.units import Post
from services.registry.parts.common import Wish
from services.registry.schemas.cadres import RegisterCadre
from services.registry.vocabulary.person import EducationMode, ProfessionalLevel

SEALED_AS = "registry.cadres.number:"
PLAIN = tuple(
    name
    for name in instance(RegisterCadre).fields
    if name not in (*HISTORIES, "identity_number", "unit_id", "unit_code", "override")
)
"""What of a registration is kept as it is sent."""


COMPARED = frozenset(("birth", "sex", "began_work_on", "political_status", "joined_party_on"))
"""Plain fields that `discrepancies` looks at."""


@dataclass(frozen=True)
class Place:
    """A unit as far as an appointment needs it."""

    id: str
    unit_ids: list[str]
    called: str = ""
    """All that it is called, a line each, as names are compared."""

    def of_its_own(self, title: str) -> str:
        """A title without the unit's name at its beginning, whichever of its names that is."""
        said = compared(title)
        every = [one for one in self.called.split("\n") if len(one) > 1 and said.startswith(one)]
        return behind(title, max(every, key=len)) if every else title


@dataclass
class Places:
    """The units and posts that rows name, found before in one round trip each."""

    units: dict[str, Place] = field(default_factory=dict)
    """By id and by code."""
    posts: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    """By id and by code: id, unit_id, role, post_level, authorities, title, holder_ids."""

    def unit(self, id: str | None, code: str | None, pointer: str) -> Place | None:
        """The unit that is named; None where none is. Raises UnknownUnit."""
        named = id or code
        if named is None:
            return None
        if (place := self.units.get(named)) is None:
            zh, en = "没有这个单位", f"There is no such unit: {named}"
            raise UnknownUnit(zh, en, errors=[field_error(pointer, "unknown-unit", zh, en)])
        return place

    def post(self, id: str | None, code: str | None, pointer: str) -> Mapping[str, Any] | None:
        """The post that is named; None where none is. Raises UnknownPost."""
        named = id or code
        if named is None:
            return None
        if (post := self.posts.get(named)) is None:
            zh, en = "没有这个职位", f"There is no such post: {named}"
            raise UnknownPost(zh, en, errors=[field_error(pointer, "unknown-post", zh, en)])
        return post


_NOWHERE = Place("", [])


def described(post: Post) -> dict[str, Any]:
    """A post as `Places` holds it."""
    return {
        "_id": post.id,
        "unit_id": post.unit_id,
        "role": post.role.value,
        "post_level": post.post_level,
        "authorities": post.said,
        "title": post.title,
        "holder_ids": list(post.holder_ids),
    }


def build(
    work: UnitOfWork, wish: Wish, number: IdentityNumber, blind: str, places: Places, cipher: FieldCipher
) -> Cadre:
    """A cadre as the file has them.

    Raises UnknownUnit, UnknownPost, EndsBeforeItBegins, DayNotCome, OutOfOrder and Unqualified naming the field.
    """
    unit, nowhere = _unit(work, wish, places)
    try:
        cadre = _built(work, wish, number, blind, unit, places, cipher)
    except Problem as wrong:
        if nowhere is not None:
            whole = wrong.errors or [FieldError("", wrong.code, wrong.detail_zh, wrong.detail_en)]
            wrong.errors = [*nowhere.errors, *whole]
        raise
    if nowhere is not None:
        raise nowhere
    return cadre


def _unit(work: UnitOfWork, wish: Wish, places: Places) -> tuple[Place, UnknownUnit | None]:
    """The unit, or why there is none: what else is wrong is told in the same go."""
    zh, en, code = "没有这个单位", "There is no such unit", "unknown-unit"
    try:
        unit = places.unit(wish["unit_id"], wish["unit_code"], "/unit_id")
    except UnknownUnit as unknown:
        return _NOWHERE, unknown
    if unit is None:
        zh, en, code = "须指明单位", "Name a unit", "required"
    elif work.scope.allows(unit.unit_ids):
        return unit, None
    return _NOWHERE, UnknownUnit(zh, en, errors=[field_error("/unit_id", code, zh, en)])


def _built(
    work: UnitOfWork, wish: Wish, number: IdentityNumber, blind: str, unit: Place, places: Places, cipher: FieldCipher
) -> Cadre:
    id = work.new_id("cad")
    cadre = Cadre(
        id=id,
        number_masked=number.masked,
        number_index=blind,
        number_sealed=cipher.seal(number.text, SEALED_AS + id),
        unit_id=unit.id,
        unit_ids=list(unit.unit_ids),
        registered_on=work.today,
        **{name: wish[name] for name in PLAIN if name in wish},
    )
    # Who has joined the Party is a member, where nobody has said otherwise.
    cadre.political_status = cadre.political_status or (MEMBERS[0] if cadre.joined_party_on else NO_PARTY)
    must_make_sense(cadre, PLAIN, work.today, work.rules)
    began = StatusChange(status=Status.SERVING, on=wish["began_work_on"] or work.today.isoformat(), reason="registered")
    began.override = checks.settle(against_fields(cadre, PLAIN, work.rules), wish["override"], "/began_work_on")
    cadre.append("statuses", began)
    for history, entries in entries_of(wish, work.rules).items():
        cadre.append(history, *entries)
    cadre.append("appointments", *appointments_of(wish["appointments"], unit, places))
    cadre.warnings = discrepancies(cadre, number, work.rules, work.today)
    return cadre


def entries_of(wish: Mapping[str, Any], rules: Rules) -> dict[str, list[Entry]]:
    """The entries that a registration or a change adds, by history. Raises EndsBeforeItBegins naming the field."""
    return {
        history: [
            HISTORIES[history](**{**entry, **_read(history, entry, rules)})
            for entry in _ordered(wish.get(history), f"/{history}")
        ]
        for history in APPENDABLE
    }


def _read(history: str, entry: Mapping[str, Any], rules: Rules) -> dict[str, Any]:
    """What is kept of an entry in another form than it was sent in."""
    if history == "education":
        return {"mode": EducationMode(entry["mode"])}
    if history == "professional_posts":
        return {"level": ProfessionalLevel(entry["level"])}
    if history in ("levels", "ranks"):
        return {"end_given": entry["ended"] is not None}
    return _period(entry, rules) if history == "punishments" else {}


def _period(entry: Mapping[str, Any], rules: Rules) -> dict[str, Any]:
    """The end that the document gives, or the one that the rules reckon until supervision's book tells its own."""
    until, field, last = entry["until"], "until", entry["last_day"]
    if last is not None:
        if until is not None and until != last + ONE_DAY:
            zh, en = "最后一日应为解除之日的前一日", "The last day is the one before `until`"
            wrong = [field_error("/punishments/last_day", "out-of-order", zh, en)]
            raise OutOfOrder(zh, en, errors=wrong)
        until, field = last + ONE_DAY, "last_day"
    if until is not None:
        if until < entry["decided_on"]:
            must_not_end_before_it_begins(entry["decided_on"], until, f"/punishments/{field}")
        return {"until": until, "period_given": True}
    return {"until": free_again(entry["kind"], entry["decided_on"], rules), "period_given": False}


def _ordered(entries: list[Wish] | None, pointer: str) -> list[Wish]:
    for place, entry in enumerate(entries or ()):
        began, ended = entry.get("began"), entry.get("ended")
        if ended is not None and began is not None and ended < began:
            must_not_end_before_it_begins(earliest(began), earliest(ended), f"{pointer}/{place}/ended")
    return entries or []


def appointments_of(entries: list[Wish], home: Place, places: Places) -> list[Appointment]:
    """Appointments as the file has them; a main one ends the main one held before it that has no end.

    Raises UnknownUnit, UnknownPost and EndsBeforeItBegins naming the field.
    """
    made = []
    for place, entry in enumerate(_ordered(entries, "/appointments")):
        pointer = f"/appointments/{place}"
        post = places.post(entry["post_id"], entry["post_code"], pointer + "/post_id")
        unit = places.unit(entry["unit_id"], entry["unit_code"], pointer + "/unit_id")
        if unit is None:
            unit = places.units[post["unit_id"]] if post else home
        kept = {name: value for name, value in entry.items() if name not in ("unit_code", "post_code")}
        kept |= {"unit_id": unit.id, "unit_ids": list(unit.unit_ids), "post_id": None}
        kept |= {"end_given": entry["ended"] is not None, "given": True, "replaces": entry["main"]}
        if post:
            level = entry["post_level"] or post["post_level"]
            kept |= {"post_id": post["_id"], "role": post["role"], "post_level": level}
            kept |= {"authorities": list(post["authorities"])}
        made.append(Appointment(**kept))
    return made


def discrepancies(cadre: Cadre, number: IdentityNumber, rules: Rules, today: date) -> list[dict[str, str]]:
    """Where the file and the identity number disagree, and where what it says is hardly so (三龄两历): to be looked at,
    never overwritten."""
    found = []
    oldest = int(rules["registry.oldest_age"].value)
    if add_months(latest(cadre.birth), oldest * 12) < today:
        found.append(
            {
                "code": "registry.oldest_age",
                "zh": f"已年过{oldest}周岁，请核对出生年月（{rules['registry.oldest_age'].cited}）",
                "en": f"Older than {oldest}: look at the birth again [{rules['registry.oldest_age'].cited}]",
            }
        )
    age = int(rules["registry.work_age"].value)
    if cadre.began_work_on and latest(cadre.began_work_on) < add_months(earliest(cadre.birth), age * 12):
        found.append(
            {
                "code": "registry.work_age",
                "zh": f"参加工作时未满{age}周岁，以档案认定为准（{rules['registry.work_age'].cited}）",
                "en": f"Younger than {age} when they began to work [{rules['registry.work_age'].cited}]",
            }
        )
    if cadre.joined_party_on and cadre.political_status not in MEMBERS and cadre.expulsion is None:
        found.append(
            {
                "code": "party-differs",
                "zh": "填有入党时间，而政治面貌不是中共党员，请核对",
                "en": "A day of joining the Party is given, and the political status is no member's",
            }
        )
    if not agree(cadre.birth, number.birth):
        found.append(
            {
                "code": "birth-differs",
                "zh": "档案出生年月与公民身份号码不一致，以档案认定为准",
                "en": "The birth on file differs from the number's",
            }
        )
    if cadre.sex != number.sex:
        found.append(
            {"code": "sex-differs", "zh": "性别与公民身份号码不一致", "en": "The sex on file differs from the number's"}
        )
    return found


def read_number(text: str, cipher: FieldCipher, today: date) -> tuple[IdentityNumber, str]:
    """The number and its blind index. Raises BadIdentityNumber."""
    number = identity.read(text, today=today)
    return number, cipher.blind(number.text)


def repeated_number() -> IdentityNumberKnown:
    """The refusal of a number that an earlier row of the same file has."""
    zh, en = "该公民身份号码与本文件前面的一行相同", "An earlier row of this file has this identity number"
    return IdentityNumberKnown(zh, en, errors=[field_error("/identity_number", "identity-number-known", zh, en)])


def known_number(pointer: str = "/identity_number") -> IdentityNumberKnown:
    """The refusal of a number that is in the roster already."""
    zh, en = "该公民身份号码已在名册中", "A cadre with this identity number is in the roster already"
    return IdentityNumberKnown(zh, en, errors=[field_error(pointer, "identity-number-known", zh, en)])
