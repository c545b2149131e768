"""The destruction (销毁) of what is kept sealed of somebody, when its time is over."""

from __future__ import annotations

import pymongo

from servicekit import queries
from servicekit.apart import Judged
from servicekit.calls import command, query
from servicekit.forgetting import forget
from servicekit.people import Status
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.registry import store
from services.registry.events.disposals import DISPOSAL_DECIDED, DISPOSAL_PROPOSED
from services.registry.model.dates import Partial
from services.registry.model.disposals import Disposal, Term, must_be_over, terms
from services.registry.model.person import Cadre
from services.registry.operations import disposals as operations
from services.registry.parts.common import Part, Wish
from services.registry.parts.request_ends import end_requests
from services.registry.schemas.disposals import DisposalOut
from services.registry.store.cadres import CADRES
from services.registry.store.disposals import DISPOSAL_SORTS, DISPOSALS
from services.registry.vocabulary.disposals import LIFE, DisposalState, DisposalStep

RETENTION = "registry.retention_years"
HERE = "registry"


class Disposals(Part):
    """What is kept sealed of somebody goes when its time is over: one proposes it, another approves."""

    @query(operations.FORESEE_DISPOSAL)
    def foresee_disposal(self, wish: Wish, read: Reading) -> Document:
        """What would be destroyed of somebody today, and until when the rest is kept; nothing is changed."""
        cadre = file_of(read, wish["cadre_id"])
        rule, gone = read.rules[RETENTION], _gone(read, cadre.id)
        return {
            "cadre_id": cadre.id,
            "status": cadre.status.value,
            "since": _since(cadre),
            "cited": rule.cited,
            "verified": rule.verified,
            "terms": [_term(read, cadre.id, term, term.part in gone) for term in _terms(read, cadre)],
        }

    @command(operations.PROPOSE_DISPOSAL)
    def propose_disposal(self, wish: Wish, work: UnitOfWork) -> Disposal:
        """Propose to destroy the parts whose time is over and that are still there."""
        return propose(work, file_of(work, wish["cadre_id"]), wish["reason"])

    @command(operations.DECIDE_DISPOSAL)
    def decide_disposal(self, wish: Wish, work: UnitOfWork) -> Disposal:
        """Approve or reject; an approval destroys the registry's own part at once, and tells the others of theirs."""
        disposal = work.see(DISPOSALS, wish["disposal_id"])
        disposal.decide(wish["decision"], work.mark(), wish["basis"])
        if disposal.state is DisposalState.APPROVED:
            # Whoever came back into service meanwhile keeps what there is.
            cadre = work.load(CADRES, disposal.cadre_id)
            over = must_be_over(_terms(work, cadre), work.today, work.rules[RETENTION].cited)
            disposal.parts = disposal.destroyed = [part for part in disposal.parts if part in over]
            if HERE in disposal.parts:
                forget(work, store.ALL, cadre.id, work.principal.account, disposal.id)
                end_requests(work, cadre.id)
                unchanged = {"_id": cadre.id, "version": cadre.version}
                without_number = {"$set": {"number_sealed": b""}, "$inc": {"version": 1}}
                work.write_exactly(CADRES.name, pymongo.UpdateOne(unchanged, without_number))
        work.note(disposal.cadre_id, wish["basis"])
        work.tell(DISPOSAL_DECIDED, work.save(DISPOSALS, disposal))
        return disposal

    @command(operations.WITHDRAW_DISPOSAL)
    def withdraw_disposal(self, wish: Wish, work: UnitOfWork) -> Disposal:
        """Withdraw a proposal of one's own."""
        disposal = work.see(DISPOSALS, wish["disposal_id"])
        disposal.decide(DisposalStep.WITHDRAWN, work.mark(), wish["reason"])
        work.tell(DISPOSAL_DECIDED, work.save(DISPOSALS, disposal))
        return disposal

    @query(operations.GET_DISPOSAL)
    def get_disposal(self, wish: Wish, read: Reading) -> Document:
        """One proposal."""
        return read.get(DISPOSALS, wish["disposal_id"], read.scope.filter(cadre="cadre_id"), answer=DisposalOut)

    @query(operations.LIST_DISPOSALS)
    def list_disposals(self, wish: Wish, read: Reading) -> Page:
        """Proposals by state or cadre."""
        where = queries.filters(wish, "state", "cadre_id") | queries.on_days(wish, "proposed_at")
        where = queries.both(where, read.scope.filter(cadre="cadre_id"))
        return read.page(DISPOSALS, where, wish, sorts=DISPOSAL_SORTS, default_sort="-proposed_at", answer=DisposalOut)


def file_of(read: Reading, cadre_id: str) -> Cadre:
    """A file, also one that was entered by mistake. Raises UnknownCadre."""
    return CADRES.to_entity(read.get(CADRES, cadre_id, read.scope.filter()))


def propose(work: UnitOfWork, cadre: Cadre, reason: str) -> Disposal:
    """Propose to destroy what is over of somebody and still there. Raises StillKept and DisposalKnown."""
    rule, gone = work.rules[RETENTION], _gone(work, cadre.id)
    left = [term for term in _terms(work, cadre) if term.part not in gone]
    disposal = Disposal(
        id=work.new_id("dsp"),
        cadre_id=cadre.id,
        unit_ids=list(cadre.unit_ids),
        parts=must_be_over(left, work.today, rule.cited),
        reason=reason,
        cited=rule.cited,
        proposed_by=work.principal.account,
        proposed_at=work.now,
        open=cadre.id,
        synthetic=cadre.synthetic,
    )
    work.tell(DISPOSAL_PROPOSED, work.add(DISPOSALS, disposal))
    return disposal


def waiting(work: UnitOfWork, cadre_id: str) -> Disposal | None:
    """The proposal about somebody that waits to be decided."""
    found = work.find(DISPOSALS, {"open": cadre_id}, most=1)
    return found[0] if found else None


def _since(cadre: Cadre) -> Partial | None:
    """From when the time counts."""
    if cadre.status is Status.WITHDRAWN:
        return cadre.withdrawn_on.isoformat() if cadre.withdrawn_on else None
    return cadre.status_since


def _terms(read: Reading, cadre: Cadre) -> list[Term]:
    return terms(cadre.status, _since(cadre), read.rules[RETENTION].value)


def _gone(read: Reading, cadre_id: str) -> set[str]:
    """The services whose part was destroyed."""
    found = read.db[DISPOSALS.name].find({"cadre_id": cadre_id, "state": DisposalState.APPROVED.value})
    return {part for one in found for part in one["destroyed"]}


def _term(read: Reading, cadre_id: str, term: Term, gone: bool) -> Document:
    return {
        "part": term.part,
        "until": term.until,
        "over": term.over(read.today) and not gone,
        "gone": gone,
        "kept": [
            {
                "collection": name,
                "years": years,
                "documents": _count(read, cadre_id, term.part, name),
            }
            for name, years in term.years.items()
        ],
    }


def _count(read: Reading, cadre_id: str, part: str, name: str) -> int | None:
    if part != HERE:
        return None
    whose = next(one.whose for one in store.ALL if one.name == name)
    return read.db[name].count_documents({whose: cadre_id})


JUDGED = (
    Judged(
        operations.DECIDE_DISPOSAL,
        DISPOSALS,
        LIFE,
        (DisposalStep.APPROVED, DisposalStep.REJECTED),
        also=lambda read: [{"proposed_by": read.principal.account}],
    ),
)
