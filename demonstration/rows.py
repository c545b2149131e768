"""The synthetic city in the words of the gateway's API: rows of the imports and bodies of the commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from demonstration import outside_year
from demonstration.city import PARTY_SCHOOL, SECTOR_COMMITTEES, Post, Unit, management
from demonstration.outside_year import Outside
from demonstration.people import Cadre, Step
from demonstration.policies import Policy
from demonstration.teaching import Material, OnlineRecord, Teacher, TeachingPoint, Visit
from demonstration.training_year import SESSION_HOURS, Class_, Plan, Session
from demonstration.working_calendar import CalendarYear

Row = dict[str, Any]

SECTOR_KEYS = dict(
    zip(
        SECTOR_COMMITTEES,
        ("municipal_organs", "education", "health", "united_front", "social_work", "political_legal", "state_assets"),
        strict=True,
    )
)
CATEGORIES = {"theory": "theory", "party_spirit": "party_spirit", "duty": "duty_capability"}
METHODS = {
    "case": "case_simulation",
    "scenario": "scenario_interaction",
    "simulation": "field_emulation",
    "exercise": "deduction_innovation",
    "testimony": "first_hand_demonstration",
}
THEMES = {
    "对党忠诚教育": "loyalty_education",
    "革命传统": "revolutionary_tradition",
    "民族团结": "national_unity",
    "工业建设": "industrial_spirit",
    "乡村振兴": "rural_revitalisation",
}
"""Subjects of teaching points that the platform's dictionary of themes has."""
BEGINS_AT = {"morning": "08:30", "afternoon": "14:30"}

# What the regulations on appointment (任用条例 art. 8) ask for; an office may add to it.
_COUNTY = (
    ("education_level", "31", "一般应具有大学专科以上文化程度"),
    ("work_years", "5", "应具有五年以上工龄"),
    ("basic_level_years", "2", "应具有两年以上基层工作经历"),
)
CONDITIONS = {
    "131": (*_COUNTY, ("years_at_level", "2", "由副职提任正职，应在副职岗位工作两年以上")),
    "132": (*_COUNTY, ("years_at_level", "3", "由下级正职提任上级副职，应在下级正职岗位工作三年以上")),
}

_KINDS = {
    "party_organ": "party_committee",
    "government_organ": "government",
    "mass_organ": "mass_organisation",
}
_KINDS_BY_NAME = {
    "市委": "party_committee",
    "人大": "people_congress",
    "政府": "government",
    "政协": "cppcc",
    "纪委监委": "discipline",
    "纪检": "discipline",
    "法院": "court",
    "检察院": "procuratorate",
    "总工会": "mass_organisation",
    "团委": "mass_organisation",
    "妇联": "mass_organisation",
    "党校": "institution",
    "管委会": "government",
    "办公室": "party_committee",
    "组织部": "party_committee",
    "宣传部": "party_committee",
    "统战部": "party_committee",
    "政法委": "party_committee",
    "社会工作部": "party_committee",
}


def unit_kind(row: Unit) -> str:
    """The kind of a unit by the registry's list."""
    if row.kind == "division":
        return "district" if row.parent else "city"
    if row.kind in ("leadership", "district_organ") or row.short_name in (
        "市纪委监委",
        "市中级人民法院",
        "市人民检察院",
        PARTY_SCHOOL,
    ):
        for word, kind in _KINDS_BY_NAME.items():
            if word in row.short_name:
                return kind
        return "government"
    return _KINDS.get(row.kind, row.kind)


def unit(row: Unit) -> Row:
    """A unit, named by codes."""
    return {
        "code": row.code,
        "name": row.name,
        "short_name": row.short_name,
        "kind": unit_kind(row),
        "level": row.level,
        "region": row.region,
        "parent_code": row.parent,
        "approved": {"chief": row.chiefs, "deputy": row.deputies},
        "synthetic": True,
    }


def post(row: Post) -> Row:
    """A leading post."""
    return {
        "code": row.code,
        "unit_code": row.unit,
        "title": row.title,
        "post_level": row.level,
        "role": row.role,
        "management": management(row.level, row.region),
        "established_on": row.established,
        "conditions": [
            {"kind": kind, "value": value, "text": text} for kind, value, text in CONDITIONS.get(row.level, ())
        ],
        "synthetic": True,
    }


