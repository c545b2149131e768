"""Evidence that events bring (研判素材)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from servicekit import queries
from servicekit.calls import command, on, query
from servicekit.clock import day_of
from servicekit.events import Received
from servicekit.results import IN_FORCE, WITHDRAWN, told, weighing
from servicekit.roster import PEOPLE, SERVING, newest
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.appraisal.errors.evidence import EvidenceNotCounting, NotExcludable, NotTolerated
from services.appraisal.model import evidence as model
from services.appraisal.model.evidence import Evidence, Subject, subject_key
from services.appraisal.operations import evidence as operations
from services.appraisal.schemas import evidence as schemas
from services.appraisal.store.evidence import EVIDENCE, SUBJECTS
from services.appraisal.vocabulary.evidence import SubjectKind

LEADERS = ("chief", "deputy")
ONE = Decimal(1)
RESULT_USE = "appraisal"
YEARS_TOLD = 5
"""Of how many annual assessments the registry's older events tell the grades at most."""
RESTRICTION_VALUES = {"in_force": ONE, "ended": ONE, "annulled": None}
"""What a restriction counts by its state; one that has not begun is no evidence yet."""


def hold_subjects(work: UnitOfWork, kind: str, ids: Iterable[str]) -> dict[str, Subject]:
    """The subjects of these cadres or teams, by their id, in one round trip; who is new is added, and each is saved.

    News of somebody who has retired meanwhile is kept, and they have no index.
    """
    wanted = {subject_key(kind, id): id for id in ids}
    found = work.load_many(SUBJECTS, wanted)
    new = {key: id for key, id in wanted.items() if key not in found}
    people = work.load_many(PEOPLE, new.values()) if new and kind == SubjectKind.CADRE else {}
    for key, id in new.items():
        subject = Subject(key, SubjectKind(kind), id)
        if person := people.get(id):
            subject.unit_ids, subject.active = person.unit_ids, person.serving
        found[key] = work.add(SUBJECTS, subject)
    return {id: work.save(SUBJECTS, found[key]) for key, id in wanted.items()}


def add_evidence(
    work: UnitOfWork,
    *,
    source: str,
    reference: str,
    subject_kind: Literal["cadre", "team"],
    subject_id: str,
    unit_ids: list[str],
    value: Decimal | None,
    happened_on: date,
    synthetic: bool,
    dimension: str | None = None,
    sequence: int = 0,
    excluded_by: str | None = None,
    basis: str | None = None,
    decided_by: str | None = None,
    last_on: date | None = None,
) -> Evidence:
    """Keep a piece of evidence, and say that the subject's index is behind.

    It takes the place of an earlier piece with the same source, reference and dimension; without a value it takes that
    out of counting. Who adds for many subjects calls `hold_subjects` for all of them first.
    """
    subject = hold_subjects(work, subject_kind, [subject_id])[subject_id]
    subject.rows += 1
    subject.known_at = max(subject.known_at or work.now, work.now)
    subject.dirty = True
    subject.unit_ids = subject.unit_ids or unit_ids
    subject.synthetic = subject.synthetic or synthetic
    row = Evidence(
        id=work.new_id("evd"),
        source=source,
        reference=reference,
        subject_kind=subject.kind,
        subject_id=subject_id,
        unit_ids=unit_ids,
        value=value,
        happened_on=happened_on,
        number=subject.rows,
        known_at=subject.known_at,
        dimension=dimension,
        excluded_by=excluded_by,
        basis=basis,
        decided_by=decided_by,
        last_on=last_on,
        sequence=sequence,
        synthetic=synthetic,
    )
    return work.add(EVIDENCE, row)


