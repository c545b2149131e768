"""Bulk registration: many rows in one transaction, a handful of queries for all of them, and each bad row explained."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from papers import pictures
from servicekit import queries
from servicekit.blanks import folded
from servicekit.bulk import Results, rows_before
from servicekit.calls import command
from servicekit.crypto import FieldCipher
from servicekit.errors import Problem, field_error
from servicekit.queries import entries_of
from servicekit.schema import instance
from servicekit.schemas import MAX_ROWS
from servicekit.store import Document
from servicekit.work import UnitOfWork
from services.registry.errors.cadres import UnknownCadre
from services.registry.errors.posts import PostTaken
from services.registry.errors.units import CodeTaken, UnknownUnit
from services.registry.events.cadres import CADRE_CHANGED
from services.registry.events.policies import POLICY_REGISTERED
from services.registry.events.posts import POST_CHANGED, POST_ESTABLISHED
from services.registry.events.units import UNIT_REGISTERED
from services.registry.model import alerts, checks, identity, succession
from services.registry.model.dates import earliest
from services.registry.model.identity import IdentityNumber
from services.registry.model.person import DECIDED, HISTORIES, Cadre
from services.registry.model.units import LEADERS, Post
from services.registry.operations import imports as operations
from services.registry.parts import career_rows, entering, form_rows, judging, numbers, present, told_cells
from services.registry.parts.building import (
    COMPARED,
    Place,
    Places,
    build,
    described,
    discrepancies,
    known_number,
    number_of,
    read_number,
    repeated_number,
)
from services.registry.parts.cadres import PHOTO_TYPES
from services.registry.parts.common import (
    Part,
    Wish,
    keep_alerts,
    refresh,
    settle_cadres,
    settle_units,
    tell_registered,
    to_come,
)
from services.registry.parts.ordering import place_cadres, place_posts, place_units
from services.registry.parts.policies import new_policy
from services.registry.parts.post_conditions import KINDS
from services.registry.parts.selection_steps import posts_gone
from services.registry.parts.units import must_be_another_code, new_post, new_unit
from services.registry.schemas.cadres import AddEntries, ImportCadre
from services.registry.schemas.career_rows import ROW_KINDS, CareerRow
from services.registry.schemas.form_rows import FormRow
from services.registry.schemas.policies import RegisterPolicy
from services.registry.schemas.units import EstablishPost, RegisterUnit
from services.registry.store.cadres import CADRES, PHOTOS, Photo, namesakes
from services.registry.store.policies import POLICIES
from services.registry.store.posts import POSTS
from services.registry.store.units import UNITS
from services.registry.vocabulary.selections import POST_FILLED

Rows = list[tuple[int, Wish]]
_OF_AN_EARLIER_ROW = "earlier"
"""Who holds a post in a dry run that somebody of an earlier row would be given."""


class Imports(Part):
    """Bulk registration."""

    @command(operations.IMPORT_UNITS)
    def import_units(self, wish: Wish, work: UnitOfWork) -> Document:
        """Units; a parent is named by id or code, of the roster or of an earlier or later row of the same chunk."""
        results = Results(work)
        rows = _without_twins(results.read(RegisterUnit, wish["rows"]), "code", results, folded)
        alike = queries.alike(work.db, UNITS, "code", (row["code"] for _, row in rows))
        parents = work.load_many(UNITS, {row["parent_id"] for _, row in rows if row["parent_id"]})
        codes = {row["parent_code"] for _, row in rows if row["parent_code"]}
        named = work.find(UNITS, {"code": {"$in": sorted(codes)}}, most=MAX_ROWS) if codes else []
        by_code = {unit.code: unit for unit in named}
        met = rows_before(RegisterUnit, wish)
        for row in _from_the_top(met if wish["dry_run"] else []):
            above = parents.get(row["parent_id"] or "") or by_code.get(row["parent_code"] or "")
            by_code[row["code"]] = new_unit(work, row, above)
        before = {folded(row["code"]) for row in met}
        waiting = []
        for number, row in rows:
            with results.row(number):
                _must_be_new("code", folded(row["code"]), (), before)
                must_be_another_code(row["code"], alike)
                waiting.append((number, row))
        while waiting:
            left: Rows = []
            for number, row in waiting:
                parent = parents.get(row["parent_id"] or "") or by_code.get(row["parent_code"] or "")
                if (row["parent_id"] or row["parent_code"]) and parent is None:
                    left.append((number, row))
                    continue
                with results.row(number):
                    unit = new_unit(work, row, parent)
                    by_code[unit.code] = unit
                    results.ok(number, None if wish["dry_run"] else unit.id)
                    if not wish["dry_run"]:
                        place_units(work, [unit])
                        work.add(UNITS, unit)
                        work.tell(UNIT_REGISTERED, unit)
            if len(left) == len(waiting):
                for number, row in left:
                    results.wrong(number, _unknown_unit(row["parent_id"] or row["parent_code"], "/parent_code"))
                break
            waiting = left
        return results.answer()

    @command(operations.IMPORT_POSTS)
    def import_posts(self, wish: Wish, work: UnitOfWork) -> Document:
        """Posts; a unit is named by id or code."""
        results = Results(work)
        rows = _without_twins(results.read(EstablishPost, wish["rows"]), "code", results)
        taken = queries.taken(work.db, POSTS, "code", (row["code"] for _, row in rows))
        before = {row["code"] for row in rows_before(EstablishPost, wish) if row["code"]}
        units = _units(work, [(row["unit_id"], row["unit_code"]) for _, row in rows])
        kinds = entries_of(work.db, KINDS)
        for number, row in rows:
            with results.row(number):
                unit = units.get(row["unit_id"] or row["unit_code"] or "")
                _must_be_new("code", row["code"], taken, before)
                if unit is None:
                    raise _unknown_unit(row["unit_id"] or row["unit_code"] or "", "/unit_code")
                post = new_post(work, row, unit.id, unit.unit_ids, kinds)
                results.ok(number, None if wish["dry_run"] else post.id)
                if not wish["dry_run"]:
                    place_posts(work, [post])
                    work.add(POSTS, post)
                    work.tell(POST_ESTABLISHED, post)
        return results.answer()

    @command(operations.IMPORT_CADRES)
    def import_cadres(self, wish: Wish, work: UnitOfWork) -> Document:
        """Cadres with the histories of their files; what the files say is history and not checked as a new decision."""
        results = Results(work)
        numbered = []
        for number, sent in results.read(ImportCadre, wish["rows"]):
            with results.row(number):
                seen, blind = read_number(sent["identity_number"], self.cipher, work.today)
                numbered.append((number, told_cells.read(sent), seen, blind))
        entered = {blind: seen for *_, seen, blind in numbered}
        known = numbers.known_to(work, self.cipher, entered, dry_run=wish["dry_run"])
        met = rows_before(ImportCadre, wish)
        repeated = {read_number(row["identity_number"], self.cipher, work.today)[1] for row in met}
        already = [told_cells.Told(row) for row in met] if wish["dry_run"] else []
        present.find_units(work, [*(told for _, told, *_ in numbered), *already])
        before = [told.row for told in already]
        rows = [told.row for _, told, *_ in numbered]
        posts = _posts_of(work, [*rows, *before])
        places = _places(work, [*rows, *before], posts)
        meant = present.Meant.of(work, [*rows, *before], places, posts)
        for told in already:
            meant.link(told)
            for each in told.row["appointments"]:
                if _is_held(each, work.today) and (post := posts.get(each["post_id"] or each["post_code"] or "")):
                    post.take(_OF_AN_EARLIER_ROW)
        by_id = {post.id: post for post in posts.values()}
        selected = judging.selections_about(work, by_id, [])
        made: list[tuple[Cadre, list[alerts.Alert]]] = []
        for number, told, seen, blind in numbered:
            with results.row(number), told.in_its_cells():
                if blind in repeated:
                    raise repeated_number()
                known.must_be_new(blind)
                meant.link(told)
                cadre = build(work, told.row, seen, blind, places, self.cipher)
                unchecked = _enter(work, cadre, told.row["override"], selected, dry_run=wish["dry_run"])
                wanted = alerts.wanted_for_cadre(cadre, work.today, work.rules)
                _claim_posts(cadre, by_id)
                repeated.add(blind)
                made.append((cadre, [alerts.open_alert(cadre, one, work.now) for one in wanted]))
                notes = [*told.notes, *cadre.warnings, *checks.unchecked(unchecked)]
                results.ok(number, None if wish["dry_run"] else cadre.id, notes=notes)
        if not wish["dry_run"]:
            self._keep(work, made, by_id)
        return results.answer()

    @command(operations.IMPORT_FORMS)
    def import_forms(self, wish: Wish, work: UnitOfWork) -> Document:
        """Forms (干部任免审批表): who is new is registered, of who is known what the form says otherwise and besides is
        taken over, with a note of each difference; a form that says the same changes nothing."""
        results = Results(work)
        numbered: list[FormOf] = []
        for number, row in results.read(FormRow, wish["rows"]):
            with results.row(number):
                seen, blind = None, ""
                if row["identity_number"]:
                    seen, blind = read_number(row["identity_number"], self.cipher, work.today)
                numbered.append((number, row, form_rows.read(row), seen, blind))
        said = {blind: seen for *_, seen, blind in numbered if seen is not None}
        known = numbers.known_to(work, self.cipher, said, dry_run=wish["dry_run"])
        new, whose = _whose_forms(work, numbered, known, results)
        cadres = work.load_many(CADRES, set(whose.values()))
        photos = work.load_many(PHOTOS, set(whose.values()))
        selected = judging.selections_about(work, [], [])
        changed: dict[str, list[str]] = {}
        for number, row, form, _, blind in numbered:
            if number not in whose:
                continue
            with results.row(number):
                cadre = cadres[whose[number]]
                differences = form_rows.Differences(cadre, row["accept"])
                before, warned = cadre.entries, cadre.warnings
                fields, notes = form_rows.update(work, cadre, row, form, selected, differences)
                did = {**entered(cadre, before), "fields": [one for one in fields if one not in HISTORIES]}
                if COMPARED.intersection(fields):
                    opened = identity.read(number_of(self.cipher, cadre))
                    cadre.warnings = discrepancies(cadre, opened, work.rules, work.today)
                photo = photos.get(cadre.id)
                other = form.photo and (photo is None or photo.data != form.photo)
                if other and differences.takes("photo", None, None, (photo and photo.data, form.photo)):
                    fields.append("photo")
                    notes.append(form_rows.note("changed", "照片更新", "The photo changes"))
                    if not wish["dry_run"]:
                        _keep_photo(work, cadre.id, photo, form.photo)
                if fields:
                    changed.setdefault(cadre.id, []).extend(fields)
                if not blind:
                    notes.insert(0, form_rows.BY_NAME)
                warned = [one for one in cadre.warnings if one not in warned]
                told = [*form.notes, *notes, *warned, *differences.notes()]
                if not fields:
                    told.insert(0, form_rows.NOTHING_TAKEN if differences.told else form_rows.UNCHANGED)
                results.ok(
                    number,
                    None if wish["dry_run"] else cadre.id,
                    notes=told,
                    did={**did, "at": work.now},
                    cadre_id=cadre.id,
                    differences=differences.told,
                )
        made = self._registered(work, new, results, dry_run=wish["dry_run"])
        if not wish["dry_run"]:
            settle_cadres(work, [cadres[id] for id in changed])
            for id, names in changed.items():
                work.tell(CADRE_CHANGED, cadres[id], changed=list(dict.fromkeys(names)))
            self._keep(work, [(cadre, opened) for cadre, opened, _ in made], {})
            for cadre, _, content in made:
                if content:
                    _keep_photo(work, cadre.id, None, content)
        return results.answer()

    def _registered(
        self, work: UnitOfWork, new: list[FormOf], results: Results, *, dry_run: bool
    ) -> list[tuple[Cadre, list[alerts.Alert], bytes]]:
        """Cadres as forms have them, with their alerts and photos."""
        made: list[tuple[Cadre, list[alerts.Alert], bytes]] = []
        if not new:
            return made
        units = form_rows.Units.of(work)
        given = _units(work, [(None, row["unit_code"]) for _, row, *_ in new if row["unit_code"]])
        selected = judging.selections_about(work, [], [])
        taken: set[str] = set()
        for number, row, form, seen, blind in new:
            with results.row(number):
                assert seen is not None
                if blind in taken:
                    raise known_number()
                title, told = row["current_post"], []
                try:
                    place, title, found = form_rows.unit_of(row, units)
                    told.append(found)
                except UnknownUnit:
                    named = Places(given).unit(None, row["unit_code"], "/unit_code")
                    if named is None:
                        raise
                    place = named
                said, left_out = form_rows.registration(row, form, place, title)
                cadre = build(work, said, seen, blind, Places({place.id: place}), self.cipher)
                unchecked = _enter(work, cadre, None, selected, dry_run=dry_run)
                wanted = alerts.wanted_for_cadre(cadre, work.today, work.rules)
                taken.add(blind)
                made.append((cadre, [alerts.open_alert(cadre, one, work.now) for one in wanted], form.photo))
                told = [form_rows.NEW, *told, *cadre.warnings, *form.notes, *left_out, *checks.unchecked(unchecked)]
                results.ok(number, None if dry_run else cadre.id, notes=told, did={"new": True})
        return made

    def _keep(self, work: UnitOfWork, made: list[tuple[Cadre, list[alerts.Alert]]], posts: dict[str, Post]) -> None:
        """Keep imported cadres with their alerts, and count them into their units and posts once for all."""
        cadres = [cadre for cadre, _ in made]
        leading = [(cadre, held) for cadre in cadres for held in cadre.current(work.today) if held.role in LEADERS]
        units = work.load_many(UNITS, {held.unit_id for _, held in leading})
        for _, held in leading:
            units[held.unit_id].fill(held.role, 1, earliest(held.began))
        settle_units(work, list(units.values()))
        for post_id in dict.fromkeys(id for cadre in cadres for id in cadre.post_ids):
            work.save(POSTS, posts[post_id])
            work.tell(POST_CHANGED, posts[post_id])
        posts_gone(work, {id for cadre in cadres for id in cadre.post_ids}, POST_FILLED)
        for cadre, opened in made:
            cadre.counted = [held.entry for held in cadre.current(work.today)]
            keep_alerts(work, opened, [])
            tell_registered(work, cadre)
        place_cadres(work, cadres)
        work.add_many(CADRES, cadres)

    @command(operations.IMPORT_CAREERS)
    def import_careers(self, wish: Wish, work: UnitOfWork) -> Document:
        """Entries of careers (履历补录), one a row, in any order; one that is in the file already changes nothing.

        What has been is entered from its document and not judged by the checks of a decision of today; each row says
        what was not. What was decided of late is judged as one of today, after the rows of what was before. A decision
        of today, and what is to come, is refused: it is made where it is judged.
        """
        results = Results(work)
        rows = career_rows.whose(work, results.read(CareerRow, wish["rows"]), self.cipher, results, {})
        cadres = work.load_many(CADRES, {cadre_id for *_, cadre_id in rows})
        named = [row for _, row, _ in rows]
        posts = _posts(work, [(row["post_id"], row["post_code"]) for row in named], also_past=True)
        units = [(row["unit_id"], row["unit_code"]) for row in named] + [(one.unit_id, None) for one in posts.values()]
        places = Places(_units(work, units, also_past=True), {key: described(post) for key, post in posts.items()})
        appointed = [cadre_id for _, row, cadre_id in rows if row["kind"] == "appointment"]
        selected = judging.selections_about(work, [post.id for post in posts.values()], appointed)
        changed: dict[str, set[str]] = {}
        for number, row, cadre_id in sorted(rows, key=lambda each: _decided_on(each[1])):
            with results.row(number):
                cadre = cadres.get(cadre_id)
                if cadre is None or not work.sees(CADRES, cadre):
                    raise career_rows.unknown_cadre(row)
                before = cadre.entries
                notes = career_rows.enter(work, cadre, row, places, selected)
                if not any(note["code"] == career_rows.ALREADY["code"] for note in notes):
                    changed.setdefault(cadre_id, set()).add(ROW_KINDS[row["kind"]].history)
                did = entered(cadre, before)
                results.ok(number, None if wish["dry_run"] else cadre_id, notes=notes, did=did)
        if changed and not wish["dry_run"]:
            settle_cadres(work, [cadres[id] for id in changed])
            for id, histories in changed.items():
                work.tell(CADRE_CHANGED, cadres[id], changed=sorted(histories))
        return results.answer()

    @command(operations.IMPORT_POLICIES)
    def import_policies(self, wish: Wish, work: UnitOfWork) -> Document:
        """Documents of the register; a classified one is refused row by row."""
        results = Results(work)
        rows = _without_twins(results.read(RegisterPolicy, wish["rows"]), "number", results)
        taken = queries.taken(work.db, POLICIES, "number", (row["number"] for _, row in rows))
        before = {row["number"] for row in rows_before(RegisterPolicy, wish)}
        for number, row in rows:
            with results.row(number):
                _must_be_new("number", row["number"], taken, before)
                policy = new_policy(work, row)
                results.ok(number, None if wish["dry_run"] else policy.id)
                if not wish["dry_run"]:
                    work.add(POLICIES, policy)
                    work.tell(POLICY_REGISTERED, policy)
        return results.answer()


def _posts_of(work: UnitOfWork, rows: Iterable[Wish]) -> dict[str, Post]:
    """The posts of the appointments of these people."""
    return _posts(work, [(each["post_id"], each["post_code"]) for row in rows for each in row["appointments"]])


def _places(work: UnitOfWork, rows: Iterable[Wish], posts: Mapping[str, Post]) -> Places:
    """The units and posts that these people are in, or were."""
    named = [(each["unit_id"], each["unit_code"]) for row in rows for each in (row, *row["appointments"])]
    units = _units(work, [*named, *((post.unit_id, None) for post in posts.values())])
    return Places(units, {key: described(post) for key, post in posts.items()})


def to_be(work: UnitOfWork, rows: Iterable[Wish], cipher: FieldCipher) -> dict[str, Cadre]:
    """The people that these rows of a dry run would have registered, by the blind index of their numbers."""
    found: dict[str, Cadre] = {}
    read = []
    for row in rows:
        with suppress(Problem):
            read.append(told_cells.read(row))
    present.find_units(work, read)
    rows = [told.row for told in read]
    posts = _posts_of(work, rows)
    places, selected = _places(work, rows, posts), judging.selections_about(work, [], [])
    meant = present.Meant.of(work, rows, places, posts)
    for told in read:
        with suppress(Problem):
            meant.link(told)
            row = told.row
            seen, blind = read_number(row["identity_number"], cipher, work.today)
            cadre = build(work, row, seen, blind, places, cipher)
            _enter(work, cadre, row["override"], selected, dry_run=True)
            for id in cadre.post_ids:
                posts[id].take(cadre.id)
            found[blind] = cadre
    return found


def _from_the_top(rows: list[Wish]) -> Iterator[Wish]:
    """Units in such an order that each comes after the one above it."""
    waiting = {row["code"]: row for row in rows}
    while waiting:
        ready = [code for code, row in waiting.items() if row["parent_code"] not in waiting]
        for code in ready:
            yield waiting.pop(code)
        if not ready:
            return


def _is_held(appointment: Wish, today: date) -> bool:
    began, ended = appointment["began"], appointment["ended"]
    return earliest(began) <= today and (ended is None or today < earliest(ended))


FormOf = tuple[int, Wish, form_rows.Read, IdentityNumber | None, str]
"""A form with its row's place, what it says, and its identity number with the blind index, where it has one."""


