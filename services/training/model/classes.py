"""Classes (班次): what is taught, when, by whom, and when a class may be published."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from servicekit.chinese import percent
from servicekit.errors import FieldError, InvalidFields, field_error
from servicekit.periods import must_have_come, must_not_end_before_it_begins
from servicekit.revisions import Revision, change
from servicekit.rules import Rule
from services.training.errors.classes import (
    BelowTheoryShare,
    NoCompulsoryFirstCourse,
    NoSessions,
    SessionOutsideClass,
    TeacherBusy,
    UnknownSession,
    UnknownTeacher,
)
from services.training.model.hours import Hours, must_fit, reaches, share_text, sum_of, to_add, to_convert
from services.training.model.resources import Teacher
from services.training.vocabulary.classes import LIFE, Kind, Method, State, Step
from services.training.vocabulary.hours import Category, Mode
from services.training.vocabulary.resources import TeacherKind, Tier

# fmt: on


@dataclass
class Session:
    """One session (课程) of a class. `hours` is in 学时, in steps of a half."""

    id: str
    on: date
    title: str
    category: Category
    hours: float
    compulsory: bool = False
    """The course on the thought that every main class opens with (首课主课必修课)."""
    begins_at: str | None = None
    methods: list[Method] = field(default_factory=list)
    teacher_id: str | None = None
    teacher_kind: TeacherKind | None = None
    place: str | None = None
    material_id: str | None = None
    point_id: str | None = None
    overlap_reason: str | None = None
    """Why its teacher may teach elsewhere at the same hour."""


@dataclass
class TeacherDay:
    """The guard of one teacher's day: whoever plans a lesson on it takes it, so that no two do so at once."""

    id: str
    version: int = 0


def teacher_day_id(teacher_id: str, day: date) -> str:
    """One guard per teacher and day."""
    return f"{teacher_id}.{day.isoformat()}"


@dataclass
class Audience:
    """For whom a class is meant (培训对象); empty lists mean everybody."""

    post_levels: list[str] = field(default_factory=list)
    unit_ids: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)


@dataclass
class Advice:
    """Advice given with a step that was allowed (提示)."""

    code: str
    zh: str
    en: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass
class TrainingClass:
    """A training class (班次). Counters (`enrolled`, `waiting`, `certificates`) guard its capacity."""

    id: str
    code: str
    title: str
    kind: Kind
    organiser_id: str
    organiser_tier: Tier
    begins: date
    ends: date
    term: str
    capacity: int
    waiting_places: int = 0
    round: int | None = None
    plan_id: str | None = None
    place: str | None = None
    mode: Mode = Mode.OFF_JOB
    make_up_of: str | None = None
    audience: Audience = field(default_factory=Audience)
    sessions: list[Session] = field(default_factory=list)
    state: State = State.DRAFT
    hours: Hours = field(default_factory=Hours)
    total_hours: float = 0
    theory_party_share: str | None = None
    leader_hours: float = 0
    enrolled: int = 0
    waiting: int = 0
    waiting_numbers: int = 0
    numbers: int = 0
    completed: int = 0
    certificates: int = 0
    published_at: datetime | None = None
    completed_on: date | None = None
    reason: str | None = None
    warnings: list[Advice] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    """How it was put right after its publication, first to last."""
    synthetic: bool = False
    version: int = 0

    def session(self, session_id: str) -> Session | None:
        """The session with this id, if it has one."""
        return next((session for session in self.sessions if session.id == session_id), None)

    @property
    def free(self) -> int:
        """Places left."""
        return max(0, self.capacity - self.enrolled)


TAKEN_OVER = ("organiser_id", "organiser_tier", "plan_id", "mode", "audience", "synthetic")
"""What a make-up class (补课班) has from the class that was missed."""


def term_of(day: date, starts: Sequence[str]) -> str:
    """The term (学期) of a day. `starts` is rule training.term_starts: "MM-DD name", in the order of the year.

    A day before the first start of the year belongs to the last term of the year before.
    """
    passed = [name for start, _, name in (entry.partition(" ") for entry in starts) if start <= day.strftime("%m-%d")]
    if passed:
        return f"{day.year}-{passed[-1]}"
    return f"{day.year - 1}-{starts[-1].partition(' ')[2]}"