class EvidenceKeeping:
    """Evidence that events bring (研判素材)."""

    @on("training", "completion.*.v1", "hours.credited.v1", handler="training_evidence", batch=200)
    def hear_training(self, received: list[Received], work: UnitOfWork) -> None:
        """A class completed counts one, until that is revoked; hours count as the ledger has them, with their sign."""
        hold_subjects(work, "cadre", (event.data["cadre_id"] for event in received))
        known = _newest_of(work, (event.data.get("completion_id") or "" for event in received))
        for event in received:
            data = event.data
            if "completion_id" in data:
                value = None if data.get("revoked") else ONE
                _replace(work, known, event, "training.completion", data["completion_id"], value, data["completed_on"])
            else:
                hours = Decimal(str(data["total_hours"]))
                # What is put right today counts on the day of the hours, as if the right ones had been entered.
                _add(work, event, "training.hours", data["entry_id"], hours, data.get("counts_on") or data["on"])

    @on("supervision", "restriction.*.v1", "accountability.*.v1", handler="supervision_evidence", batch=100)
    def hear_supervision(self, received: list[Received], work: UnitOfWork) -> None:
        """A restriction counts from its first day on; what is annulled counts as never having been."""
        ids = [event.data.get("restriction_id") or event.data.get("accountability_id") or "" for event in received]
        known = _newest_of(work, ids)
        for event in sorted(received, key=lambda one: one.sequence):
            data = event.data
            if "accountability_id" in data:
                value, id = (None if data.get("annulled") else ONE), data["accountability_id"]
                _replace(work, known, event, "supervision.accountability", id, value, data["decided_on"])
                continue
            if data["state"] in RESTRICTION_VALUES:
                value = RESTRICTION_VALUES[data["state"]]
                _replace(work, known, event, "supervision.restriction", data["restriction_id"], value, data["begins"])

    @on("supervision", "result.*.v1", handler="result_evidence", batch=100)
    def hear_results(self, received: list[Received], work: UnitOfWork) -> None:
        """A published result (联用成果) for appraisal counts its level on the days of its validity, unless it clears or
        was withdrawn."""
        mine = [event for event in received if RESULT_USE in event.data["uses"]]
        known = _newest_of(work, [event.data["result_id"] for event in mine])
        for event in sorted(mine, key=lambda one: one.sequence):
            result = told(event.data, event.sequence)
            weighs = result.state != WITHDRAWN and weighing([replace(result, state=IN_FORCE)], RESULT_USE)
            value = Decimal(result.level) if weighs else None
            last = None if result.holds() else result.valid_until
            _replace(work, known, event, "supervision.result", result.id, value, event.data["published_on"], last)

    @on("incentive", "honour.*.v1", "tolerance.decided.v1", handler="incentive_evidence", batch=100)
    def hear_incentive(self, received: list[Received], work: UnitOfWork) -> None:
        """An honour counts until it is revoked; a decision on tolerance is kept, and what it had taken out comes back
        where it is reversed."""
        references = [event.data.get("honour_id") or event.data.get("application_id") or "" for event in received]
        known = _newest_of(work, references)
        for event in sorted(received, key=lambda one: one.sequence):
            data = event.data
            if event.type == "tolerance.decided.v1":
                reaches = data["outcome"] in ("tolerated", "partly") and "assessment" in data["effects"]
                day = day_of(event.time).isoformat()
                value = ONE if reaches else None
                kept = _replace(work, known, event, "incentive.tolerance", data["application_id"], value, day)
                if kept and not reaches:
                    _take_back(work, data["application_id"])
            else:
                value = None if data["state"] == "revoked" else ONE
                _replace(work, known, event, "incentive.honour", data["honour_id"], value, data["conferred_on"])

    @on("registry", "cadre.*.v1", handler="subjects", batch=200)
    def hear_cadres(self, received: list[Received], work: UnitOfWork) -> None:
        """Who leads and who has annual grades has an index; who retires or leaves has none any more."""
        told = list(newest(received))
        known = work.load_many(SUBJECTS, (subject_key("cadre", event.subject) for event in told))
        new = [one.subject for one in told if _has_index(one) and subject_key("cadre", one.subject) not in known]
        known |= {subject_key("cadre", id): subject for id, subject in hold_subjects(work, "cadre", new).items()}
        touched: set[str] = set()
        for event in told:
            subject = known.get(subject_key("cadre", event.subject))
            if subject is not None and event.sequence > subject.roster_sequence:
                touched |= _follow(work, subject, event)
        for unit_id, team in hold_subjects(work, "team", sorted(touched)).items():
            team.dirty = True
            team.unit_ids = next(
                (e.data["unit_ids"] for e in told if e.data.get("unit_id") == unit_id), team.unit_ids or [unit_id]
            )

    @on("registry", "unit.*.v1", handler="teams", batch=100)
    def hear_units(self, received: list[Received], work: UnitOfWork) -> None:
        """A unit with other approved posts has its team looked at anew; one that is merged or closed has none more."""
        told = {event.subject: event for event in newest(received)}
        for team in work.load_many(SUBJECTS, (subject_key("team", unit_id) for unit_id in told)).values():
            event = told[team.subject_id]
            if event.sequence > team.roster_sequence:
                team.roster_sequence = event.sequence
                team.active, team.unit_ids = event.data["state"] == "active", event.data["unit_ids"]
                team.dirty = True
                work.save(SUBJECTS, team)

    @command(operations.EXCLUDE_EVIDENCE)
    def exclude_evidence(self, wish: Document, work: UnitOfWork) -> Evidence:
        """Take a negative piece out of counting because of a decision on tolerance (三个区分开来), visibly."""
        row = work.see(EVIDENCE, wish["evidence_id"])
        if row.source not in model.NEGATIVE or row.subject_kind is not SubjectKind.CADRE:
            raise NotExcludable(allowed=list(model.NEGATIVE))
        known = _newest_of(work, [row.reference, wish["tolerance_id"]])
        decision = known.get((row.subject_id, "incentive.tolerance", wish["tolerance_id"], None))
        if decision is None or decision.value is None:
            raise NotTolerated(tolerance_id=wish["tolerance_id"])
        if known[row.subject_id, row.source, row.reference, row.dimension].id != row.id or row.value is None:
            raise EvidenceNotCounting(evidence_id=row.id)
        # The decision may be reversed meanwhile: that adds a row to the same subject, and then this runs again.
        return add_evidence(
            work,
            source=row.source,
            reference=row.reference,
            subject_kind="cadre",
            subject_id=row.subject_id,
            unit_ids=row.unit_ids,
            value=None,
            happened_on=row.happened_on,
            synthetic=row.synthetic,
            dimension=row.dimension,
            sequence=row.sequence,
            excluded_by=wish["tolerance_id"],
            basis=wish["basis"],
            decided_by=wish["decided_by"],
        )

    @query(operations.GET_EVIDENCE)
    def get_evidence(self, wish: Document, read: Reading) -> Document:
        """One piece."""
        return read.get(EVIDENCE, wish["evidence_id"], read.scope.filter(cadre="subject_id"))

    @query(operations.LIST_EVIDENCE)
    def list_evidence(self, wish: Document, read: Reading) -> Page:
        """Evidence by subject, unit and source, as it happened up to a day and was known at an instant."""
        where = queries.filters(wish, "subject_kind", "unit_id", "source", "reference", subject="subject_id")
        of_one = len(wish["subject"] or ()) == 1
        if wish["as_of"]:
            where["happened_on"] = {"$lte": wish["as_of"].isoformat()}
        if wish["known_at"]:
            where["known_at"] = {"$lte": wish["known_at"]}
        sorts = {"happened_on": [("happened_on", 1)]}
        if of_one:
            sorts["number"] = [("number", 1)]
        return read.page(
            EVIDENCE,
            queries.both(read.scope.filter(cadre="subject_id"), where),
            wish,
            sorts=sorts,
            default_sort="-number" if of_one else "-happened_on",
            answer=schemas.EvidenceOut,
        )


