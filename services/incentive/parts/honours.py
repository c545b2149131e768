"""The ledger of honours (荣誉台账), certificates and revocation."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any

from nameko.extensions import DependencyProvider

from servicekit import queries
from servicekit.bulk import enter_each
from servicekit.calls import command, on, query
from servicekit.events import Event, Received
from servicekit.periods import must_have_come
from servicekit.roster import PEOPLE
from servicekit.signing import public_jwk
from servicekit.store import Document, Page
from servicekit.work import Reading, UnitOfWork
from services.incentive import certificates
from services.incentive.errors.honours import HonourNotInThisState, HonourRecorded
from services.incentive.events import honours as events
from services.incentive.model import honours as model
from services.incentive.model.honours import AwardBars, Bar
from services.incentive.operations import honours as operations
from services.incentive.parts.measures import revoke_what_rests_on
from services.incentive.schemas import honours as schemas
from services.incentive.store.honours import AWARD_BARS, CERTIFICATE_KEYS, HONOURS, STATUS_COUNTER, StatusCounter
from services.incentive.store.programmes import PROGRAMMES
from services.incentive.vocabulary.honours import LIFE, Decision, Honour, HonourState, HonourStep
from services.incentive.vocabulary.programmes import ProgrammeState

_MOST_HONOURS = 200
_MOST_PROGRAMMES = 100
"""Programmes of one title and level."""
_COUNTER = "status"


class Signing(DependencyProvider):
    """Sees at the start that certificates can be signed; without HONOUR_SIGNING_KEY the process does not start."""

    def setup(self) -> None:
        certificates.seed_from_environment()
        certificates.let_go(self.container.config["runtime"].db)

    def get_dependency(self, worker_ctx: Any) -> None:
        """Nothing is handed out: the key is read where something is signed."""


class Honours:
    """The ledger of honours (荣誉台账), certificates and revocation."""

    signing: Any = Signing()

    @query(operations.LIST_HONOURS)
    def list_honours(self, wish: Document, read: Reading) -> Page:
        """Honours by programme, batch, level, cadre, unit and state, newest first, within the reader's scope."""
        where = queries.filters(wish, "programme_id", "batch_id", "cadre_id", "unit_id", "level", "state")
        if wish["kept"]:
            where = queries.both(where, {"state": {"$ne": HonourState.REVOKED.value}})
        where |= queries.between(wish, "conferred_on", "conferred_from", "conferred_to")
        return read.page(
            HONOURS,
            queries.both(read.scope.filter(cadre="cadre_id"), where),
            wish,
            sorts=queries.orders("conferred_on", state="conferred_on"),
            default_sort="-conferred_on",
            answer=schemas.HonourOut,
        )

    @query(operations.GET_HONOUR)
    def get_honour(self, wish: Document, read: Reading) -> Document:
        """One honour."""
        return read.get(HONOURS, wish["honour_id"], read.scope.filter(cadre="cadre_id"))

    @command(operations.RECORD_HONOUR)
    def record_honour(self, wish: Document, work: UnitOfWork) -> Honour:
        """Enter an honour of a past year: told as conferred on its day, with neither nomination nor publicity."""
        return _record(wish, work)

    @command(operations.IMPORT_PAST_HONOURS)
    def import_past_honours(self, wish: Document, work: UnitOfWork) -> Document:
        """Honours of past years, many at once, each once."""
        return enter_each(work, wish, schemas.RecordHonour, _record, _same, HonourRecorded)

    @command(operations.REVOKE_HONOUR)
    def revoke_honour(self, wish: Document, work: UnitOfWork) -> Honour:
        """Revoke an honour, by a named person with a written basis."""
        honour = work.see(HONOURS, wish["honour_id"])
        _decide(work, honour, HonourStep.REVOKE, wish)
        return honour

    @command(operations.REVIEW_HONOUR)
    def review_honour(self, wish: Document, work: UnitOfWork) -> Honour:
        """Decide a review: the honour stands, or is revoked."""
        honour = work.see(HONOURS, wish["honour_id"])
        LIFE.must(honour, HonourStep.KEEP)  # Only what is under review can be kept.
        _decide(work, honour, HonourStep(wish["decision"]), wish)
        return honour

    @command(operations.RECORD_CERTIFICATE)
    def record_certificate(self, wish: Document, work: UnitOfWork) -> Honour:
        """Give the certificate its place in the status list, the first time."""
        honour = work.see(HONOURS, wish["honour_id"])
        LIFE.must(honour, HonourStep.CERTIFY)
        model.must_be_of_a_nomination(honour)
        if honour.status_index is None:
            counter = work.load_many(STATUS_COUNTER, [_COUNTER]).get(_COUNTER)
            if counter is None:
                counter = work.add(STATUS_COUNTER, StatusCounter(_COUNTER))
            honour.status_index, honour.first_issued_at = counter.following, work.now
            counter.following += 1
            work.save(STATUS_COUNTER, counter)
            work.save(HONOURS, honour)
        return honour

    @query(operations.ISSUE_CERTIFICATE)
    def issue_certificate(self, wish: Document, read: Reading) -> Document:
        """Sign the certificate; a query, so that the name leaves no trace in this service."""
        found = read.get(HONOURS, wish["honour_id"], read.scope.filter(cadre="cadre_id"))
        honour = HONOURS.to_entity(found)
        LIFE.must(honour, HonourStep.CERTIFY)
        if honour.status_index is None:
            raise HonourNotInThisState("证书尚未登记", "The certificate has not been recorded")
        programme = read.get(PROGRAMMES, str(honour.programme_id))
        signer = certificates.signer_of(read.db)
        holder = certificates.Holder(wish["holder"], wish["unit"], honour.cadre_id)
        return {
            "honour_id": honour.id,
            "certificate": certificates.certificate(honour, holder, programme, signer),
        }

    @query(operations.CERTIFICATE_KEYS)
    def certificate_keys(self, _wish: Document, read: Reading) -> Document:
        """Every public key that certificates were ever signed with."""
        certificates.signer_of(read.db)
        kept = read.db[CERTIFICATE_KEYS.name].find({}).sort("_id")
        return {"keys": [public_jwk(key["_id"], key["x"]) for key in kept]}

    @query(operations.CERTIFICATE_STATUS)
    def certificate_status(self, _wish: Document, read: Reading) -> Document:
        """Which certificates are revoked, signed, without saying whose."""
        where = {"state": HonourState.REVOKED.value, "status_index": {"$type": "number"}}
        revoked = [found["status_index"] for found in read.db[HONOURS.name].find(where, {"status_index": 1})]
        return {"status_list": certificates.status_list(revoked, read.now, certificates.signer_of(read.db))}

    @on(
        "supervision",
        "restriction.imposed.v1",
        "restriction.began.v1",
        "restriction.changed.v1",
        "restriction.ended.v1",
        "restriction.annulled.v1",
        handler="honour_reviews",
    )
    def review_for_restriction(self, event: Received, work: UnitOfWork) -> None:
        """A restriction that covers the day on which an honour was conferred puts that honour under review."""
        told = event.data
        bars = _ensure_bars(work, told["cadre_id"])
        bars.keep(
            Bar(
                restriction_id=told["restriction_id"],
                begins=date.fromisoformat(told["begins"]),
                ends=date.fromisoformat(told["ends"]) if told["ends"] else None,
                counts=told["state"] != "annulled" and (not told["effects"] or "award" in told["effects"]),
                sequence=event.sequence,
            )
        )
        _open_reviews(work, bars)

    @on("incentive", "honour.conferred.v1", handler="honours_conferred")
    def review_what_was_conferred(self, event: Received, work: UnitOfWork) -> None:
        """An honour that was conferred while a restriction became known is looked at once more."""
        _open_reviews(work, _ensure_bars(work, event.data["cadre_id"]))


