"""Secondments (挂职、跟岗、到一线): out to other cities, in from them, and within the city."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from servicekit.errors import field_error
from servicekit.lifecycle import Mark
from services.talentpool.errors.secondments import BadPeriod, NotSuchPlace
from services.talentpool.vocabulary.secondments import LIFE, LIVE, Direction, Kind, Side, State, Step

CITY_REGION = "150200"
"""Baotou (GB/T 2260)."""


DAYS_TAKEN = "days_taken"
"""Why one whose end was set aside does not go on: its days are taken meanwhile."""
# fmt: on


@dataclass
class Extension:
    """A later last day, by whom and why."""

    at: datetime
    by: str
    basis: str
    before: date
    ends: date


@dataclass
class Report:
    """What the seconded cadre reports (工作小结)."""

    on: date
    by: str
    text: str
    classification: str


@dataclass
class Evaluation:
    """What one side finds at the end or on the way; the newest of a side counts, the earlier stay."""

    side: Side
    on: date
    by: str
    evaluated_by: str
    grade: str
    text: str
    classification: str


@dataclass
class Decision:
    """What a named person decided about a restriction during the secondment."""

    at: datetime
    by: str
    decided_by: str
    go_on: bool
    basis: str


@dataclass
class Resumption:
    """That an early end was a mistake (更正): by whom, on what basis, and what had been entered of that end."""

    at: datetime
    by: str
    decided_by: str
    basis: str
    ended_on: date | None
    ended_by: str | None
    end_reason: str | None


@dataclass
class Secondment:
    """Somebody at another place for a time. A guest from outside the roster has a code and no cadre."""

    id: str
    kind: Kind
    direction: Direction
    cadre_id: str | None
    guest_code: str | None
    unit_ids: list[str]
    """The cadre's unit and all above it; of a guest, the host's."""
    host_unit_id: str | None
    host: str | None
    """The place outside (dictionary talentpool.hosts): where a cadre goes to, or a guest comes from."""
    region: str
    """Of that place (GB/T 2260); the city's own within it."""
    begins: date
    ends: date
    basis: str
    host_unit_ids: list[str] = field(default_factory=list)
    seen_by: list[str] = field(default_factory=list)
    """Units whose officers may see it: the home's and the host's."""
    duty: str | None = None
    mentor_id: str | None = None
    host_mentor: str | None = None
    """A mentor at an outside host, who is in no roster."""
    lost_mentor: str | None = None
    lost_mentor_by: str | None = None
    """The mentor who has left, by that entry of their file; nobody was named since."""
    programme_id: str | None = None
    state: State = State.PLANNED
    restricted: bool = False
    decisions: list[Decision] = field(default_factory=list)
    undecided: bool = False
    """An effect period falls into its days, or a result stops it, and nobody has decided yet what follows."""
    extensions: list[Extension] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    report_due_on: date | None = None
    reports_missed: int = 0
    evaluations: list[Evaluation] = field(default_factory=list)
    ended_on: date | None = None
    ended_by: str | None = None
    end_reason: str | None = None
    resumptions: list[Resumption] = field(default_factory=list)
    """Early ends that were mistakes."""
    left_by: str | None = None
    """The entry of the cadre's file because of which it has ended; `report_due_before` is when a report was due."""
    report_due_before: date | None = None
    roster_sequence: int = -1
    """Of the newest word of the roster about the cadre since it was planned."""
    synthetic: bool = False
    version: int = 0

    @property
    def person(self) -> str:
        """The id of the person's engagement."""
        return self.cadre_id or f"guest.{self.guest_code}"


def check_place(direction: Direction, cadre: bool, guest: bool, host_unit: bool, host: bool) -> None:
    """Raises NotSuchPlace, which says what goes with the direction.

    Out: a cadre to an outside host. In: a guest (or a cadre already in the roster) from an outside place to a unit.
    Within: a cadre to a unit.
    """
    if cadre == guest:
        zh, en = "应在干部与外来人员编号中择一填写", "Give either the cadre or the code of a guest"
        raise NotSuchPlace(zh, en, errors=[field_error("/cadre_id", "one-of", zh, en)])
    wrong: tuple[str, str, str] | None = None
    if guest and direction is not Direction.IN:
        wrong = ("/guest_code", "外来人员只能是派入", "A guest comes in")
    elif direction is Direction.OUT and (host_unit or not host):
        wrong = (
            "/host",
            "派出应填写外部接收地，不填本市接收单位",
            "Going out names an outside host and no unit of the city",
        )
    elif direction is Direction.IN and not (host_unit and host):
        wrong = ("/host_unit_id", "派入应填写来源地和本市接收单位", "Coming in names where from, and the host unit")
    elif direction is Direction.WITHIN and (host or not host_unit):
        wrong = ("/host_unit_id", "市内安排应填写接收单位，不填外部接收地", "Within the city names the host unit only")
    if wrong is not None:
        pointer, zh, en = wrong
        raise NotSuchPlace(zh, en, errors=[field_error(pointer, "place", zh, en)])