def _add(
    work: UnitOfWork,
    event: Received,
    source: str,
    reference: str,
    value: Decimal | None,
    day: str,
    last: date | None = None,
) -> Evidence | None:
    """Evidence of the cadre, or of the unit's team, that an event is about."""
    cadre_id, unit_id = event.data.get("cadre_id"), event.data.get("unit_id")
    if cadre_id is None and unit_id is None:
        return None
    return add_evidence(
        work,
        source=source,
        reference=reference,
        subject_kind="cadre" if cadre_id else "team",
        subject_id=cadre_id or unit_id or "",
        unit_ids=event.data["unit_ids"],
        value=value,
        happened_on=date.fromisoformat(day),
        last_on=last,
        synthetic=event.data["synthetic"],
        sequence=event.sequence,
    )


_Known = dict[tuple[str, str, str, str | None], Evidence]


def _newest_of(work: UnitOfWork, references: Iterable[str]) -> _Known:
    """The newest rows about these things."""
    wanted = sorted(set(references) - {""})
    if not wanted:
        return {}
    return model.latest(work.find(EVIDENCE, {"reference": {"$in": wanted}}, most=10_000))


def _replace(
    work: UnitOfWork,
    known: _Known,
    event: Received,
    source: str,
    reference: str,
    value: Decimal | None,
    day: str,
    last: date | None = None,
) -> bool:
    """Keep what an event tells of a thing, unless newer news is there, or it says nothing new. Whether it was kept.

    What counts for nothing from the first is kept as well, so that older news that comes late does not count instead.
    """
    key = (event.data["cadre_id"] or event.data.get("unit_id") or "", source, reference, None)
    row = known.get(key)
    if row is not None:
        if event.sequence <= row.sequence:
            return False
        # What tolerance took out stays out, whatever its day; but once it is annulled, it cannot come back either.
        same = (row.value, row.happened_on.isoformat(), row.last_on) == (value, day, last)
        nothing_new = same if row.excluded_by is None else value is not None
        if nothing_new:
            return False
    added = _add(work, event, source, reference, value, day, last)
    if added is not None:
        known[key] = added
    return True