def _whose_forms(
    work: UnitOfWork, forms: list[FormOf], known: numbers.Known, results: Results
) -> tuple[list[FormOf], dict[int, str]]:
    """The forms of new people, and by its row whose each of the others is; of whom that is not clear are asked."""
    new: list[FormOf] = []
    whose: dict[int, str] = {}
    for one in forms:
        number, row, form, _, blind = one
        with results.row(number):
            if blind in known.within and blind not in known.alike:
                whose[number] = known.within[blind]
            elif blind:
                known.must_be_new(blind)
                new.append(one)
            else:
                whose[number] = _by_name(work, row["name"], form.plain.get("birth"))
    return new, whose


def _by_name(work: UnitOfWork, name: str, birth: str | None) -> str:
    """Who is meant by a form without an identity number. Raises UnknownCadre, which asks for it."""
    called = namesakes(work.db, name, work.scope.filter(unit="unit_ids", cadre="_id"))
    meant = [one["_id"] for one in called if birth and one["birth"].startswith(birth)]
    if len(meant) == 1:
        return str(meant[0])
    if called:
        zh = f"名册中同名的有{len(called)}人，请填写公民身份号码"
        en = f"{len(called)} cadres are called so: give the identity number"
    else:
        zh, en = "名册中没有此人；登记新的干部须填写公民身份号码", "Not in the roster: a new cadre has a number"
    raise UnknownCadre(zh, en, errors=[field_error("/identity_number", "whose", zh, en)])