def set_sessions(class_: TrainingClass, sessions: Sequence[Session], teachers: Mapping[str, Teacher]) -> None:
    """Give a draft its timetable (课程表) in order of time, and count its hours.

    Raises EndsBeforeItBegins, and SessionOutsideClass and UnknownTeacher, each naming the session.
    """
    LIFE.must(class_, Step.CHANGE)
    must_not_end_before_it_begins(class_.begins, class_.ends, "/ends")
    unknown: list[FieldError] = []
    for at, session in enumerate(sessions):
        if session.teacher_id is not None and session.teacher_id not in teachers:
            unknown.append(
                field_error(f"/sessions/{at}/teacher_id", "unknown-teacher", "教师不存在", "no such teacher")
            )
    _must_be_within(class_, sessions)
    if unknown:
        raise UnknownTeacher(errors=unknown)
    for session in sessions:
        session.teacher_kind = teachers[session.teacher_id].kind if session.teacher_id else None
    _put_in_order(class_, sessions)


def must_fit_the_days(class_: TrainingClass, sessions: Sequence[Session], a_day: Rule) -> None:
    """Raises TooManyHours for a day whose sessions have more hours than it holds (rule training.hours_per_day); what is
    studied online is of no single day."""
    if class_.mode is Mode.ONLINE:
        return
    by_day: dict[date, float] = {}
    for at, session in enumerate(sessions):
        by_day[session.on] = by_day.get(session.on, 0) + session.hours
        must_fit(by_day[session.on], 1, a_day, f"/sessions/{at}/hours")


def must_not_teach_elsewhere(
    class_: TrainingClass,
    sessions: Sequence[Session],
    asked: Collection[str],
    others: Iterable[TrainingClass],
    minutes_per_hour: int,
) -> None:
    """Refuse a teacher who teaches at two places at one time (同一时间两处授课), in this class or one of `others`.

    `asked` are the ids of the sessions that are looked at. One with a reason passes, and so does one without a time of
    day. An hour (学时) has so many minutes (rule training.minutes_per_hour), breaks not counted. Raises TeacherBusy,
    naming each session with the class and the hours that its teacher is taken.
    """
    known = [*((class_, one) for one in sessions), *((other, one) for other in others for one in other.sessions)]
    taught: dict[tuple[str | None, date], list[tuple[TrainingClass, Session]]] = {}
    for held_in, one in known:
        taught.setdefault((one.teacher_id, one.on), []).append((held_in, one))
    errors, clashes = [], []
    for at, session in enumerate(sessions):
        if session.id not in asked or session.teacher_id is None or session.overlap_reason is not None:
            continue
        for held_in, one in taught[session.teacher_id, session.on]:
            if one.id != session.id and (hours := _common_hours(session, one, minutes_per_hour)):
                zh = f"该教师{one.on.isoformat()}（{hours}）已在班次“{held_in.title}”讲授“{one.title}”"
                en = f"The teacher gives another lesson on {one.on.isoformat()}, {hours} (class {held_in.code})"
                errors.append(field_error(f"/sessions/{at}/teacher_id", "teacher-busy", zh, en))
                clashes.append(
                    {
                        "class_id": held_in.id,
                        "class_code": held_in.code,
                        "session_id": one.id,
                        "on": one.on.isoformat(),
                        "hours": hours,
                    }
                )
    if errors:
        raise TeacherBusy(errors[0].zh, errors[0].en, errors=errors, clashes=clashes)


def _common_hours(one: Session, two: Session, minutes_per_hour: int) -> str | None:
    """When `two` is held, as HH:MM—HH:MM, where that meets `one`."""
    if one.begins_at is None or two.begins_at is None:
        return None
    (begins, ends), (others_begin, others_end) = (_minutes_of(each, minutes_per_hour) for each in (one, two))
    if begins >= others_end or others_begin >= ends:
        return None
    return f"{two.begins_at}—{others_end // 60:02d}:{others_end % 60:02d}"


def _minutes_of(session: Session, minutes_per_hour: int) -> tuple[int, int]:
    hour, minute = map(int, str(session.begins_at).split(":"))
    begins = hour * 60 + minute
    return begins, begins + round(session.hours * minutes_per_hour)


