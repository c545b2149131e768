"""Cadres: registered, changed, corrected on request, searched for."""

from __future__ import annotations

import base64
import copy
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

from papers import pictures
from servicekit import queries, schooling
from servicekit.apart import Judged
from servicekit.calls import command, query
from servicekit.errors import field_error
from servicekit.schema import instance, load, plain
from servicekit.store import Document, Page, projection_of
from servicekit.work import Reading, UnitOfWork
from services.registry.errors.cadres import BadPhoto, NothingToAcknowledge, OneRightEntry, UnknownCadre
from services.registry.errors.common import NothingChanged
from services.registry.events.cadres import CADRE_CHANGED
from services.registry.events.corrections import CORRECTION_DECIDED, CORRECTION_REQUESTED
from services.registry.model import acknowledging, careers, checks, identity, reveals, succession
from services.registry.model.acknowledging import NOTHING
from services.registry.model.corrections import Correction
from services.registry.model.dates import earliest, years_between
from services.registry.model.entering import must_have_been
from services.registry.model.holding import on_day
from services.registry.model.life import against_fields, must_be_lived, must_lie_near, must_make_sense
from services.registry.model.person import DECIDED, MEMBERS, Appointment, Cadre, Entry, Revision, Voided
from services.registry.model.reveals import Reveal, RevealsOfDay
from services.registry.operations import cadres as operations
from services.registry.parts import corrections, entering, numbers
from services.registry.parts.building import (
    COMPARED,
    SEALED_AS,
    Place,
    Places,
    appointments_of,
    build,
    described,
    discrepancies,
    entries_of,
    number_of,
    read_number,
)
from services.registry.parts.common import (
    Part,
    Wish,
    enter_cadre,
    foresee,
    person_filter,
    post_named,
    settle_cadre,
    to_come,
    unit_named,
)
from services.registry.parts.foreseen import Foreseen
from services.registry.schemas.cadres import (
    MORE,
    AddEntries,
    CadreLine,
    CadreOut,
    Called,
    ChangeCadre,
    FamilyOut,
    HealthOut,
    PlainFields,
    RosterSource,
    Snapshot,
)
from services.registry.schemas.corrections import (
    CorrectionOut,
)
from services.registry.store.cadres import (
    CADRE_SORTS,
    CADRES,
    IN_THE_ROSTER,
    PHOTOS,
    Photo,
    cadre_filter,
    search_filter,
)
from services.registry.store.corrections import CORRECTION_SORTS, CORRECTIONS
from services.registry.store.reveals import REVEALS, count_misses, forget_miss
from services.registry.store.units import UNITS
from services.registry.vocabulary.corrections import LIFE, CorrectionState, Decision
from services.registry.vocabulary.person import HISTORY_WORDS
from services.registry.vocabulary.units import UnitStep

MOST_PHOTO_BYTES = 200_000
SNAPSHOT_FIELDS = projection_of(Snapshot)
CALLED_FIELDS = projection_of(Called)
PHOTO_TYPES = {"jpg": "image/jpeg", "png": "image/png"}


