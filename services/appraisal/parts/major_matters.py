"""The evaluation of responsibility in major matters (大事要事担当担责度评价)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from servicekit import queries
from servicekit.apart import Judged
from servicekit.bulk import Results
from servicekit.calls import command, query
from servicekit.errors import field_error
from servicekit.events import Event
from servicekit.lifecycle import trace
from servicekit.periods import must_not_end_before_it_begins
from servicekit.roster import PEOPLE, UNITS
from servicekit.rules import entry_names
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.appraisal.errors.major_matters import EvaluationKnown, NoMatter
from services.appraisal.errors.mechanisms import MechanismNotInUse
from services.appraisal.events import major_matters as events
from services.appraisal.model import major_matters as model
from services.appraisal.model.major_matters import Evaluation, Matter
from services.appraisal.operations import major_matters as operations
from services.appraisal.parts.common import subject_of
from services.appraisal.parts.evidence import add_evidence
from services.appraisal.schemas import major_matters as schemas
from services.appraisal.store.major_matters import EVALUATIONS, MAJOR_MATTERS
from services.appraisal.store.mechanisms import MECHANISMS
from services.appraisal.vocabulary import mechanisms
from services.appraisal.vocabulary.evidence import SubjectKind
from services.appraisal.vocabulary.major_matters import EVALUATION_LIFE, EvaluationStep
from services.appraisal.vocabulary.told_numbers import meant, numbers

_CRITERIA = "appraisal.major_matter_criteria"


class MajorMatters:
    """The evaluation of responsibility in major matters (大事要事担当担责度评价)."""

    @command(operations.OPEN_MAJOR_MATTER)
    def open_major_matter(self, wish: Document, work: UnitOfWork) -> Matter:
        """Enter a major matter."""
        must_not_end_before_it_begins(wish["begins"], wish["ends"], "/ends")
        unit = work.named(UNITS, wish["lead_unit_id"], "/lead_unit_id")
        if wish["mechanism_id"] is not None:
            mechanism = work.load(MECHANISMS, wish["mechanism_id"])
            if mechanism.state is not mechanisms.State.IN_USE:
                raise MechanismNotInUse(state=mechanism.state)
        matter = Matter(id=work.new_id("mjm"), unit_ids=unit.unit_ids, **wish)
        trace(matter, "open", work.mark())
        work.tell(events.MATTER_OPENED, work.add(MAJOR_MATTERS, matter))
        return matter

    @command(operations.CLOSE_MAJOR_MATTER)
    def close_major_matter(self, wish: Document, work: UnitOfWork) -> Matter:
        """Close a major matter; what was evaluated stays."""
        matter = work.see(MAJOR_MATTERS, wish["matter_id"])
        model.close(matter, wish["basis"], work.mark())
        work.tell(events.MATTER_CLOSED, work.save(MAJOR_MATTERS, matter))
        return matter

    @query(operations.GET_MAJOR_MATTER)
    def get_major_matter(self, wish: Document, read: Reading) -> Document:
        """One major matter."""
        return read.get(MAJOR_MATTERS, wish["matter_id"], read.scope.filter())

    @query(operations.LIST_MAJOR_MATTERS)
    def list_major_matters(self, wish: Document, read: Reading) -> Page:
        """Major matters by state and unit, newest first."""
        return read.page(
            MAJOR_MATTERS,
            queries.both(read.scope.filter(), queries.filters(wish, "state", "unit_id")),
            wish,
            sorts=queries.orders("begins", state="begins"),
            default_sort="-begins",
            answer=schemas.MatterOut,
        )

    @command(operations.EVALUATE_MAJOR_MATTER)
    def evaluate_major_matter(self, wish: Document, work: UnitOfWork) -> Evaluation:
        """Evaluate a cadre or a team in a matter; it counts once another person has confirmed it."""
        matter = work.see(MAJOR_MATTERS, wish.pop("matter_id"))
        marks = [(one["criterion"], one["mark"]) for one in wish.pop("marks")]
        evaluation = _evaluated(work, matter, marks, wish, entry_names(work.db, _CRITERIA))
        _keep(work, matter, evaluation)
        _tell(work, events.EVALUATION_RECORDED, evaluation)
        return evaluation

    @command(operations.IMPORT_MAJOR_MATTER_EVALUATIONS)
    def import_major_matter_evaluations(self, wish: Document, work: UnitOfWork) -> Document:
        """Evaluations, many at once; those with a second name were confirmed on paper and count."""
        results = Results(work)
        good = results.read(schemas.EvaluationRow, wish["rows"])
        matters = _by_code(work, (row["matter_code"] for _, row in good))
        work.load_many(PEOPLE, (row["cadre_id"] for _, row in good if row["cadre_id"]))
        work.load_many(UNITS, (row["unit_id"] for _, row in good if row["unit_id"]))
        taken = _evaluated_already(work, matters.values())
        criteria = entry_names(work.db, _CRITERIA)
        for number, row in good:
            matter, confirmed_by = matters.get(row.pop("matter_code")), row.pop("confirmed_by")
            with results.row(number):
                if matter is None:
                    raise NoMatter(errors=[field_error("/matter_code", "unknown-matter", NoMatter.zh, NoMatter.en)])
                evaluation = _evaluated(work, matter, _marks(row.pop("marks"), criteria), row, criteria)
                if (matter.id, evaluation.subject_id) in taken:
                    raise EvaluationKnown()
                if confirmed_by is not None:
                    model.confirm(evaluation, confirmed_by, work.today, work.mark(), on_paper=True)
                taken.add((matter.id, evaluation.subject_id))
                if not wish["dry_run"]:
                    _keep(work, matter, evaluation)
                    _tell(work, events.EVALUATION_CONFIRMED if confirmed_by else events.EVALUATION_RECORDED, evaluation)
                    if confirmed_by is not None:
                        _add(work, evaluation, matter, evaluation.degree)
                results.ok(number, None if wish["dry_run"] else evaluation.id)
        return results.answer()

    @command(operations.CONFIRM_EVALUATION)
    def confirm_evaluation(self, wish: Document, work: UnitOfWork) -> Evaluation:
        """Confirm what another has evaluated: it counts."""
        evaluation = work.see(EVALUATIONS, wish["evaluation_id"])
        model.confirm(evaluation, wish["confirmed_by"], work.today, work.mark())
        _tell(work, events.EVALUATION_CONFIRMED, work.save(EVALUATIONS, evaluation))
        _add(work, evaluation, work.load(MAJOR_MATTERS, evaluation.matter_id), evaluation.degree)
        return evaluation

    @command(operations.REJECT_EVALUATION)
    def reject_evaluation(self, wish: Document, work: UnitOfWork) -> Evaluation:
        """Do not confirm an evaluation."""
        evaluation = work.see(EVALUATIONS, wish["evaluation_id"])
        model.reject(evaluation, wish["rejected_by"], wish["reason"], work.mark())
        _tell(work, events.EVALUATION_REJECTED, work.save(EVALUATIONS, evaluation))
        return evaluation

    @command(operations.WITHDRAW_EVALUATION)
    def withdraw_evaluation(self, wish: Document, work: UnitOfWork) -> Evaluation:
        """Take an evaluation back; it counts no more."""
        evaluation = work.see(EVALUATIONS, wish["evaluation_id"])
        if model.withdraw(evaluation, wish["withdrawn_by"], wish["basis"], work.mark()):
            _add(work, evaluation, work.load(MAJOR_MATTERS, evaluation.matter_id), None)
        _tell(work, events.EVALUATION_WITHDRAWN, work.save(EVALUATIONS, evaluation))
        return evaluation

    @query(operations.GET_EVALUATION)
    def get_evaluation(self, wish: Document, read: Reading) -> Evaluation:
        """One evaluation, explained."""
        found = read.get(EVALUATIONS, wish["evaluation_id"], read.scope.filter(cadre="cadre_id"))
        return EVALUATIONS.to_entity(found)

    @query(operations.LIST_MATTER_EVALUATIONS)
    def list_matter_evaluations(self, wish: Document, read: Reading) -> Page:
        """The evaluations of a matter, within the reader's scope."""
        return _page(wish, read)

    @query(operations.LIST_EVALUATIONS)
    def list_evaluations(self, wish: Document, read: Reading) -> Page:
        """Evaluations by matter, subject, unit and state, within the reader's scope."""
        return _page(wish, read)