def cadre(row: Cadre, *, without: Sequence[Step] = ()) -> Row:
    """A cadre with the whole history in one row; `without` are appointments that only the paper file has."""
    return {
        "identity_number": row.identity,
        "name": row.name,
        "sex": "1" if row.male else "2",
        "birth": row.born.isoformat(),
        "ethnicity": row.ethnicity,
        "native_place": row.native_place,
        "health": row.health,
        "specialities": row.specialities,
        "political_status": row.political_status,
        "joined_party_on": row.party_joined,
        "began_work_on": row.work_began,
        "selected_graduate_year": row.selected_graduate,
        "management": row.management,
        "unit_code": row.unit,
        "education": [
            {
                "mode": study.mode,
                "level": study.level,
                "degree": study.degree,
                "school": study.school,
                "major": study.subject,
                "ended": study.graduated,
            }
            for study in row.studies
        ],
        "professional_posts": [
            {"title": title.name, "level": title.level, "on": title.obtained, "document": "职称评审（示例）"}
            for title in row.titles
        ],
        "appointments": [
            {
                "unit_code": step.unit,
                "post_code": step.post,
                "title": step.title,
                "post_level": step.value if row.has_level(step.value) else None,
                "role": step.role,
                "began": step.begins.isoformat(),
                "began_by": step.document,
            }
            for step in row.appointments
            if step not in without
        ],
        "levels": [_span(step) for step in row.levels if row.has_level(step.value)],
        "ranks": [_span(step) for step in row.ranks],
        "resume": _resume(row),
        "assessments": [{"year": year, "grade": grade} for year, grade in row.assessments],
        "synthetic": True,
    }


def _resume(row: Cadre) -> list[Row]:
    """The resume (简历): a line for each appointment."""
    ends = [*(step.begins for step in row.appointments[1:]), None]
    return [
        {
            "began": f"{step.begins:%Y-%m}",
            **({"ended": f"{end:%Y-%m}"} if end else {}),
            "text": step.title,
            "basic_level": step.basic,
        }
        for step, end in zip(row.appointments, ends, strict=True)
    ]


def _span(step: Step) -> Row:
    span: Row = {"code": step.value, "began": step.begins.isoformat(), "began_by": step.document}
    if step.until is not None:
        span["ended"] = step.until.isoformat()
    return span


def earlier_post(row: Cadre, cadre_id: str, ids: Ids) -> Row:
    """The appointment before the present one, as the paper file has it."""
    step, following = row.appointments[-2:]
    return {
        "cadre_id": cadre_id,
        "kind": "appointment",
        "on": step.begins.isoformat(),
        "ended": following.begins.isoformat(),
        "title": step.title,
        "unit_id": ids.units[step.unit or row.unit],
        "role": step.role,
        "post_level": step.value,
        "document": step.document,
    }


def policy(row: Policy) -> Row:
    """An entry of the policies register."""
    return {
        "kind": row.kind,
        "classification": "public",
        "title": row.title,
        "number": row.number,
        "issued_on": row.issued.isoformat(),
        "issuer": row.issuer,
        "text": row.text,
        "keywords": [row.topic],
        "synthetic": True,
    }


def organiser(short_name: str, name: str, unit_id: str) -> Row:
    """An organiser of training (1+7+N); the short name says whether it is the school or a sector committee."""
    if short_name == PARTY_SCHOOL:
        tier: Row = {"tier": "party_school"}
    elif short_name in SECTOR_KEYS:
        tier = {"tier": "sector", "key": SECTOR_KEYS[short_name]}
    else:
        tier = {"tier": "unit"}
    return {"name": name, **tier, "unit_id": unit_id, "synthetic": True}


PROGRAMMES = {
    "JH02": "chief_political_capability",
    "JH03": "young_cadre_conviction",
    "JH04": "chinese_nation_community",
    "JH05": "strong_base",
}


def plan(row: Plan, organiser_id: str) -> Row:
    """A training plan."""
    body: Row = {
        "kind": "special" if row.special else "annual",
        "year": row.year,
        "title": row.name,
        "organiser_id": organiser_id,
        "synthetic": True,
    }
    if row.special:
        body["programme"] = PROGRAMMES[row.code]
    return body


def teacher(row: Teacher, cadre_ids: Mapping[int, str]) -> Row:
    """A teacher of the double-teacher system, or a leading cadre who lectures."""
    body: Row = {"code": row.code, "name": row.name, "kind": row.kind, "topics": [], "synthetic": True}
    if row.cadre is not None:
        body["cadre_id"] = cadre_ids[row.cadre]
    return body


def material(row: Material, year: int) -> Row:
    """A text book."""
    return {
        "code": row.code,
        "title": row.title,
        "kind": "case" if row.selection else "textbook",
        "published_on": f"{year - 1}-06-01",
        "synthetic": True,
    }


