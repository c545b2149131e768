"""What becomes of an appraisal's conclusion, also by a review or a complaint: state, evidence and event together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from servicekit import queries
from servicekit.lifecycle import Hands, hands_of
from servicekit.store import Document
from servicekit.work import Reading, UnitOfWork
from services.appraisal.events import appraisals as events
from services.appraisal.model import appraisals as model
from services.appraisal.model import conclusions
from services.appraisal.model.appraisals import Appraisal
from services.appraisal.model.conclusions import Conclusion, Draft, Hand, Scale
from services.appraisal.model.evidence import latest
from services.appraisal.parts.evidence import add_evidence, hold_subjects
from services.appraisal.parts.model_versions import load_model
from services.appraisal.store.appraisals import APPRAISALS, MATERIALS
from services.appraisal.store.evidence import EVIDENCE
from services.appraisal.store.talks import TALKS
from services.appraisal.vocabulary.appraisals import CONDUCTED, LIFE, Step
from services.appraisal.vocabulary.evidence import SubjectKind

SOURCE = "appraisal.conclusion"
_MOST_ROWS = 10_000
_SIGNED = ("conclusion", "revisions")
_WRITTEN = ((TALKS, "recorded_by", Hand.TALK), (MATERIALS, "added_by", Hand.MATERIAL))
"""Where the accounts stand that had a part in an appraisal, besides its timeline."""
GRADES = {SubjectKind.CADRE: "appraisal.cadre_grades", SubjectKind.TEAM: "appraisal.team_grades"}


def scale_of(work: UnitOfWork, appraisal: Appraisal) -> Scale:
    """The dimensions, weights and names of the version of the model that the appraisal keeps."""
    found = load_model(work, appraisal.model_id or "")
    weights = {one.key: one.weight for one in found.dimensions}
    return Scale(found.id, found.number, weights, {one.key: one.zh for one in found.dimensions})


def must_know_grade(work: UnitOfWork, appraisal: Appraisal, grade: str, pointer: str = "/grade") -> None:
    """Raises UnknownEntry for a grade that is not one of the subject's kind."""
    queries.must_know(work.db, GRADES[appraisal.subject_kind], [grade], pointer)


def team_hands(work: UnitOfWork, appraisal: Appraisal) -> Hands:
    """The account that acts now, where it is that of a member of the appraisal team, who judges no conclusion of it."""
    return hands_of(*_of_the_team(work, appraisal))


def hands(work: UnitOfWork, appraisal: Appraisal) -> Hands:
    """The accounts that had a part in an appraisal and its conclusions: none of them decides a review of it."""
    parts = conclusions.hands([one for one in (*appraisal.revisions, appraisal.conclusion) if one is not None])
    parts += [(one.by, Hand(one.what)) for one in appraisal.timeline if one.what in CONDUCTED and not one.ignored]
    for collection, author, did in _WRITTEN:
        parts += [(one, did) for one in work.db[collection.name].distinct(author, {"appraisal_id": appraisal.id})]
    return hands_of(*parts, *_of_the_team(work, appraisal))


def _of_the_team(work: UnitOfWork, appraisal: Appraisal) -> list[tuple[str | None, Hand]]:
    return [(work.principal.account, Hand.APPRAISE)] if work.scope.cadre_id in appraisal.appraiser_ids else []


def had_a_part(read: Reading, appraisal_ids: Sequence[str]) -> list[str]:
    """Of these appraisals those in which whoever asks had a part; see `hands`."""
    account, these = read.principal.account, {"appraisal_id": {"$in": list(appraisal_ids)}}
    signed = ({f"{where}.{who}": account} for where in _SIGNED for who in ("drafted_account", "confirmed_account"))
    conducted: Document = {"by": account, "what": {"$in": [*map(str, CONDUCTED)]}, "ignored": {"$ne": True}}
    mine: list[Document] = [*signed, {"timeline": {"$elemMatch": conducted}}]
    if read.scope.cadre_id:
        mine.append({"appraiser_ids": read.scope.cadre_id})
    where = {"_id": these["appraisal_id"], "$or": mine}
    found = {one["_id"] for one in read.db[APPRAISALS.name].find(where, {"_id": 1})}
    for collection, author, _ in _WRITTEN:
        found |= set(read.db[collection.name].distinct("appraisal_id", {**these, author: account}))
    return sorted(found)