def _enter(
    work: UnitOfWork, cadre: Cadre, override: Wish | None, selected: judging.Selected, *, dry_run: bool
) -> list[str]:
    """Check what a new file brought, as history, and derive what follows; the rules that nobody decided on."""
    brought = {name: getattr(cadre, name) for name in instance(AddEntries).fields}
    entering.check(work, cadre, brought, override, twice=True, history=True, selected=selected)
    for history in DECIDED:
        to_come(work, cadre, getattr(cadre, history), dry_run=dry_run)
    succession.settle(cadre)
    refresh(work, cadre)
    return [rule for entries in brought.values() for one in entries for rule in one.unchecked]


def entered(cadre: Cadre, before: int) -> Document:
    """The entries that a file was given since it had so many, by their numbers."""
    return {"entries": [str(number) for number in range(before + 1, cadre.entries + 1)]}


def _keep_photo(work: UnitOfWork, cadre_id: str, photo: Photo | None, content: bytes) -> None:
    media_type = PHOTO_TYPES[pictures.kind(content)]
    if photo is None:
        work.add(PHOTOS, Photo(cadre_id, media_type, content))
    else:
        photo.media_type, photo.data = media_type, content
        work.save(PHOTOS, photo)


def _decided_on(row: Mapping[str, Any]) -> str:
    """The day of a decision; rows of everything else come first, as they were sent."""
    return str(row["on"] or "") if ROW_KINDS[row["kind"]].history in DECIDED else ""