def selection(row: Material, year: int) -> Row:
    """The national list that took a material in; the day is an example."""
    return {"level": "national", "batch": row.selection, "on": f"{year - 1}-09-01"}


def point(row: TeachingPoint) -> Row:
    """A teaching point; its capacity is for both half days of a day."""
    return {
        "code": row.code,
        "name": row.name,
        "kind": row.kind,
        "region": row.region,
        "capacity_per_day": row.capacity * 2,
        "themes": [THEMES[row.subject]] if row.subject in THEMES else [],
        "synthetic": True,
    }


def visit(row: Visit, ids: Ids) -> Row:
    """A visit with its head count."""
    return {
        "point_code": row.point,
        "theme": row.theme,
        "on": row.day.isoformat(),
        "head_count": row.people,
        "unit_id": ids.units[row.unit],
        "synthetic": True,
    }


def online_record(row: OnlineRecord, cadre_ids: Mapping[int, str]) -> Row:
    """A finished online course."""
    return {
        "platform": row.platform,
        "record_id": row.external,
        "cadre_id": cadre_ids[row.cadre],
        "course": row.course,
        "category": "other",
        "hours": row.hours,
        "finished_on": row.finished.isoformat(),
        "synthetic": True,
    }


def outside_organiser(tier: str) -> Row:
    """Who trains outside the city."""
    key: Row = {"key": "region_branches"} if tier == outside_year.BRANCH else {}
    return {"name": outside_year.ORGANISERS[tier], "tier": tier, **key, "synthetic": True}


def outside(row: Outside, ids: Ids) -> Row:
    """A course outside the city: half of it theory, the rest party spirit and what the post asks for."""
    theory = row.hours // 2
    party_spirit = row.hours // 4
    return {
        "cadre_id": ids.cadres[row.cadre],
        "organiser_id": ids.organisers[row.organiser],
        "title": row.title,
        "begins": row.begins.isoformat(),
        "ends": row.ends.isoformat(),
        "theory": theory,
        "party_spirit": party_spirit,
        "duty": row.hours - theory - party_spirit,
        "synthetic": True,
    }


def class_(row: Class_, ids: Ids) -> Row:
    """A class with its timetable."""
    year = row.begins.year
    body: Row = {
        "code": f"{year}-{row.code}",
        "title": row.name,
        "kind": row.kind,
        "organiser_id": ids.organisers[row.organiser],
        "plan_id": ids.plans[year, row.plan],
        "begins": row.begins.isoformat(),
        "ends": row.ends.isoformat(),
        "capacity": row.capacity,
        "sessions": [_session(session, ids) for session in row.sessions],
        "synthetic": True,
    }
    if row.round is not None:
        body["round"] = row.round
    if row.kind == "online":
        body["mode"] = "online"
    return body


def _session(row: Session, ids: Ids) -> Row:
    body: Row = {
        "on": row.day.isoformat(),
        "begins_at": BEGINS_AT[row.half],
        "title": row.title,
        "category": CATEGORIES[row.category],
        "hours": SESSION_HOURS,
        "compulsory": row.compulsory,
        "methods": [METHODS[row.method]] if row.method else [],
    }
    if row.teacher:
        body["teacher_id"] = ids.teachers[row.teacher]
    if row.point:
        body["point_id"] = ids.points[row.point]
    return body


def calendar(row: CalendarYear) -> Row:
    """The working days of a year."""
    return {
        "year": row.year,
        "holidays": [day.isoformat() for day in row.holidays],
        "make_up_days": [day.isoformat() for day in row.make_up_days],
        "basis": row.basis,
    }


def retirement_when_due(on: str) -> Row:
    """A retirement on the day on which somebody comes of age."""
    return {"kind": "due", "on": on, "document": f"包组退字〔{on[:4]}〕{int(on[5:7])}号（示例）"}


def retirement(row: Cadre, year: int) -> Row:
    """A retirement at the end of the year: at the age, or asked for after thirty years of work (公务员法 art. 93)."""
    kind = "due" if row.male and row.of_age_in == year else "request"
    return {"kind": kind, "on": f"{year}-12", "document": f"包组退字〔{year}〕12号（示例）"}


class Ids:
    """The ids that the platform gave, by what the generator calls things."""

    def __init__(self) -> None:
        self.units: dict[str, str] = {}
        self.posts: dict[str, str] = {}
        self.cadres: dict[int, str] = {}
        self.points: dict[str, str] = {}
        self.teachers: dict[str, str] = {}
        self.organisers: dict[str, str] = {}
        self.plans: dict[tuple[int, str], str] = {}
        self.agencies: dict[str, str] = {}
