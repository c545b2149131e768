"""A cadre's file (干部档案信息): who they are, and append-only histories of what they have been.

What an entry of a history says is never changed or deleted. A mistake is set aside (`void`) with the person answerable
and the basis, and a right entry is appended; what ends what follows from the entries that count (model.succession).
What lists and searches need is derived from the histories as of today, and kept beside them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from servicekit.people import Status
from servicekit.results import PublishedResult
from services.registry.model import codes
from services.registry.model.authority import Authority
from services.registry.model.dates import Partial, earliest, in_force, months_between
from services.registry.vocabulary.person import EducationMode, ProfessionalLevel

MONTH = len("1980-05")
POST, RANK, LEADING, MOVE = {"promotion", "post"}, {"promotion"}, {"appointment"}, {"transfer"}
"""Which effects (supervision's words) bar a higher post, a higher rank, a leading post at all, and a transfer."""
APPOINTMENT = "appointment"
"""The use (supervision's word) of published results (联用成果) for 选拔任用."""
GRADES_TOLD = 5
"""The years of annual grades that events carry: as many as periods of management look back on, and no file."""


@dataclass
class Voided:
    """Why an entry of a history no longer counts."""

    by: str
    basis: str
    at: datetime


@dataclass
class Override:
    """A check that a named person set aside with a written basis (破格、特殊需要), and what it had found."""

    by: str
    basis: str
    findings: list[str] = field(default_factory=list)
    about: list[str] | None = None
    """The effect periods and results that were known then: one that comes later was not set aside. None: all."""


@dataclass
class Lifted:
    """Who let what was held take effect, from which day, and which rules still stood against it."""

    by: str
    basis: str
    on: Partial
    at: datetime
    findings: list[str] = field(default_factory=list)


@dataclass
class Hold:
    """Why a decision did not take effect on its day (暂缓生效): what stood against it, until a person lifts it."""

    planned: Partial
    """The day from which it was to hold."""
    rules: list[str]
    zh: str
    en: str
    at: datetime
    lifted: Lifted | None = None


@dataclass(kw_only=True)
class Entry:
    """What every entry of a history has: its number within the file, and whether it was set aside or is held."""

    entry: str = ""
    void: Voided | None = None
    held: Hold | None = None
    """Kept, and without effect as long as it is held."""
    holds: list[Hold] = field(default_factory=list)
    """The holds that were lifted."""
    came_with: str | None = None
    """The entry that brought it, and with which it is set aside: of a level the appointment, of an appointment the
    transfer, by which it was entered or whose document, day and unit it has."""
    corrects: str | None = None
    """The entry in whose place it stands, which was set aside."""
    overtaken_by: str | None = None
    """The end of the service that it gave way to: it was planned for that day or later, or held by then, and is set
    aside as long as that counts."""
    unchecked: list[str] = field(default_factory=list)
    """The rules that nobody decided on: what stood against it when it was entered afterwards (补录), and what the file
    says too little to check."""
    override: Override | None = None


@dataclass(kw_only=True)
class Education(Entry):
    """学历学位. `level` is a code of GB/T 4658-2006."""

    mode: EducationMode
    level: str
    called: str = ""
    """What it is called where the code does not say it: of a party school, which is no education of the state's."""
    degree: str | None = None
    school: str = ""
    major: str = ""
    began: Partial | None = None
    ended: Partial | None = None


@dataclass(kw_only=True)
class ProfessionalPost(Entry):
    """专业技术职务: the post that somebody was found qualified for, since when and by which document."""

    title: str
    level: ProfessionalLevel
    on: Partial
    document: str = ""


@dataclass(kw_only=True)
class Period(Entry):
    """From when until when, with the documents that began and ended it.

    `end_given`: the file gives the end (a removal, a career that was entered with it); any other end follows from what
    comes after. None in what was kept before that was told apart.
    """

    began: Partial
    began_by: str = ""
    ended: Partial | None = None
    ended_by: str = ""
    end_given: bool | None = None


@dataclass(frozen=True)
class GivenEnd:
    """The end that the file gives to an appointment."""

    on: Partial
    document: str
    reason: str


@dataclass(kw_only=True)
class Appointment(Period):
    """任职: where and as what. One that `replaces` ends the main appointment that was held before."""

    unit_id: str
    unit_ids: list[str]
    title: str
    role: str = "member"
    post_id: str | None = None
    post_level: str | None = None
    main: bool = True
    replaces: bool = False
    given: bool = False
    """Whether the file gives it as it was (a registration, a change, an import): nobody said then what it was to
    replace, so it leaves another of its own day as it is."""
    brings_level: bool = False
    """Whether the level came with it (model.succession), where the file does not say it by itself."""
    authorities: list[Authority] | None = None
    """What was said of its post's authority (管理权限); None where it was not kept yet, or has no post."""
    management: str | None = None
    """Of before: the authority that came with its post, and `management_before` the one that it replaced."""
    management_before: str | None = None
    end_reason: str = ""
    given_end: GivenEnd | None = None
    """The end that the file gives, where the service ended before it."""
    trial_until: date | None = None


@dataclass(kw_only=True)
class Span(Period):
    """A period at a post level (领导职务层次) or at a rank (职级)."""

    code: str


@dataclass(kw_only=True)
class Move(Entry):
    """调动: into which unit, on which day; it ends the appointments that were held before."""

    unit_id: str
    unit_ids: list[str]
    on: Partial
    document: str = ""


@dataclass(kw_only=True)
class Removal(Entry):
    """免职: it ends what was held before its day, of one post, of one entry, or all.

    It may stand in the file before the appointment that it ends does.
    """

    on: Partial
    document: str = ""
    reason: str = ""
    post_id: str | None = None
    of: str | None = None
    """The appointment that it names."""
    end_level: bool = False
    """Whether the post level (职务层次) ends too."""
    ends: list[str] = field(default_factory=list)
    """The appointments that it has ended, or will; derived."""


@dataclass(kw_only=True)
class Assessment(Entry):
    """考核: `grade` is excellent, competent, basically_competent, incompetent or none_given."""

    year: int
    kind: str = "annual"
    grade: str
    document: str = ""


@dataclass(kw_only=True)
class Reward(Entry):
    """奖励."""

    kind: str
    title: str
    on: Partial
    document: str = ""
    source: str | None = None
    """The honour that it was recorded for, where it was by itself."""


IN_THE_BOOK = {"serious_demerit": "major_demerit", "dismissal": "removal", "removal": "organisational_measure"}
"""Kinds that supervision's book of restrictions has under another name; all others have the same in both."""
PARTY_KINDS = frozenset(
    {"party_warning", "party_serious_warning", "party_removal", "party_probation", "party_expulsion"}
)
"""党纪处分: of members of the Party alone."""
EXPULSION = "party_expulsion"
MEMBERS, NO_PARTY = ("01", "02"), "13"
"""中共党员 and 中共预备党员, and 群众, of GB/T 4762."""
FILE_KINDS = PARTY_KINDS | {
    "warning", "demerit", "serious_demerit", "demotion", "dismissal", "admonition", "removal",
}  # fmt: skip
"""The kinds of punishments and measures that a file has."""


@dataclass(kw_only=True)
class Punishment(Entry):
    """处分、组织处理 and its effect period (影响期); `until` is the first day that is free again.

    The period that the document gives (`period_given`) is told to supervision's book; any other is the registry's own
    reckoning until the book has told what it has entered.
    """

    kind: str
    decided_on: date
    until: date
    period_given: bool = True
    document: str = ""
    last_day: date | None = None
    """The last day on which it still bars, the day before `until`; derived."""

    @property
    def told(self) -> dict[str, Any]:
        """What the book is told of it."""
        return {
            "entry": self.entry,
            "kind": IN_THE_BOOK.get(self.kind, self.kind),
            "decided_on": self.decided_on,
            "until": self.until if self.period_given else None,
        }


@dataclass(frozen=True)
class UndoneVetting:
    """A vetting for an appointment that was passed and then opened again, or concluded otherwise (联审结论已更正)."""

    id: str
    sequence: int
    passed_on: date
    undone_on: date
    state: str
    outcome: str | None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Restriction:
    """影响期 as supervision tells it. `until` is the first day that is free again, None while no end is known."""

    id: str
    effects: tuple[str, ...]
    begins: date
    until: date | None
    sequence: int
    """Of the event that told it; an older one changes nothing."""
    annulled: bool = False
    entry: str | None = None
    """The entry of this file's punishments that it comes of."""
    kind: str | None = None
    """In supervision's words; None where it was told before that was kept."""

    @property
    def known_as(self) -> str:
        """What it is by, in the file or in the book: the same before and after the book has answered."""
        return self.entry or self.id

    def bars(self, effects: Collection[str], on: date) -> bool:
        """Whether it stands, on a day, against what any of these effects is about."""
        holds = self.begins <= on and (self.until is None or on < self.until)
        return not self.annulled and not set(self.effects).isdisjoint(effects) and holds


@dataclass(kw_only=True)
class FamilyMember(Entry):
    """家庭主要成员及重要社会关系; `cadre_id` where the relative is a cadre of this roster."""

    relation: str
    name: str
    birth: Partial | None = None
    political_status: str | None = None
    work: str = ""
    cadre_id: str | None = None


@dataclass(kw_only=True)
class ResumeLine(Entry):
    """简历: one period. `basic_level` marks work at the basic level (基层工作经历).

    One that came with an appointment follows it (model.resume).
    """

    began: Partial
    ended: Partial | None = None
    text: str
    basic_level: bool = False
    end_given: bool | None = None
    """Whether a line written by hand has its own end; any other follows. None where that was not told apart yet."""


@dataclass(kw_only=True)
class UnreadLine(Entry):
    """A line of a form's cell (简历、奖惩情况、年度考核结果) that no rule reads, as it stood in a form or a table.

    Once somebody has read it, it is set aside and what it says is entered."""

    text: str
    after: Partial | None = None
    """The beginning of the period or the day of the item below which it stood; None where it stood above all."""
    cell: str = "resume"


@dataclass(kw_only=True)
class StatusChange(Entry):
    """A change of status: in service, retired, left."""

    status: Status
    on: Partial
    reason: str = ""
    document: str = ""


@dataclass(frozen=True)
class Revision:
    """A plain field of a file that was changed (变更留痕): before and after, by which document and by whom."""

    field: str
    before: str | None
    after: str | None
    document: str
    by: str
    at: datetime
    entries: int | None = None
    """How many entries the file had then; None where that was not kept."""
    override: Override | None = None
    """Who answered for it, where a rule stood against it."""


@dataclass(frozen=True)
class Acknowledged:
    """认定: that something the file says (三龄两历) was found true, on which day, by which document and by whom."""

    item: str
    on: date
    document: str
    by: str
    account: str
    at: datetime
    before: str | None = None
    after: str | None = None
    entries_before: list[str] = field(default_factory=list)
    entries: list[str] = field(default_factory=list)
    """Of a history: the entries that were acknowledged."""


@dataclass(frozen=True)
class Held:
    """What held from a day until another: the unit in which somebody served, or the authority that managed them."""

    code: str
    began: Partial
    ended: Partial | None
    unit_ids: list[str] = field(default_factory=list)
    """Of a unit: its path."""

    def on(self, day: date) -> bool:
        return in_force(self.began, self.ended, day)


@dataclass(frozen=True)
class Carried:
    """That the unit in which somebody served was merged (并入), or came to another place in the tree (调整隶属)."""

    on: Partial
    before: list[str]
    """The unit's path until then."""
    after: list[str]
    """Where they serve since: its new path, or that of the unit that took it in."""
    entries: int
    """How many entries the file had then."""
    merger: str | None = None
    """The merger that brought it, with which it is taken back."""


MOST_SET_ASIDE = 200
"""Entries set aside of which an event tells."""


@dataclass
class Cadre:
    """A cadre (干部). The identity number is kept sealed, as a blind index and masked; see model.identity."""

    id: str
    name: str
    sex: str
    birth: Partial
    ethnicity: str
    number_masked: str
    number_index: str
    number_sealed: bytes
    unit_id: str
    unit_ids: list[str]
    native_place: str = ""
    native_region: str | None = None
    birthplace: str = ""
    health: str = ""
    """健康状况, in the words of the form; shown under a right of its own."""
    specialities: str = ""
    """熟悉专业有何专长."""
    political_status: str = "13"
    """That of today: what the file was given or changed to, and of who was expelled from the Party 群众."""
    political_given: str | None = None
    """What the file was given or changed to; None in a file that was not settled since that is kept."""
    joined_party_on: Partial | None = None
    other_party: str | None = None
    """The democratic party (民主党派) that a member of the Communist Party is in besides; by GB/T 4762."""
    began_work_on: Partial | None = None
    selected_graduate_year: int | None = None
    management: str = "unit"
    """The authority (管理权限) of today: that of the post held, else what the file was given or changed to."""
    management_given: str | None = None
    """What the file was registered with."""
    retirement_category: str = "cadre"
    place: str = ""
    """Where they stand in the city's order of units and posts; derived (model.order)."""
    synthetic: bool = False
    registered_on: date | None = None
    withdrawn_on: date | None = None
    """The day on which the file was taken back as entered by mistake (误录撤销)."""
    education: list[Education] = field(default_factory=list)
    professional_posts: list[ProfessionalPost] = field(default_factory=list)
    appointments: list[Appointment] = field(default_factory=list)
    levels: list[Span] = field(default_factory=list)
    ranks: list[Span] = field(default_factory=list)
    assessments: list[Assessment] = field(default_factory=list)
    rewards: list[Reward] = field(default_factory=list)
    punishments: list[Punishment] = field(default_factory=list)
    family: list[FamilyMember] = field(default_factory=list)
    resume: list[ResumeLine] = field(default_factory=list)
    unread_lines: list[UnreadLine] = field(default_factory=list)
    statuses: list[StatusChange] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    removals: list[Removal] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    acknowledgements: list[Acknowledged] = field(default_factory=list)
    registered_in: list[str] | None = None
    """The path of the unit in which they were registered; None until the file is settled first."""
    placed_from: int = 0
    """The entry after which transfers and main appointments say in which unit they serve."""
    carried: list[Carried] = field(default_factory=list)
    """What became of the units in which they served."""
    restrictions: list[Restriction] = field(default_factory=list)
    told_punishments: list[str] | None = None
    """The entries that supervision's book was told of last; None where it was told of none yet."""
    results: list[PublishedResult] = field(default_factory=list)
    """Published results (联用成果) that name appointments; no answer tells of them."""
    undone_vettings: list[UndoneVetting] = field(default_factory=list)
    """What appointments may have rested on and do no longer; only the alert tells of it."""
    entries: int = 0
    counted: list[str] | None = None
    """The appointments that are counted in their units and posts; where that was not kept, those without an end."""
    coming: list[str] = field(default_factory=list)
    """Entries of a day that has not come, of which the event is still to be told."""
    # Derived, for lists, searches and events; `derive` keeps them.
    status: Status = Status.SERVING
    pinyin: str = ""
    sounds: str = ""
    strokes: str = ""
    initials: str = ""
    search: list[str] = field(default_factory=list)
    other_readings: list[str] = field(default_factory=list)
    read_as: int | None = None
    birth_year: int = 0
    title: str = ""
    role: str = "member"
    post_ids: list[str] = field(default_factory=list)
    in_post_since: Partial | None = None
    trial_until: date | None = None
    post_level: str | None = None
    level_since: Partial | None = None
    rank: str | None = None
    rank_since: Partial | None = None
    county_level_or_above: bool = False
    education_level: str | None = None
    full_time_level: str | None = None
    professional_post: str = ""
    """The professional post (专业技术职务) of today: the highest, and of one level the latest."""
    majors: list[str] = field(default_factory=list)
    relative_ids: list[str] = field(default_factory=list)
    expelled_on: date | None = None
    """The day of the expulsion from the Party (开除党籍); `expelled_by` is its entry here or in supervision's book."""
    expelled_by: str | None = None
    punished_until: date | None = None
    """The first day that is free again, of the effect periods that have begun."""
    punished_through: date | None = None
    """The last day on which one still bars: the day before."""
    retires_on: date | None = None
    look_on: date | None = None
    places: list[Held] | None = None
    managements: list[Held] | None = None
    """What searches as of a day read, besides the histories; None in a file that was kept before they were."""
    warnings: list[dict[str, str]] = field(default_factory=list)
    version: int = 0

    def __post_init__(self) -> None:
        if self.counted is None:
            self.counted = [one.entry for one in valid(self.appointments) if one.ended is None]

    def append(self, history: str, *entries: Entry) -> None:
        """Add entries to a history, giving each its number within the file."""
        kept: list[Entry] = getattr(self, history)
        for entry in entries:
            self.entries += 1
            entry.entry = str(self.entries)
            kept.append(entry)

    def current(self, day: date) -> list[Appointment]:
        """The appointments held on a day. The main one comes first."""
        held = [a for a in valid(self.appointments) if in_force(a.began, a.ended, day)]
        return sorted(held, key=lambda a: (not a.main, a.began))

    @property
    def standing(self) -> list[Restriction]:
        """The restrictions that count: not annulled, and not for an entry of this file that was set aside since."""
        if not self.restrictions:
            return []  # As of nearly all, who are asked for it at each of their entries.
        counting = {punishment.entry for punishment in valid(self.punishments)}
        return [one for one in self.restrictions if not one.annulled and (one.entry is None or one.entry in counting)]

    @property
    def punished(self) -> list[dict[str, Any]]:
        """The punishments that count, as supervision's book is told of them."""
        return [punishment.told for punishment in valid(self.punishments)]

    @property
    def status_entry(self) -> str | None:
        """The entry from which the present status follows; None where the file has none."""
        return said.entry if (said := self._of_status) else None

    @property
    def status_since(self) -> Partial | None:
        """From when the present status is."""
        return said.on if (said := self._of_status) else None

    @property
    def _of_status(self) -> StatusChange | None:
        saying = [one for one in valid(self.statuses) if one.status is self.status]
        return max(saying, key=by_day, default=None)

    @property
    def level_entry(self) -> str | None:
        """The entry that gives the present post level (职务层次)."""
        giving = [one for one in valid(self.levels) if (one.code, one.began) == (self.post_level, self.level_since)]
        return max(giving, key=by_day).entry if giving else None

    @property
    def set_aside(self) -> list[str]:
        """The entries of the career that were set aside (作废), in the order of that; of very many the last ones."""
        acts: list[Entry] = [
            *(*self.appointments, *self.levels, *self.ranks, *self.statuses, *self.moves, *self.removals)
        ]
        voided = [(one.void.at, int(one.entry)) for one in acts if one.void is not None]
        return [str(entry) for _, entry in sorted(voided)[-MOST_SET_ASIDE:]]

    @property
    def birth_month(self) -> str:
        """The month of birth, or the year where the file knows no more."""
        return self.birth[:MONTH]

    @property
    def work_since(self) -> str | None:
        """The month in which they began to work."""
        return self.began_work_on[:MONTH] if self.began_work_on else None

    @property
    def party_since(self) -> str | None:
        """The month in which they joined the Party; None for who was expelled from it."""
        return self.joined_party_on[:MONTH] if self.joined_party_on and self.expelled_on is None else None

    @property
    def expulsion(self) -> tuple[date, str] | None:
        """The expulsion from the Party that counts and that no later joining follows: its day, and what it is known by
        in the file or in supervision's book."""
        every = [(one.decided_on, one.entry) for one in valid(self.punishments) if one.kind == EXPULSION]
        every += [(one.begins, one.known_as) for one in self.standing if one.kind == EXPULSION]
        joined = earliest(self.joined_party_on) if self.joined_party_on else date.min
        return min((one for one in every if joined <= one[0]), default=None)

    @property
    def promoted_since(self) -> Partial | None:
        """Since when they have stood at their post level or above it: a demotion (降职) is no promotion (提任)."""
        since, before = None, None
        for span in sorted(valid(self.levels), key=by_day):
            if self.level_since is None or earliest(span.began) > earliest(self.level_since):
                break
            if codes.higher(span.code, before):
                since = span.began
            before = span.code
        return since

    @property
    def annual_grades(self) -> list[dict[str, Any]]:
        """The grades of the last annual assessments, earliest first; a year's newest entry counts."""
        return self._grades_by_year()[-GRADES_TOLD:]

    @property
    def earlier_annual_grades(self) -> list[dict[str, Any]]:
        """The grades of all years before those."""
        return self._grades_by_year()[:-GRADES_TOLD]

    def _grades_by_year(self) -> list[dict[str, Any]]:
        grades = {a.year: a.grade for a in valid(self.assessments) if a.kind == "annual"}
        return [{"year": year, "grade": grades[year]} for year in sorted(grades)]

    @property
    def basic_level_months(self) -> int:
        """Months of the periods at the basic level that have ended; they do not change any more."""
        lines = [line for line in valid(self.resume) if line.basic_level and line.ended is not None]
        return sum(max(0, months_between(line.began, earliest(line.ended or ""))) for line in lines)

    @property
    def basic_level_since(self) -> Partial | None:
        """Since when they have been working at the basic level; None where no such period is open."""
        open_ones = [line.began for line in valid(self.resume) if line.basic_level and line.ended is None]
        return min(open_ones, key=earliest, default=None)


_T = TypeVar("_T", bound=Entry)
HISTORIES: dict[str, type[Entry]] = {
    "education": Education,
    "professional_posts": ProfessionalPost,
    "appointments": Appointment,
    "levels": Span,
    "ranks": Span,
    "assessments": Assessment,
    "rewards": Reward,
    "punishments": Punishment,
    "family": FamilyMember,
    "resume": ResumeLine,
    "unread_lines": UnreadLine,
    "statuses": StatusChange,
    "moves": Move,
    "removals": Removal,
}

DECIDED = ("appointments", "levels", "ranks")
"""Histories of decisions, which may hold from a day that has not come."""


def valid(entries: Iterable[_T]) -> list[_T]:
    """The entries that count: neither set aside nor held."""
    return [entry for entry in entries if entry.void is None and entry.held is None]


def held_in(cadre: Cadre) -> list[Hold]:
    """What keeps decisions of a file from taking effect (暂缓生效)."""
    every: list[Entry] = [*cadre.appointments, *cadre.levels, *cadre.ranks, *cadre.moves]
    return [entry.held for entry in every if entry.held is not None and entry.void is None]


def span_on(spans: Iterable[Span], day: date) -> Span | None:
    """The level or rank that held on a day; the later one where two do."""
    holding = [span for span in valid(spans) if in_force(span.began, span.ended, day)]
    return max(holding, key=by_day, default=None)


_FROM_THE_TOP = list(ProfessionalLevel)


def professional_post_on(posts: Iterable[ProfessionalPost], day: date) -> ProfessionalPost | None:
    """The professional post (专业技术职务) on a day: the highest that was obtained by then, the latest of one level."""
    obtained = [post for post in valid(posts) if earliest(post.on) <= day]
    return max(obtained, key=lambda post: (-_FROM_THE_TOP.index(post.level), by_day(post)), default=None)


def by_day(entry: Entry) -> tuple[date, int]:
    """The order of entries: by their days, and of one day as they were entered."""
    return earliest(began(entry)), int(entry.entry)


def began(entry: Entry) -> Partial:
    """The day from which an entry holds, as precisely as it is known."""
    day: Partial = getattr(entry, "began", None) or getattr(entry, "on")  # noqa: B009
    return day