def _page(wish: Document, read: Reading) -> Page:
    where = queries.filters(wish, "matter_id", "subject_id", "unit_id", "state")
    where = queries.both(read.scope.filter(cadre="cadre_id"), where)
    return read.page(EVALUATIONS, where, wish, sorts=queries.orders(state="_id"), answer=schemas.EvaluationOut)


def _by_code(work: UnitOfWork, codes: Iterable[str]) -> dict[str, Matter]:
    wanted = list(dict.fromkeys(codes))
    found = work.find(MAJOR_MATTERS, {"code": {"$in": wanted}}, most=len(wanted) or 1)
    return {matter.code: matter for matter in found if work.sees(MAJOR_MATTERS, matter)}


def _evaluated_already(work: UnitOfWork, matters: Iterable[Matter]) -> set[tuple[str, str]]:
    where = {"matter_id": {"$in": [matter.id for matter in matters]}, "live": True}
    rows = work.db[EVALUATIONS.name].find(where, {"matter_id": 1, "subject_id": 1})
    return {(row["matter_id"], row["subject_id"]) for row in rows}


def _marks(text: str, criteria: Mapping[str, str]) -> list[tuple[str, Decimal]]:
    """The marks of an imported row, each after its criterion, by key or word."""
    return [(meant(said, criteria), number) for said, number in numbers(text)]