def later(day: date, months: int) -> date:
    """The same day so many months later; the month's last day where there is no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(day.year + years, month + 1, last)
        except ValueError:
            continue
    return date(day.year + years, month + 1, min(day.day, 28))


def must_not_last_longer(begins: date, ends: date, months: int, cited: str) -> None:
    """Raises BadPeriod where it would last longer than the rule allows."""
    latest = later(begins, months) - timedelta(days=1)
    if ends > latest:
        zh = f"一次不超过 {months} 个月，最迟到 {latest.isoformat()}（{cited}）"
        en = f"At most {months} months, until {latest.isoformat()}"
        wrong = [field_error("/ends", "bad-period", zh, en)]
        raise BadPeriod(zh, en, errors=wrong, latest=latest.isoformat(), rule=cited)


def extend(secondment: Secondment, ends: date, months: int, cited: str, extension: Extension) -> None:
    """A later last day. Raises NotNow and BadPeriod."""
    LIFE.must(secondment, Step.EXTEND)
    if ends <= secondment.ends:
        zh, en = f"应晚于 {secondment.ends.isoformat()}", f"It must be later than {secondment.ends.isoformat()}"
        raise BadPeriod(zh, en, errors=[field_error("/ends", "not-later", zh, en)])
    must_not_last_longer(secondment.begins, ends, months, cited)
    secondment.extensions.append(extension)
    secondment.ends = ends


def end(secondment: Secondment, step: Step, on: date, by: str, reason: str) -> None:
    """Cancelled, completed or ended early, on a day and by whom. Raises NotNow."""
    LIFE.move(secondment, step)
    secondment.ended_on, secondment.ended_by, secondment.end_reason = on, by, reason
    secondment.report_due_on, secondment.undecided = None, False


def resume(secondment: Secondment, mark: Mark, decided_by: str, basis: str) -> None:
    """Let one that was ended early by mistake go on; what was entered of its end is kept. Raises NotNow.

    A restriction that holds is to be decided about anew.
    """
    LIFE.move(secondment, Step.RESUME)
    ended = (secondment.ended_on, secondment.ended_by, secondment.end_reason)
    secondment.resumptions.append(Resumption(mark.at, mark.by, decided_by, basis, *ended))
    secondment.ended_on = secondment.ended_by = secondment.end_reason = secondment.left_by = None
    secondment.restricted = secondment.undecided = False


def go_on(secondment: Secondment) -> None:
    """That the cadre has retired or left was set aside: it runs, or is planned, as before. Raises NotNow."""
    LIFE.move(secondment, Step.GO_ON if secondment.state is State.ENDED_EARLY else Step.PLAN_AGAIN)
    secondment.ended_on = secondment.ended_by = secondment.end_reason = secondment.left_by = None
    secondment.report_due_on, secondment.report_due_before = secondment.report_due_before, None


def days_ahead(secondment: Secondment, today: date) -> tuple[date, date]:
    """The days of a secondment that can still be changed: all of one that is planned, the rest of one that runs."""
    first = secondment.begins if secondment.state is State.PLANNED else max(secondment.begins, today)
    return first, max(first, secondment.ends)


def restrict(secondment: Secondment, barred: bool) -> bool:
    """Whether supervision's word changes what is shown of an open secondment. It never ends one by itself."""
    if secondment.state not in LIVE or secondment.restricted == barred:
        return False
    secondment.restricted = secondment.undecided = barred
    return True


def may_begin(secondment: Secondment, today: date) -> bool:
    """Whether a planned secondment begins now."""
    return LIFE.may(secondment, Step.BEGIN) and secondment.begins <= today and not secondment.undecided


def next_report(secondment: Secondment, since: date, months: int) -> date | None:
    """When the next report is due after `since`; none where the secondment is over before."""
    due = later(since, months)
    return due if due <= secondment.ends else None


def last_report(secondment: Secondment, today: date, months: int) -> date:
    """From when on the next report is counted, as if those that fell due before today had been missed by nobody."""
    since = max([secondment.begins, *(one.on for one in secondment.reports)])
    while (due := later(since, months)) < today:
        since = due
    return since


@dataclass
class Balance:
    """How many went out to a region and came in from it."""

    region: str
    out: dict[str, int] = field(default_factory=dict)
    coming: dict[str, int] = field(default_factory=dict)

    @property
    def difference(self) -> int:
        """Out less in, of those that were not cancelled."""
        return _lasting(self.out) - _lasting(self.coming)


def balance(region: str, counts: Iterable[tuple[Direction, State, int]]) -> Balance:
    """The two directions side by side, by state."""
    made = Balance(region)
    for direction, state, number in counts:
        if direction is not Direction.WITHIN:
            side = made.out if direction is Direction.OUT else made.coming
            side[state.value] = side.get(state.value, 0) + number
    return made


def _lasting(by_state: dict[str, int]) -> int:
    return sum(number for state, number in by_state.items() if state != State.CANCELLED)