class Cadres(Part):
    """The files of cadres."""

    @command(operations.REGISTER_CADRE)
    def register_cadre(self, wish: Wish, work: UnitOfWork) -> Cadre:
        """Enter a cadre with the histories of the file."""
        number, blind = read_number(wish["identity_number"], self.cipher, work.today)
        numbers.known_to(work, self.cipher, {blind: number}, dry_run=False).must_be_new(blind)
        unit = unit_named(work, wish["unit_id"], wish["unit_code"])
        unit.must(UnitStep.RECEIVE)
        places = _places(work, wish["appointments"])
        places.units[wish["unit_id"] or wish["unit_code"]] = Place(unit.id, unit.unit_ids)
        cadre = build(work, wish, number, blind, places, self.cipher)
        brought = {name: getattr(cadre, name) for name in instance(AddEntries).fields}
        entering.check(work, cadre, brought, wish["override"], twice=True)
        enter_cadre(work, cadre)
        return cadre

    @command(operations.CHANGE_CADRE)
    def change_cadre(self, wish: Wish, work: UnitOfWork) -> Cadre:
        """Set plain fields and append to histories."""
        cadre = work.see(CADRES, wish["cadre_id"])
        self._change(work, cadre, wish)
        return cadre

    def _change(self, work: UnitOfWork, cadre: Cadre, wish: Wish) -> None:
        fields = {name: wish[name] for name in instance(PlainFields).fields if name in wish}
        if fields.get("name", "") is None:
            del fields["name"]
        added = {history: entries for history, entries in entries_of(wish["add"], work.rules).items() if entries}
        if sent := wish["add"].get("appointments"):
            added["appointments"] = list(_appointments_of(work, cadre, sent))
        relatives = {m.cadre_id for m in added.get("family", []) if m.cadre_id}  # type: ignore[attr-defined]
        if unknown := relatives - set(work.load_many(CADRES, relatives)):
            raise UnknownCadre(cadre_id=sorted(unknown)[0])
        by, said = work.principal.account, wish.get("acknowledgement")
        changing = [name for name, value in fields.items() if getattr(cadre, name) != value]
        again = acknowledging.must_be_acknowledged(cadre, changing, said)
        before = {item: acknowledging.said_of(cadre, item) for item in again}
        document = wish.get("document") or (said["document"] if said is not None and again else "")
        changed = careers.set_fields(cadre, fields, document, by, work.now)
        entering.acknowledge(work, cadre, before, said, "/acknowledgement/on")
        must_make_sense(cadre, changed, work.today, work.rules)
        if found := against_fields(cadre, changed, work.rules):
            at = "/began_work_on" if "began_work_on" in changed else "/birth"
            careers.answered_for(cadre, changed, checks.settle(found, wish["override"], at))
        if COMPARED & set(changed):
            number = identity.read(number_of(self.cipher, cadre))
            cadre.warnings = discrepancies(cadre, number, work.rules, work.today)
        entering.must_name_documents(added, wish.get("document") or "", "/add")
        for history, entries in added.items():
            cadre.append(history, *entries)
            changed.append(history)
        # Each is judged by a file that has the others too.
        entering.check(work, cadre, added, wish["override"], "/add", twice=True)
        for history, entries in added.items():
            if history in DECIDED:
                to_come(work, cadre, entries)
        if not changed:
            raise NothingChanged()
        settle_cadre(work, cadre)
        work.tell(CADRE_CHANGED, cadre, changed=changed)

    @command(operations.ACKNOWLEDGE)
    def acknowledge(self, wish: Wish, work: UnitOfWork) -> Cadre:
        """Acknowledge what the file says of birth, work, the Party, education or career (三龄两历认定)."""
        cadre = work.see(CADRES, wish["cadre_id"])
        before = {wish["item"]: acknowledging.said_of(cadre, wish["item"])}
        if before[wish["item"]] == NOTHING:
            raise NothingToAcknowledge(item=wish["item"])
        entering.acknowledge(work, cadre, before, wish, "/on")
        work.save(CADRES, cadre)
        work.tell(CADRE_CHANGED, cadre, changed=["acknowledgements"])
        return cadre

    @command(operations.CORRECT_ENTRY)
    def correct_entry(self, wish: Wish, work: UnitOfWork) -> Cadre:
        """Put an entry right (更正条目): it is set aside with the basis, and the right one stands in its place.

        What follows (ends, level, unit, post, retirement) is as if the right one had been entered; a level that came
        with an appointment is put right with that, not by itself. What it decides more than the wrong one is judged;
        the basis of the correction is no override of that.
        """
        cadre = work.see(CADRES, wish["cadre_id"])
        history = wish["history"]
        void = Voided(by=wish["by"], basis=wish["basis"], at=work.now)
        said = wish["acknowledgement"]
        before = acknowledging.entry_before(cadre, history, wish["entry"], said)
        wrong = careers.set_aside(cadre, history, wish["entry"], void)
        sent = wish["right"].get(history) or []
        if len(sent) != 1 or any(rows for name, rows in wish["right"].items() if name != history):
            raise _one_right_entry(history)
        right: Entry
        if history == "appointments":
            (right,) = made = _appointments_of(work, cadre, sent)
            assert isinstance(wrong, Appointment)
            made[0].replaces = made[0].main and (wrong.replaces or not wrong.main)
            made[0].given, made[0].brings_level, made[0].came_with = wrong.given, wrong.brings_level, wrong.came_with
        else:
            (right,) = entries_of({history: sent}, work.rules)[history]
        without = copy.deepcopy(cadre)
        succession.settle(without)
        entering.check(work, without, {history: [right]}, wish["override"], "/right", instead_of=wrong)
        right.corrects, right.held = wrong.entry, wrong.held
        cadre.append(history, right)
        if history in DECIDED and wrong.held is None:
            # Of what was still to come, or what is now, the day is awaited and it is judged on it.
            to_come(work, cadre, [right], date.min if wrong.entry in cadre.coming else None)
        entering.acknowledge(work, cadre, before, said, "/acknowledgement/on")
        settle_cadre(work, cadre)
        work.tell(CADRE_CHANGED, cadre, changed=[history])
        return cadre

    @command(operations.CORRECT_NUMBER)
    def correct_number(self, wish: Wish, work: UnitOfWork) -> Cadre:
        """Correct the identity number; the file keeps what it was, masked, with the document."""
        cadre = work.see(CADRES, wish["cadre_id"])
        number, blind = read_number(wish["identity_number"], self.cipher, work.today)
        if blind == cadre.number_index:
            raise NothingChanged()
        numbers.known_to(work, self.cipher, {blind: number}, dry_run=False).must_be_new(blind)
        before, by = cadre.number_masked, work.principal.account
        cadre.number_masked, cadre.number_index = number.masked, blind
        cadre.number_sealed = self.cipher.seal(number.text, SEALED_AS + cadre.id)
        cadre.revisions.append(Revision("identity_number", before, number.masked, wish["document"], by, work.now))
        cadre.warnings = discrepancies(cadre, number, work.rules, work.today)
        settle_cadre(work, cadre)
        work.tell(CADRE_CHANGED, cadre, changed=["identity_number"])
        return cadre

    @command(operations.REVEAL_NUMBER)
    def reveal_number(self, wish: Wish, work: UnitOfWork) -> Document:
        """Show an identity number in full, for a reason, as often as the rule allows an account on a day."""
        cadre = work.see(CADRES, wish["cadre_id"])
        account, today = work.principal.account, work.today
        id = reveals.id_of(account, today)
        kept = work.load_many(REVEALS, [id]).get(id)
        if kept is None:
            kept = work.add(REVEALS, RevealsOfDay(id, account, today))
        reveals.show(kept, Reveal(cadre.id, wish["reason"], work.now), work.rules)
        work.save(REVEALS, kept)
        work.note(cadre.id, wish["reason"])
        number = number_of(self.cipher, cadre)
        return {"cadre_id": cadre.id, "identity_number": number}

    @command(operations.SET_PHOTO)
    def set_photo(self, wish: Wish, work: UnitOfWork) -> Document:
        """Keep a photo: JPEG or PNG, up to 200 KB."""
        cadre = work.see(CADRES, wish["cadre_id"])
        try:
            data = base64.b64decode(wish["data"], validate=True)
        except ValueError:  # Also of letters that are none of ASCII.
            data = b""
        if len(data) > MOST_PHOTO_BYTES or PHOTO_TYPES.get(pictures.kind(data)) != wish["media_type"]:
            raise _bad_photo()
        photo = work.load_many(PHOTOS, [cadre.id]).get(cadre.id)
        if photo is None:
            photo = work.add(PHOTOS, Photo(cadre.id, wish["media_type"], data))
        else:
            photo.media_type, photo.data = wish["media_type"], data
            work.save(PHOTOS, photo)
        work.save(CADRES, cadre)
        work.tell(CADRE_CHANGED, cadre, changed=["photo"])
        return {"cadre_id": cadre.id, "version": cadre.version, "media_type": photo.media_type, "data": wish["data"]}

    @query(operations.GET_PHOTO)
    def get_photo(self, wish: Wish, read: Reading) -> Document:
        """A cadre's photo."""
        cadre = read.get(CADRES, wish["cadre_id"], read.scope.filter())
        read.must_be_kept(cadre["_id"])
        photo = read.get(PHOTOS, cadre["_id"])
        data = base64.b64encode(photo["data"]).decode()
        return {"cadre_id": cadre["_id"], "version": photo["version"], "media_type": photo["media_type"], "data": data}

    @query(operations.GET_CADRE)
    def get_cadre(self, wish: Wish, read: Reading) -> Document:
        """One file; with `as_of`, also how things stood on that day."""
        scope = read.scope.filter()
        if wish["as_of"] is None:
            return read.get(CADRES, wish["cadre_id"], scope, answer=CadreOut)
        document = read.get(CADRES, wish["cadre_id"], scope)
        cadre = CADRES.to_entity(document)
        held = foresee(read, cadre, wish["as_of"])
        at_day = careers.as_of(cadre, wish["as_of"])
        if at_day["unit_id"] is not None:
            at_day["unit_id"] = Foreseen(read, wish["as_of"]).path(cadre.unit_ids)[-1]
        return {**document, "at_day": {**at_day, "will_be_held": held}}

    @query(operations.GET_FAMILY)
    def get_family(self, wish: Wish, read: Reading) -> Document:
        """A cadre's family members, under a right of their own."""
        found = read.get(CADRES, wish["cadre_id"], read.scope.filter(), answer=FamilyOut)
        read.must_be_kept(found["_id"])
        return found

    @query(operations.GET_HEALTH)
    def get_health(self, wish: Wish, read: Reading) -> Document:
        """A cadre's health (健康状况), under a right of its own, with what was said of it before."""
        found = read.get(CADRES, wish["cadre_id"], read.scope.filter(), answer=HealthOut)
        read.must_be_kept(found["_id"])
        return {**found, "revisions": [one for one in found.get("revisions", ()) if one["field"] == "health"]}

    @query(operations.FIND_BY_NUMBER)
    def find_by_number(self, wish: Wish, read: Reading) -> Document:
        """The cadre with an identity number, found by its blind index.

        How often that may be in vain is bounded: where somebody was born and when stands in their file, and the few
        signs that are left would be found by trying.
        """
        _, blind = read_number(wish["identity_number"], self.cipher, read.today)
        account, most = read.principal.account, int(read.rules["registry.number_lookups_per_day"].value)
        count_misses(read.db, account, read.today, most)
        found = read.db[CADRES.name].find_one(person_filter(read, {"number_index": blind}))
        if found is None:
            raise UnknownCadre()
        forget_miss(read.db, account, read.today)
        return read.opened(CADRES, found)

    @query(operations.LIST_CADRES)
    def list_cadres(self, wish: Wish, read: Reading) -> Page:
        """A combined search by name, place, level, age and more, with a cut-off date; of a day to come as things stand,
        with the mergers and moves of units that are planned until then."""
        day = wish["as_of"]
        foreseen = Foreseen(read, day or read.today)
        came, left = foreseen.below(wish["unit_id"], itself=not wish["below"]) if wish["unit_id"] else ([], [])
        where = person_filter(read, cadre_filter(wish, read.today, came, left))
        more = wish["more"] or ()
        answer = None if day else RosterSource if more else CadreLine
        page = read.page(CADRES, where, wish, sorts=CADRE_SORTS, default_sort="name", answer=answer)
        if day:
            page.items = [_as_of(read, document, day, foreseen) for document in page.items]
        page.items = [_with_more(document, more, day or read.today) for document in page.items]
        return page

    @query(operations.SNAPSHOTS)
    def snapshots(self, wish: Wish, read: Reading) -> Document:
        """Cadres as read models keep them, up to 500 at once, with the words that events do not carry."""
        return {"items": _with_units(read, wish["ids"], SNAPSHOT_FIELDS)}

    @query(operations.WHO_ARE)
    def who_are(self, wish: Wish, read: Reading) -> Document:
        """What cadres are called and where they serve, up to 500 at once: for answers that else show an id alone."""
        return {"items": _with_units(read, wish["ids"], CALLED_FIELDS)}

    @query(operations.FIND_NAMED)
    def find_named(self, wish: Wish, read: Reading) -> Document:
        """Who is called so within the caller's scope: for lists of what is about somebody, which know no names."""
        where, most = person_filter(read, search_filter(wish["q"], IN_THE_ROSTER)), wish["most"]
        ids = [found["_id"] for found in read.db[CADRES.name].find(where, {"_id": 1}).limit(most + 1)]
        return {"ids": sorted(ids[:most]), "more": len(ids) > most}

    # -- corrections ----------------------------------------------------------------------------------------------

    @command(operations.REQUEST_CORRECTION)
    def request_correction(self, wish: Wish, work: UnitOfWork) -> Correction:
        """Ask that a file be corrected; it changes only when somebody else approves.

        What could never be approved, for the days it names, is refused to whoever asks.
        """
        cadre = work.see(CADRES, wish["cadre_id"])
        add = {history: entries for history, entries in wish["add"].items() if entries}
        changes = {name: value for name, value in wish["changes"].items() if name != "name" or value is not None}
        if not add and corrections.stands_so(work, cadre, changes):
            raise NothingChanged()
        corrections.must_know_relatives(work, add.get("family", []), "/add/family")
        changed = replace(cadre, **changes)
        must_make_sense(changed, changes, work.today, work.rules, "/changes")
        for history, entries in entries_of(add, work.rules).items():
            for place, entry in enumerate(entries):
                must_have_been(history, entry, work.today, f"/add/{history}/{place}")
                must_be_lived(changed, history, entry, work.rules, f"/add/{history}/{place}")
                must_lie_near(entry, work.today, work.rules, f"/add/{history}/{place}")
        correction = Correction(
            id=work.new_id("cor"),
            cadre_id=cadre.id,
            unit_ids=list(cadre.unit_ids),
            requested_by=work.principal.account,
            requested_at=work.now,
            reason=wish["reason"],
            changes=plain(changes),
            add=plain(add),
            synthetic=cadre.synthetic,
        )
        work.add(CORRECTIONS, correction)
        work.tell(CORRECTION_REQUESTED, correction)
        return correction

    @command(operations.DECIDE_CORRECTION)
    def decide_correction(self, wish: Wish, work: UnitOfWork) -> Correction:
        """Approve, reject or withdraw a request; an approval changes the file in the same transaction."""
        correction = work.see(CORRECTIONS, wish["correction_id"])
        correction.decide(wish["decision"], work.mark(), wish["basis"])
        if correction.state is CorrectionState.APPROVED:
            asked: dict[str, Any] = load(
                ChangeCadre,
                {
                    "cadre_id": correction.cadre_id,
                    **correction.changes,
                    "add": correction.add,
                    "document": wish["basis"],
                    "override": wish["override"],
                    "acknowledgement": plain(wish["acknowledgement"]),
                },
            )
            self._change(work, work.load(CADRES, correction.cadre_id), asked)
        work.save(CORRECTIONS, correction)
        work.tell(CORRECTION_DECIDED, correction)
        return correction

    @command(operations.WITHDRAW_CORRECTION)
    def withdraw_correction(self, wish: Wish, work: UnitOfWork) -> Correction:
        """Withdraw a request of one's own."""
        correction = work.see(CORRECTIONS, wish["correction_id"])
        correction.decide("withdrawn", work.mark(), wish["reason"])
        work.save(CORRECTIONS, correction)
        work.tell(CORRECTION_DECIDED, correction)
        return correction

    @query(operations.GET_CORRECTION)
    def get_correction(self, wish: Wish, read: Reading) -> Document:
        """One correction request."""
        return read.get(CORRECTIONS, wish["correction_id"], read.scope.filter(cadre="cadre_id"), answer=CorrectionOut)

    @query(operations.LIST_CORRECTIONS)
    def list_corrections(self, wish: Wish, read: Reading) -> Page:
        """Correction requests by state or cadre."""
        where = queries.filters(wish, "state", "cadre_id") | queries.on_days(wish, "requested_at")
        if scope := read.scope.filter(cadre="cadre_id"):
            where = {"$and": [scope, where]}
        return read.page(
            CORRECTIONS,
            where,
            wish,
            sorts=CORRECTION_SORTS,
            default_sort="-requested_at",
            answer=CorrectionOut,
        )