def count(work: UnitOfWork, appraisal: Appraisal) -> None:
    """Let a confirmed conclusion count as evidence, and keep how much evidence it could see."""
    kind, subject = appraisal.subject_kind.value, appraisal.subject_id
    rows = hold_subjects(work, kind, [subject])[subject].rows
    _evidence(work, appraisal, appraisal.conclusion)
    appraisal.seen = rows


def notify(work: UnitOfWork, appraisal: Appraisal, on: date) -> None:
    """The cadre is told the result. Raises StepNotPossible."""
    LIFE.take(appraisal, Step.NOTIFY, work.mark())
    appraisal.notified_on = on
    work.tell(events.NOTIFIED, work.save(APPRAISALS, appraisal))


def contest(work: UnitOfWork, appraisal: Appraisal, why: str) -> None:
    """A review is asked for, or a complaint lodged. Raises StepNotPossible."""
    LIFE.take(appraisal, Step.CONTEST, work.mark(), why)
    work.tell(events.CONTESTED, work.save(APPRAISALS, appraisal))


def contest_again(work: UnitOfWork, appraisal: Appraisal, changed: bool, basis: str) -> None:
    """The decision of a review or a complaint was entered by mistake; what it had changed is as before.

    Raises StepNotPossible.
    """
    model.contest_again(appraisal, changed, work.today, basis, work.mark())
    if changed:
        _evidence(work, appraisal, appraisal.conclusion)
    work.tell(events.CONTESTED, work.save(APPRAISALS, appraisal))


def settle(work: UnitOfWork, appraisal: Appraisal, why: str) -> None:
    """The conclusion stands. Raises StepNotPossible."""
    LIFE.take(appraisal, Step.SETTLE, work.mark(), why)
    work.tell(events.SETTLED, work.save(APPRAISALS, appraisal))


def revise(work: UnitOfWork, appraisal: Appraisal, draft: Draft, why: str) -> None:
    """The conclusion is changed; the evidence of the former one counts no more.

    Raises UnknownEntry, ScoresWrong, ConclusionWorse and StepNotPossible.
    """
    must_know_grade(work, appraisal, draft.grade, "/conclusion/grade")
    model.revise(appraisal, draft, scale_of(work, appraisal), why, work.mark())
    _evidence(work, appraisal, appraisal.conclusion)
    work.tell(events.REVISED, work.save(APPRAISALS, appraisal))


def send_back(work: UnitOfWork, appraisal: Appraisal, why: str) -> None:
    """The appraisal runs again; its evidence counts no more. Raises StepNotPossible."""
    _evidence(work, appraisal, None)
    model.reopen(appraisal, work.today, why, work.mark())
    work.tell(events.REOPENED, work.save(APPRAISALS, appraisal))


def untell(work: UnitOfWork, appraisal: Appraisal, basis: str) -> None:
    """Its notice was annulled; the conclusion stands, and may be told or sent back. Raises StepNotPossible."""
    model.untell(appraisal, basis, work.mark())
    work.tell(events.OPENED_AGAIN, work.save(APPRAISALS, appraisal))


def close(work: UnitOfWork, appraisal: Appraisal, basis: str) -> None:
    """It is over. Raises StepNotPossible and NotifyFirst."""
    model.close(appraisal, work.today, work.mark(), basis)
    work.tell(events.CLOSED, work.save(APPRAISALS, appraisal))


def _evidence(work: UnitOfWork, appraisal: Appraisal, conclusion: Conclusion | None) -> None:
    """Let each dimension's score count for that dimension; what an earlier conclusion has counted counts no more."""
    values: dict[str | None, Decimal | None] = dict.fromkeys(_counted(work, appraisal))
    if conclusion is not None:
        values |= {part.dimension: part.score for part in conclusion.parts}
    for dimension, value in values.items():
        add_evidence(
            work,
            source=SOURCE,
            reference=appraisal.id,
            subject_kind="cadre" if appraisal.subject_kind is SubjectKind.CADRE else "team",
            subject_id=appraisal.subject_id,
            unit_ids=appraisal.unit_ids,
            value=value,
            happened_on=appraisal.concluded_on or work.today,
            synthetic=appraisal.synthetic,
            dimension=dimension,
        )


def _counted(work: UnitOfWork, appraisal: Appraisal) -> list[str | None]:
    """The dimensions for which it counts as yet; None is an overall value, as it was counted before there were any."""
    if not appraisal.revised and appraisal.seen is None:
        return []
    rows = work.find(EVIDENCE, {"reference": appraisal.id, "source": SOURCE}, most=_MOST_ROWS)
    return [row.dimension for row in latest(rows).values() if row.value is not None]