def _take_back(work: UnitOfWork, tolerance_id: str) -> None:
    """What a decision on tolerance had taken out counts again, as before."""
    excluded = work.find(EVIDENCE, {"excluded_by": tolerance_id}, most=1000)
    if not excluded:
        return
    rows = work.find(EVIDENCE, {"reference": {"$in": [row.reference for row in excluded]}}, most=10_000)
    newest_rows = model.latest(rows)
    for row in excluded:
        key = (row.subject_id, row.source, row.reference, row.dimension)
        if newest_rows[key].id != row.id:
            continue
        before = [one for one in rows if (one.subject_id, one.source, one.reference, one.dimension) == key]
        counted = next(one for one in sorted(before, key=lambda one: -one.number) if one.value is not None)
        add_evidence(
            work,
            source=row.source,
            reference=row.reference,
            subject_kind="cadre",
            subject_id=row.subject_id,
            unit_ids=row.unit_ids,
            value=counted.value,
            happened_on=counted.happened_on,
            last_on=counted.last_on,
            synthetic=row.synthetic,
            dimension=row.dimension,
            sequence=row.sequence,
            basis="容错认定已改变，素材恢复计入",
        )


def _has_index(event: Received) -> bool:
    """Whether the roster tells of somebody who leads or has annual grades."""
    data = event.data
    return bool(data.get("role") in LEADERS or data.get("county_level_or_above") or data.get("annual_grades"))


def _follow(work: UnitOfWork, subject: Subject, event: Received) -> set[str]:
    """Take in what the roster tells of a cadre; the units whose teams it touches."""
    data: dict[str, Any] = event.data
    before = (subject.active, subject.unit_ids, subject.team_id)
    subject.roster_sequence = event.sequence
    subject.active = data.get("status", SERVING) == SERVING
    subject.unit_ids = data["unit_ids"]
    subject.synthetic = data.get("synthetic", subject.synthetic)
    team_id = data.get("unit_id") if subject.active and data.get("role") in LEADERS else None
    if team_id is not None or subject.team_id is not None:
        # Known to the year, the month or the day: its first day.
        began = date.fromisoformat(f"{data.get('in_post_since') or '9999'}-01-01"[:10])
        model.sit(subject, team_id, min(began, day_of(event.time)) if team_id else day_of(event.time))
    _keep_grades(work, subject, event)
    work.save(SUBJECTS, subject)
    if before == (subject.active, subject.unit_ids, subject.team_id) and before[2] is None:
        return set()
    subject.dirty = True
    return {team for team in (before[2], subject.team_id) if team}


def _keep_grades(work: UnitOfWork, subject: Subject, event: Received) -> None:
    """Annual grades that are new or changed are evidence; one that is gone from the years told is taken out."""
    newest, earlier = event.data.get("annual_grades") or [], event.data.get("earlier_annual_grades")
    grades = {int(one["year"]): str(one["grade"]) for one in (*newest, *(earlier or ()))}
    kept = {int(year): grade for year, _, grade in (one.partition(":") for one in subject.annual_grades)}
    # Older events tell of the last years alone: those before the first one told may be in the file still.
    first = min(grades) if earlier is None and len(grades) >= YEARS_TOLD else 0
    gone = [year for year in kept if year >= first and year not in grades]
    for year in [*grades, *gone]:
        if grades.get(year) == kept.get(year):
            continue
        value = model.GRADE_VALUES.get(grades.get(year, ""))
        if value is not None or year in kept:
            _add(work, event, "appraisal.annual_grade", f"annual:{year}", value, f"{year}-12-31")
    years = {**{year: grade for year, grade in kept.items() if year not in gone}, **grades}
    subject.annual_grades = [f"{year}:{years[year]}" for year in sorted(years)]