def _places(work: UnitOfWork, entries: list[Wish]) -> Places:
    """The units and posts that appointments name. Raises UnknownUnit and UnknownPost naming the field."""
    places = Places()
    for place, entry in enumerate(entries):
        post = post_named(work, entry["post_id"], entry["post_code"], f"/appointments/{place}/post_id")
        if post is not None:
            places.posts[entry["post_id"] or entry["post_code"]] = described(post)
        named = entry["unit_id"] or entry["unit_code"]
        for id, code in ((entry["unit_id"], entry["unit_code"]), (post.unit_id if post else None, None)):
            if id or code:
                at = unit_named(work, id, code, f"/appointments/{place}/unit_id")
                places.units[id or named] = Place(at.id, at.unit_ids)
    return places


def _appointments_of(work: UnitOfWork, cadre: Cadre, sent: list[Wish]) -> list[Appointment]:
    """Appointments that are entered afterwards; in the cadre's unit where none is named."""
    return appointments_of(sent, Place(cadre.unit_id, cadre.unit_ids), _places(work, sent))


def _as_of(read: Reading, document: Document, day: date, foreseen: Foreseen) -> Document:
    """A line of a list as it was on a day, or will be as things stand."""
    cadre = CADRES.to_entity(document)
    foresee(read, cadre, day)
    on_day(cadre, day)
    cadre.unit_ids = foreseen.path(cadre.unit_ids)
    cadre.unit_id = cadre.unit_ids[-1]
    return CADRES.to_document(cadre)