def _tell(work: UnitOfWork, event: Event, honour: Honour) -> None:
    work.tell(event, honour, **events.emptied(honour))


def _same(row: Mapping[str, Any]) -> Hashable:
    """What makes two rows one honour."""
    return row["cadre_id"], row["title"], row["conferred_on"]


def _record(wish: Document, work: UnitOfWork) -> Honour:
    person = work.named(PEOPLE, wish["cadre_id"], "/cadre_id")
    must_have_come(wish["conferred_on"], work.today, "/conferred_on")
    model.must_be_of_a_past_year(wish["conferred_on"], work.today)
    where = {"title": wish["title"], "level": wish["level"].value, "state": ProgrammeState.OPEN.value}
    programmes = work.find(PROGRAMMES, where, most=_MOST_PROGRAMMES)
    programme_id = programmes[0].id if len(programmes) == 1 else None
    bars = _ensure_bars(work, person.id)
    # Saved, so that of two at once the second looks again.
    work.save(AWARD_BARS, bars)
    known = work.find(HONOURS, {"cadre_id": person.id}, most=_MOST_HONOURS)
    model.must_be_new(known, wish["title"], programme_id, wish["conferred_on"])
    honour = Honour(
        id=work.new_id("hon"),
        nomination_id=None,
        cadre_id=person.id,
        unit_ids=list(person.unit_ids),
        programme_id=programme_id,
        level=wish["level"].value,
        batch_id=None,
        field=None,
        conferred_on=wish["conferred_on"],
        certificate_number=None,
        title=wish["title"],
        document=wish["document"],
        recorded_by=work.principal.account,
        synthetic=wish["synthetic"],
    )
    _tell(work, events.HONOUR_CONFERRED, work.add(HONOURS, honour))
    return honour


def _decide(work: UnitOfWork, honour: Honour, step: HonourStep, wish: Document) -> None:
    """Keep or revoke an honour; with it goes what was granted because of it. Raises HonourNotInThisState."""
    model.take(honour, Decision(step, wish["decided_by"], work.now, wish["basis"]))
    told = events.HONOUR_REVIEW_CLOSED if step is HonourStep.KEEP else events.HONOUR_REVOKED
    _tell(work, told, work.save(HONOURS, honour))
    if step is HonourStep.REVOKE:
        revoke_what_rests_on(work, honour, wish["decided_by"], wish["basis"])


def review_for_vetting(work: UnitOfWork, nomination_id: str, vetting_id: str) -> None:
    """The vetting on which an honour was conferred was put right and has not passed: a person looks at the honour."""
    for honour in work.find(HONOURS, {"nomination_id": nomination_id}, most=1):
        if model.open_review(honour, vetting_id, "所依据的联审结论已更正为未通过", work.now):
            _tell(work, events.HONOUR_REVIEW_OPENED, work.save(HONOURS, honour))


def _ensure_bars(work: UnitOfWork, cadre_id: str) -> AwardBars:
    known = work.load_many(AWARD_BARS, [cadre_id]).get(cadre_id)
    return known or work.add(AWARD_BARS, AwardBars(cadre_id))


def _open_reviews(work: UnitOfWork, bars: AwardBars) -> None:
    # Saved even where nothing is found: the version is what lets the other reaction notice this one.
    bars.looked += 1
    work.save(AWARD_BARS, bars)
    honours = work.find(HONOURS, {"cadre_id": bars.id}, most=_MOST_HONOURS)
    for honour in model.open_reviews(honours, bars.bars, work.now):
        _tell(work, events.HONOUR_REVIEW_OPENED, work.save(HONOURS, honour))