def days_taught(sessions: Iterable[Session]) -> Iterator[tuple[str, date]]:
    """Which teachers give one of these sessions at a time of day that is known, and on which days."""
    for session in sessions:
        if session.teacher_id is not None and session.begins_at is not None:
            yield session.teacher_id, session.on


def _must_be_within(class_: TrainingClass, sessions: Sequence[Session]) -> None:
    outside = [
        field_error(f"/sessions/{at}/on", "outside-class", "不在班次起止日期内", "outside the class")
        for at, session in enumerate(sessions)
        if not class_.begins <= session.on <= class_.ends
    ]
    if outside:
        raise SessionOutsideClass(errors=outside, begins=class_.begins.isoformat(), ends=class_.ends.isoformat())


def _put_in_order(class_: TrainingClass, sessions: Sequence[Session]) -> None:
    class_.sessions = sorted(sessions, key=lambda session: (session.on, session.begins_at or ""))
    recount(class_)


def recount(class_: TrainingClass) -> None:
    """Bring the class's sums into line with its sessions."""
    class_.hours = sum_of(class_.sessions)
    class_.total_hours = class_.hours.total
    class_.theory_party_share = class_.hours.theory_party_share
    class_.leader_hours = sum(
        session.hours for session in class_.sessions if session.teacher_kind is TeacherKind.LEADING_CADRE
    )


def replace_teacher(
    class_: TrainingClass, session_id: str, teacher: Teacher, overlap_reason: str | None = None
) -> Session:
    """Let another teacher give a session of a class that is not over yet (更换教师)."""
    LIFE.must(class_, Step.REPLACE_TEACHER)
    session = class_.session(session_id)
    if session is None:
        raise NoSessions("班次没有此课程", "The class has no such session", session_id=session_id)
    session.teacher_id, session.teacher_kind = teacher.id, teacher.kind
    session.overlap_reason = overlap_reason
    recount(class_)
    return session


@dataclass(frozen=True)
class Main:
    """What a main class must have: `share` of its hours (rule training.theory_party_share), and its first course."""

    share: Decimal
    article: str
    course_article: str


def publish(class_: TrainingClass, at: datetime, main: Main) -> None:
    """Publish a class (发布班次).

    A main class needs its share of theory and party spirit, and the compulsory theory course as its first session.
    Raises NoSessions, BelowTheoryShare (with the ratio, the hours that
    are missing and the sessions that count) or NoCompulsoryFirstCourse; when both fail, the first names both.
    """
    after = LIFE.must(class_, Step.PUBLISH)
    if not class_.sessions:
        raise NoSessions("班次没有课程，不能发布", "A class without sessions cannot be published")
    if class_.kind is Kind.MAIN:
        _check_main(class_, main)
    class_.state, class_.published_at = after, at


def correct(
    class_: TrainingClass,
    changes: Mapping[str, Any],
    of_sessions: Sequence[tuple[str, Mapping[str, Any]]],
    main: Main,
    revision: Revision,
) -> set[str]:
    """Put a published class right (更正): what changed, by field, `sessions` for any of those; nothing if all was so.

    The old values go into `revision`, which is kept. What was checked at the publication holds still. Raises
    NotInThisState, UnknownSession, EndsBeforeItBegins, SessionOutsideClass, InvalidFields where fewer places are left
    than people have, BelowTheoryShare and NoCompulsoryFirstCourse.
    """
    LIFE.must(class_, Step.CORRECT)
    changed = change(class_, changes, "", revision)
    for session_id, values in of_sessions:
        session = class_.session(session_id)
        if session is None:
            raise UnknownSession("班次没有此课程", "The class has no such session", session_ids=[session_id])
        if change(session, values, f"sessions/{session_id}/", revision):
            changed.add("sessions")
    if class_.capacity < class_.enrolled:
        zh, en = f"名额不得少于在班人数{class_.enrolled}", f"{class_.enrolled} people have a place already"
        raise InvalidFields(zh, en, errors=[field_error("/capacity", "below-enrolled", zh, en)])
    must_not_end_before_it_begins(class_.begins, class_.ends, "/ends")
    if class_.completed_on is not None:
        must_not_end_before_it_begins(class_.begins, class_.completed_on, "/completed_on")
    _must_be_within(class_, class_.sessions)
    _put_in_order(class_, class_.sessions)
    if class_.kind is Kind.MAIN:
        _check_main(class_, main)
    if changed:
        class_.revisions.append(revision)
    return changed