def _with_more(document: Document, more: Collection[str], day: date) -> Document:
    """A line of a list with these of what rosters tell besides, as of a day, and none of the others."""
    line = {name: value for name, value in document.items() if name not in MORE}
    if not more:
        return line
    finished = [
        one
        for one in document["education"]
        if not one.get("void") and (not one["ended"] or earliest(one["ended"]) <= day)
    ]
    told: Document = {
        **{name: document.get(name) or "" for name in MORE},
        "joined_party_on": (document["joined_party_on"] or "") if document["political_status"] in MEMBERS else "",
        "age": years_between(document["birth"], day),
        "full_time": _studied(finished, "full_time"),
        "in_service": _studied(finished, "in_service"),
    }
    return line | {name: told[name] for name in more}


def _studied(education: list[Document], mode: str) -> Document:
    level, degree = schooling.highest(education, mode)
    schools = (schooling.school_of(one) for one in (level, degree) if one is not None)
    return {
        "level": schooling.said_of(level) if level is not None else "",
        "degree": degree["degree"] if degree is not None else "",
        "school": "；".join(dict.fromkeys(school for school in schools if school)),
    }


def _one_right_entry(history: str) -> OneRightEntry:
    zh, en = f"更正须且仅须给出{HISTORY_WORDS[history]}的一条正确内容", f"Give exactly one right entry of {history}"
    return OneRightEntry(zh, en, errors=[field_error(f"/right/{history}", "one-entry", zh, en)])


