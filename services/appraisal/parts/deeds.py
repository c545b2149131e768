"""Deeds and political-quality items (正负面五件事、政治素质正反向事项)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from servicekit import queries
from servicekit.apart import Judged
from servicekit.bulk import Results
from servicekit.calls import command, query
from servicekit.errors import field_error, with_words
from servicekit.roster import PEOPLE, UNITS
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.appraisal.errors.deeds import DimensionUnknown
from services.appraisal.events import deeds as events
from services.appraisal.model import deeds as model
from services.appraisal.model.deeds import DICTIONARY, Deed, DeedCount
from services.appraisal.model.models import ModelVersion
from services.appraisal.operations import deeds as operations
from services.appraisal.parts.common import subject_of
from services.appraisal.parts.evidence import add_evidence
from services.appraisal.parts.models import current_model
from services.appraisal.schemas import deeds as schemas
from services.appraisal.store.deeds import DEED_COUNTS, DEEDS
from services.appraisal.vocabulary.deeds import LIFE, DeedKind, Step
from services.appraisal.vocabulary.evidence import SubjectKind


class Deeds:
    """Deeds and political-quality items (正负面五件事、政治素质正反向事项)."""

    @command(operations.RECORD_DEED)
    def record_deed(self, wish: Document, work: UnitOfWork) -> Deed:
        """Record a deed; it counts once another person has verified it."""
        deed = work.add(DEEDS, _recorded(work, wish))
        work.tell(events.DEED_RECORDED, deed)
        return deed

    @command(operations.IMPORT_DEEDS)
    def import_deeds(self, wish: Document, work: UnitOfWork) -> Document:
        """Deeds, many at once; those with a second name were verified on paper and count."""
        results = Results(work)
        good = results.read(schemas.DeedRow, wish["rows"])
        work.load_many(PEOPLE, (row["cadre_id"] for _, row in good if row["cadre_id"]))
        work.load_many(UNITS, (row["unit_id"] for _, row in good if row["unit_id"]))
        counts: dict[str, DeedCount] = {}
        for number, row in good:
            verified_by = row.pop("verified_by")
            with results.row(number):
                deed = _recorded(work, row)
                if verified_by is not None:
                    count = counts.setdefault(deed.counted_as, _count(work, deed))
                    _verify(work, deed, count, verified_by, on_paper=True)
                if not wish["dry_run"]:
                    work.add(DEEDS, deed)
                    work.tell(events.DEED_RECORDED if verified_by is None else events.DEED_VERIFIED, deed)
                    if verified_by is not None:
                        _let_count(work, deed, counts[deed.counted_as])
                results.ok(number, None if wish["dry_run"] else deed.id)
        return results.answer()

    @command(operations.VERIFY_DEED)
    def verify_deed(self, wish: Document, work: UnitOfWork) -> Deed:
        """Verify what another has recorded: it counts."""
        deed = work.see(DEEDS, wish["deed_id"])
        count = _count(work, deed)
        _verify(work, deed, count, wish["verified_by"])
        work.tell(events.DEED_VERIFIED, work.save(DEEDS, deed))
        _let_count(work, deed, count)
        return deed

    @command(operations.REJECT_DEED)
    def reject_deed(self, wish: Document, work: UnitOfWork) -> Deed:
        """Find that a deed is not so."""
        deed = work.see(DEEDS, wish["deed_id"])
        model.reject(deed, wish["rejected_by"], wish["reason"], work.mark())
        work.tell(events.DEED_REJECTED, work.save(DEEDS, deed))
        return deed

    @command(operations.WITHDRAW_DEED)
    def withdraw_deed(self, wish: Document, work: UnitOfWork) -> Deed:
        """Take a deed back; it counts no more, and its history stays."""
        deed = work.see(DEEDS, wish["deed_id"])
        count = _count(work, deed)
        if model.withdraw(deed, count, wish["withdrawn_by"], wish["basis"], work.mark()):
            _let_count(work, deed, count, None)
        work.tell(events.DEED_WITHDRAWN, work.save(DEEDS, deed))
        return deed

    @query(operations.GET_DEED)
    def get_deed(self, wish: Document, read: Reading) -> Document:
        """One deed, with its history."""
        return read.get(DEEDS, wish["deed_id"], read.scope.filter(cadre="cadre_id"))

    @query(operations.LIST_DEEDS)
    def list_deeds(self, wish: Document, read: Reading) -> Page:
        """Deeds by kind, sign, subject, unit and state, newest first, within the reader's scope."""
        where = queries.filters(wish, "kind", "sign", "cadre_id", "subject_id", "unit_id", "state")
        where |= queries.between(wish, "happened_on")
        return read.page(
            DEEDS,
            queries.both(read.scope.filter(cadre="cadre_id"), where),
            wish,
            sorts=queries.orders("happened_on", state="happened_on"),
            default_sort="-happened_on",
            answer=schemas.DeedOut,
        )