def _without_twins(rows: Rows, name: str, results: Results, compared: Callable[[str], str] = str) -> Rows:
    """The rows whose `name` no earlier row of the chunk has, as they are `compared`; the others are refused."""
    seen: set[str] = set()
    kept = []
    for number, row in rows:
        said = row[name] and compared(row[name])
        if said in seen:
            results.wrong(number, _repeated(name))
        else:
            seen.update({said} - {None})
            kept.append((number, row))
    return kept


def _code_taken(name: str) -> CodeTaken:
    zh, en = "编码或文号已被使用", "This code or number is taken"
    return CodeTaken(zh, en, errors=[field_error(f"/{name}", "code-taken", zh, en)])


def _repeated(name: str) -> CodeTaken:
    zh, en = "编码或文号与本文件前面的一行相同", "An earlier row of this file has this code or number"
    return CodeTaken(zh, en, errors=[field_error(f"/{name}", "code-taken", zh, en)])


def _must_be_new(name: str, code: str | None, taken: Collection[str | None], before: Collection[str | None]) -> None:
    """Raises CodeTaken for a code that an earlier row of the file has, or what is there already."""
    if code in before:
        raise _repeated(name)
    if code in taken:
        raise _code_taken(name)


def _unknown_unit(named: str, pointer: str) -> UnknownUnit:
    zh, en = "没有这个单位", f"There is no such unit: {named}"
    return UnknownUnit(zh, en, errors=[field_error(pointer, "unknown-unit", zh, en)])