def start(class_: TrainingClass, today: date) -> None:
    """Begin a class (开班). Raises NotInThisState, and DayNotCome before its first day."""
    LIFE.must(class_, Step.START)
    must_have_come(class_.begins, today, "/begins")
    LIFE.move(class_, Step.START)


def _check_main(class_: TrainingClass, main: Main) -> None:
    share, article, course_article = main.share, main.article, main.course_article
    errors: list[FieldError] = []
    first = class_.sessions[0]
    if not (first.compulsory and first.category is Category.THEORY):
        errors.append(
            field_error(
                "/sessions/0",
                "first-course",
                "首课应为必修理论课",
                "the first session must be the compulsory theory course",
            )
        )
    part, whole = class_.hours.theory_and_party_spirit, class_.total_hours
    if not reaches(part, whole, share):
        missing, add = to_convert(part, whole, share), to_add(part, whole, share)
        errors.insert(
            0, field_error("/sessions", "theory-party-share", f"缺少{missing:g}学时", f"{missing:g} hours missing")
        )
        raise BelowTheoryShare(
            f"理论教育和党性教育{part:g}学时，占总学时{whole:g}的{percent(class_.theory_party_share)}，低于{percent(share)}：应有{missing:g}学时改为"
            f"此两类，或增加此两类{add:g}学时（{article}）",
            f"Theory and party spirit are {part:g} of {whole:g} hours ({percent(class_.theory_party_share)}), "
            f"below {percent(share)}: turn {missing:g} hours into them, or add {add:g} hours of them ({article})",
            errors=errors,
            share=class_.theory_party_share,
            required_share=str(share),
            missing_hours=missing,
            hours_to_add=add,
            total_hours=whole,
            counted_hours=part,
            counted_sessions=[
                _counted(s) for s in class_.sessions if s.category in (Category.THEORY, Category.PARTY_SPIRIT)
            ],
            first_course_missing=len(errors) > 1,
            article=article,
        )
    if errors:
        raise NoCompulsoryFirstCourse(
            f"第一节课“{first.title}”不是必修理论课（{course_article}）",
            f"The first session ({first.id}) is not the compulsory theory course ({course_article})",
            errors=errors,
            session_id=first.id,
            category=first.category.value,
            compulsory=first.compulsory,
            article=course_article,
        )


def _counted(session: Session) -> dict[str, Any]:
    return {
        "session_id": session.id,
        "title": session.title,
        "category": session.category.value,
        "hours": session.hours,
    }


@dataclass(frozen=True)
class LeaderShare:
    """How much of a term's main-class hours leading cadres teach at the party school (领导干部上讲台)."""

    term: str
    classes: int
    total_hours: float
    leader_hours: float
    required_share: str
    reached: bool
    missing_hours: float
    article: str
    share: str | None


def leader_share(
    term: str, classes: int, total: float, by_leaders: float, *, share: Decimal, article: str
) -> LeaderShare:
    """Judge a term by rule training.leader_share. The term is judged as a whole, so one class is only warned about."""
    return LeaderShare(
        term=term,
        classes=classes,
        total_hours=total,
        leader_hours=by_leaders,
        required_share=str(share),
        reached=reaches(by_leaders, total, share),
        missing_hours=to_convert(by_leaders, total, share),
        article=article,
        share=share_text(by_leaders, total),
    )


def warn_of_leader_share(class_: TrainingClass, others: Iterable[LeaderShare]) -> None:
    """Add a warning to a class whose term stays below the share even with it."""
    for term in others:
        if not term.reached:
            class_.warnings.append(
                Advice(
                    "training/leader-share",
                    f"{term.term}学期主体班次领导干部授课占{percent(term.share)}，低于{percent(term.required_share)}，"
                    f"尚缺{term.missing_hours:g}学时（{term.article}）",
                    f"Leading cadres teach {percent(term.share)} of the main-class hours of {term.term}, "
                    f"below {percent(term.required_share)}; {term.missing_hours:g} hours are missing ({term.article})",
                    {"term": term.term, "share": term.share, "missing_hours": term.missing_hours},
                )
            )