def _with_units(read: Reading, ids: list[str], fields: dict[str, int]) -> list[Document]:
    """These cadres, with what their units are called."""
    found = read.opened_many(CADRES, read.db[CADRES.name].find(person_filter(read, {"_id": {"$in": ids}}), fields))
    units = read.db[UNITS.name].find(
        {"_id": {"$in": list({d["unit_id"] for d in found})}}, {"name": 1, "short_name": 1}
    )
    named = {unit["_id"]: unit for unit in units}
    for document in found:
        unit = named.get(document["unit_id"], {})
        document["unit_name"], document["unit_short_name"] = unit.get("name", ""), unit.get("short_name", "")
    return found


def _bad_photo() -> BadPhoto:
    most = pictures.MOST_PIXELS
    zh = f"照片须为完整的 JPEG 或 PNG，200 KB 以内，长宽各不超过{most}像素"
    en = f"A photo is a whole JPEG or PNG of up to 200 KB and {most} pixels on each side"
    return BadPhoto(zh, en, errors=[field_error("/data", "bad-photo", zh, en)])


JUDGED = (
    Judged(
        operations.DECIDE_CORRECTION,
        CORRECTIONS,
        LIFE,
        (Decision.APPROVED, Decision.REJECTED),
        also=lambda read: [{"requested_by": read.principal.account}],
    ),
)