def _recorded(work: UnitOfWork, wish: Document) -> Deed:
    """A deed with all of its checks, not kept yet."""
    subject_kind, subject_id, unit_ids = subject_of(work, wish)
    queries.must_know(work.db, DICTIONARY[wish["kind"], wish["sign"]], [wish["item"]], "/item")
    deed = Deed(
        id=work.new_id("ded"),
        subject_kind=subject_kind,
        subject_id=subject_id,
        unit_ids=unit_ids,
        **wish,
    )
    if deed.dimension is not None:
        must_be_dimension(deed.dimension, _dimensions_for(deed, current_model(work, subject_kind.value)))
    model.record(deed, work.today, work.mark())
    return deed


def _dimensions_for(deed: Deed, version: ModelVersion) -> dict[str, str]:
    """Where it may be put, by name: a deed anywhere, as it moves the whole index; an item where what draws on it is."""
    if deed.kind is DeedKind.DEED:
        return {one.key: one.zh for one in version.dimensions}
    source = deed.evidence_source
    return {one.key: one.zh for one in version.dimensions if source in {feed.source for feed in one.feeds}}


def must_be_dimension(dimension: str, known: Mapping[str, str], pointer: str = "/dimension") -> None:
    """Raises DimensionUnknown, with those that there are."""
    if dimension not in known:
        zh, en = f"可用的维度：{with_words(known) or '无'}", f"The dimensions are {', '.join(known) or 'none'}"
        raise DimensionUnknown(zh, en, errors=[field_error(pointer, "unknown-dimension", zh, en)], allowed=list(known))


def _count(work: UnitOfWork, deed: Deed) -> DeedCount:
    return work.load_many(DEED_COUNTS, [deed.counted_as]).get(deed.counted_as) or DeedCount(deed.counted_as)


def _verify(work: UnitOfWork, deed: Deed, count: DeedCount, named: str, *, on_paper: bool = False) -> None:
    rule = work.rules["appraisal.deeds_per_year"]
    model.verify(deed, count, rule.value, rule.cited, named, work.today, work.mark(), on_paper=on_paper)


def _let_count(work: UnitOfWork, deed: Deed, count: DeedCount, value: Decimal | None = Decimal(1)) -> None:
    """Make a verified deed evidence, or no more; the count that guards the rule changes with it."""
    if deed.kind is DeedKind.DEED:
        if count.id in work.load_many(DEED_COUNTS, [count.id]):
            work.save(DEED_COUNTS, count)
        else:
            work.add(DEED_COUNTS, count)
    add_evidence(
        work,
        source=deed.evidence_source,
        reference=deed.id,
        subject_kind="cadre" if deed.subject_kind is SubjectKind.CADRE else "team",
        subject_id=deed.subject_id,
        unit_ids=deed.unit_ids,
        value=value,
        happened_on=deed.happened_on,
        synthetic=deed.synthetic,
        dimension=deed.dimension,
    )


JUDGED = (Judged(operations.VERIFY_DEED, DEEDS, LIFE, (Step.VERIFY,)),)