def _evaluated(
    work: UnitOfWork,
    matter: Matter,
    marks: list[tuple[str, Decimal]],
    wish: Document,
    criteria: Mapping[str, str],
) -> Evaluation:
    """An evaluation with all of its checks, not kept yet."""
    model.must_be_open(matter, work.today)
    subject_kind, subject_id, unit_ids = subject_of(work, wish)
    queries.must_know(work.db, "appraisal.major_matter_roles", [wish["role"]], "/role")
    rule = work.rules["appraisal.major_matter_weights"]
    parts, degree = model.degree_of(marks, model.weights(rule.value), criteria)
    evaluation = Evaluation(
        id=work.new_id("mje"),
        matter_id=matter.id,
        subject_kind=subject_kind,
        subject_id=subject_id,
        unit_ids=unit_ids,
        parts=parts,
        degree=degree,
        rule_version=rule.version,
        synthetic=matter.synthetic,
        **wish,
    )
    model.record(evaluation, work.mark())
    return evaluation


def _keep(work: UnitOfWork, matter: Matter, evaluation: Evaluation) -> None:
    """Keep a new evaluation; the matter changes with it, so that it is not closed meanwhile."""
    matter.evaluations += 1
    work.save(MAJOR_MATTERS, matter)
    work.add(EVALUATIONS, evaluation)


def _tell(work: UnitOfWork, event: Event, evaluation: Evaluation) -> None:
    work.tell(event, evaluation, degree=str(evaluation.degree))


def _add(work: UnitOfWork, evaluation: Evaluation, matter: Matter, value: Decimal | None) -> None:
    add_evidence(
        work,
        source="appraisal.major_matter",
        reference=matter.id,
        subject_kind="cadre" if evaluation.subject_kind is SubjectKind.CADRE else "team",
        subject_id=evaluation.subject_id,
        unit_ids=evaluation.unit_ids,
        value=value,
        happened_on=model.counts_on(matter, work.today),
        synthetic=evaluation.synthetic,
    )


JUDGED = (Judged(operations.CONFIRM_EVALUATION, EVALUATIONS, EVALUATION_LIFE, (EvaluationStep.CONFIRM,)),)