def _units(
    work: UnitOfWork, named: Iterable[tuple[str | None, str | None]], *, also_past: bool = False
) -> dict[str, Place]:
    """Active units by the ids and codes that rows name, in one query; `also_past` those too that are no more."""
    named = list(named)
    ids = sorted({id for id, _ in named if id})
    codes = sorted({code for id, code in named if code and not id})
    where: Document = {"$or": [{"_id": {"$in": ids}}, {"code": {"$in": codes}}]}
    where |= {} if also_past else {"state": "active"}
    found: dict[str, Place] = {}
    for document in work.db[UNITS.name].find(where, {"code": 1, "unit_ids": 1, "called": 1}):
        place = Place(document["_id"], document["unit_ids"], document["called"])
        found[place.id] = found[document["code"]] = place
    return found


def _posts(
    work: UnitOfWork, named: Iterable[tuple[str | None, str | None]], *, also_past: bool = False
) -> dict[str, Post]:
    """Active posts by the ids and codes that rows name, in one query; `also_past` those too that were abolished."""
    named = list(named)
    ids = sorted({id for id, _ in named if id})
    codes = sorted({code for id, code in named if code and not id})
    if not ids and not codes:
        return {}
    by_code: Document = {"code": {"$in": codes, "$type": "string"}}
    found: dict[str, Post] = {}
    where: Document = {"$or": [{"_id": {"$in": ids}}, by_code]}
    where |= {} if also_past else {"state": "active"}
    for post in work.find(POSTS, where, most=len(ids) + len(codes)):
        found[post.id] = post
        if post.code:
            found[post.code] = post
    return found


def _claim_posts(cadre: Cadre, posts: dict[str, Post]) -> None:
    """Put the cadre into the posts held at present. Raises PostTaken before anything is changed."""
    for id in cadre.post_ids:
        if posts[id].holder_ids:
            zh, en = f"职位已有人任职：“{posts[id].title}”", f"The post is held: {posts[id].code or id}"
            raise PostTaken(zh, en, errors=[field_error("/appointments", "post-taken", zh, en)])
    for id in cadre.post_ids:
        posts[id].take(cadre.id)
