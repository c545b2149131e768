"""The base of a service, with what every service offers: rules, dictionaries, audit trail, history, dead letters."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

import pymongo

from servicekit import deadletters, deadlines, offered, schemas
from servicekit.apart import Judged
from servicekit.calls import command, deadline, every, on, query
from servicekit.deadlines import DEADLINES, Deadline
from servicekit.errors import (
    InvalidFields,
    LetterAlreadyDiscarded,
    LetterAlreadySent,
    NotFound,
    Unavailable,
    field_error,
)
from servicekit.events import Catalogue
from servicekit.known_by import KnownBy, what_is_called
from servicekit.operations import EVERY, Operation
from servicekit.publish import BROKER_ERRORS, ConfirmingPublisher
from servicekit.queries import filters, named, on_days, orders
from servicekit.rules import DICTIONARIES, KIND_WORDS, RULES, UnknownDictionary, UnknownRule, fits
from servicekit.runtime import NAMELESS, OF_PERSON, OF_RECORD, Platform
from servicekit.sealing import Sealed
from servicekit.specs import Saga
from servicekit.store import Collection, Document, Page
from servicekit.undoing import Built, Undo, stands_on, undo_import
from servicekit.work import JOURNAL, Reading, UnitOfWork

__all__ = ["Service", "command", "deadline", "every", "on", "query"]


class Service:
    """The base of a service. A subclass sets `name`, `collections` and `events`; its docstring says what it owns."""

    name: ClassVar[str]
    collections: ClassVar[Sequence[Collection[Any]]] = ()
    events: ClassVar[Catalogue | None] = None
    moves: ClassVar[Mapping[str, Callable[[Deadline, UnitOfWork], None]]] = {}
    """What follows, by kind, when a calendar or an operator has moved a deadline: a day that is shown elsewhere too."""

    judged: ClassVar[Sequence[Judged]] = ()
    """Steps that are kept apart (回避) from whoever had a part in the thing, as far as they wait for somebody."""

    formerly: ClassVar[str] = ""
    """What the codes of its rules and dictionaries began with in an earlier release, where it was another word."""

    sagas: ClassVar[Sequence[Saga]] = ()
    """Where its cases wait for another service; how long the oldest has waited is measured."""

    undoes: ClassVar[Sequence[Undo]] = ()
    """How the rows of its imports are taken back, as far as they are."""

    builds_on: ClassVar[Mapping[str, Sequence[Built]]] = {}
    """What of its own may rest on things, by the collection that keeps them; cadres, units and posts are known in other
    services by the names that `operations` gives them."""

    sealed: ClassVar[Sequence[Sealed]] = ()
    """Where fields of its own lie sealed."""

    fields_sealed_since: ClassVar[int] = 0
    """The migration before which a release may serve that cannot open the sealed fields of its collections."""

    known_by: ClassVar[Mapping[str, KnownBy]] = {}
    """By what people know its things, under the names that fields give these: `class`, of `class_id`, `class_code`."""

    platform = Platform()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for name, method in inspect.getmembers(cls, inspect.isfunction):
            operation: Operation | None = getattr(method, "operation", None)
            if operation is not None and operation.service not in (cls.name, EVERY):
                raise TypeError(f"{cls.__name__}.{name} is declared as {operation.name}")

    @query(offered.LIST_RULES)
    def list_rules(self, wish: Document, read: Reading) -> Page:
        """The rules, all versions, or those that hold on a day; which is in force, and what is shipped."""
        where = filters(wish, "code")
        if wish["on"]:
            day = wish["on"].isoformat()
            where |= {"valid_from": {"$lte": day}, "$or": [{"valid_to": None}, {"valid_to": {"$gte": day}}]}
        page = read.page(RULES, where, wish, sorts={"code": [("code", 1), ("version", 1)]}, default_sort="code")
        book = read.rules.on(wish["on"] or read.today)
        for rule in page.items:
            rule["in_force"] = book.holds(rule["code"], rule["version"])
        return page

    @command(offered.CHANGE_RULE)
    def change_rule(self, wish: Document, work: UnitOfWork) -> Document:
        """A new version of a rule from a day on; the earlier versions stay, for what was decided under them.

        Whatever a release has shipped for it in the meantime is decided with that, one way or the other.
        """
        latest = work.db[RULES].find_one({"code": wish["code"]}, sort=[("version", -1)])
        if latest is None:
            raise UnknownRule(rule=wish["code"])
        work.expect(latest["version"])
        if not fits(latest.get("kind", ""), wish["value"]):
            zh, en = f"取值应为{KIND_WORDS[latest['kind']]}", f"The value must be of kind {latest['kind']}"
            raise InvalidFields(errors=[field_error("/value", "wrong-kind", zh, en)])
        changed = {key: value for key, value in wish.items() if value is not None}
        changed["valid_from"] = wish["valid_from"].isoformat()
        changed["valid_to"] = wish["valid_to"].isoformat() if wish["valid_to"] else None
        version = latest["version"] + 1
        rule = {
            **latest,
            **changed,
            "_id": f"{wish['code']}:{version}",
            "version": version,
            "changed_by": work.principal.account,
            "undecided": False,
        }
        decided = pymongo.UpdateOne({"_id": latest["_id"]}, {"$set": {"undecided": False}})
        work.write_to(RULES, pymongo.InsertOne(rule), decided)
        self.platform.rules.forget()
        return rule

    @query(offered.LIST_DICTIONARIES)
    def list_dictionaries(self, wish: Document, read: Reading) -> Page:
        """What the article names and does not define: lists that an administrator keeps, examples marked as such."""
        where = filters(wish, "code")
        return read.page(DICTIONARIES, where, wish, sorts={"code": [("code", 1)]}, default_sort="code")

    @command(offered.CHANGE_DICTIONARY)
    def change_dictionary(self, wish: Document, work: UnitOfWork) -> Document:
        """Replace a dictionary's entries; the earlier ones stay in `history`."""
        present = work.db[DICTIONARIES].find_one({"code": wish["code"]})
        if present is None:
            raise UnknownDictionary(dictionary=wish["code"])
        work.expect(present["version"])
        before = {key: present.get(key) for key in ("entries", "version", "changed_at", "changed_by")}
        # What an entry holds besides its words, as a place's region, stays with its key.
        kept = {entry["key"]: entry for entry in present["entries"]}
        change = {
            "entries": [{**kept.get(entry["key"], {}), **entry} for entry in wish["entries"]],
            "version": present["version"] + 1,
            "changed_at": work.now,
            "changed_by": work.principal.account,
        }
        unchanged = {"_id": present["_id"], "version": present["version"]}
        work.write_exactly(DICTIONARIES, pymongo.UpdateOne(unchanged, {"$set": change, "$push": {"history": before}}))
        return {**present, **change}

    @query(offered.AUDIT)
    def audit(self, wish: Document, read: Reading) -> Page:
        """Who did what when, newest first: from the journal, which is written in the transaction of each change."""
        where = filters(wish, "action", account="principal.account") | on_days(wish, "at")
        about = [
            {"$or": [filters(wish, **{name: path}) for path in paths]}
            for name, paths in (("record_id", OF_RECORD), ("person_id", (*OF_RECORD, OF_PERSON)))
            if wish[name]
        ]
        where |= {"$and": about} if about else {}
        page = read.page(JOURNAL, where, wish, sorts=orders(at="_id"), default_sort="-at", answer=schemas.AuditOut)
        for entry in page.items:
            if entry["principal"]["account"] == NAMELESS:
                # To the minute, it would be known from who was there then.
                entry["at"] = entry["at"].replace(minute=0, second=0, microsecond=0)
            # Of which records, and which of their fields: what they say is not the audit's.
            for event in entry.setdefault("events", []):
                event["changed"] = event["data"].get("changed", [])
        return page

    @query(offered.HISTORY)
    def history(self, wish: Document, read: Reading) -> Document:
        """The published events in their order, for rebuilding read models. `after` is the `next` of the page before."""
        where: Document = {"position": {"$gt": 0}}
        if wish["after"]:
            position, _, uid = wish["after"].partition("/")
            if not position.isdigit():
                raise NotFound("游标无效", "The cursor is not valid")
            where = {
                "position": {"$gte": int(position)},
                "$or": [{"position": {"$gt": int(position)}}, {"position": int(position), "uid": {"$gt": uid}}],
            }
        if wish["until"]:
            where["at"] = {"$lte": wish["until"]}
        items: list[Document] = []
        following: str | None = None
        fields = {"position": 1, "uid": 1, "events": 1, "request_id": 1}
        for entry in read.db[JOURNAL].find(where, fields).sort([("position", 1), ("uid", 1)]).limit(wish["limit"]):
            if items and len(items) + len(entry["events"]) > wish["limit"]:
                break
            items += [
                {**event, "position": entry["position"], "request_id": entry["request_id"]} for event in entry["events"]
            ]
            following = f"{entry['position']}/{entry['uid']}"
        return {"items": items, "next": following, "now": read.now}

    @query(offered.STANDING)
    def standing(self, _wish: Document, read: Reading) -> Document:
        """How far publishing is: who has applied `newest` while nothing is pending has seen all that was committed."""
        journal = read.db[JOURNAL]
        pending = journal.count_documents({"pending": True}, limit=1000)
        last = journal.find_one({"position": {"$gt": 0}}, {"events.id": 1}, sort=[("position", -1), ("uid", -1)])
        return {"pending": pending, "newest": last["events"][-1]["id"] if last else None}

    @query(offered.LIST_DEADLINES)
    def list_deadlines(self, wish: Document, read: Reading) -> Page:
        """What is due when, and what has become of it, the earliest first."""
        bounds = (("$gte", wish["due_from"]), ("$lte", wish["due_to"]))
        due = {bound: deadlines.end_of(day) for bound, day in bounds if day}
        where = filters(wish, "state", "kind", "subject") | ({"due": due} if due else {})
        return read.page(
            DEADLINES, where, wish, sorts={"due": [("due", 1)]}, default_sort="due", answer=schemas.DeadlineOut
        )

    @command(offered.MOVE_DEADLINE)
    def move_deadline(self, wish: Document, work: UnitOfWork) -> Deadline:
        """Move a deadline to the end of another day, with a basis; one in the past fires at once.

        One that was taken back by mistake waits again.
        """
        found = work.load(DEADLINES, wish["deadline_id"])
        deadlines.move(found, wish["due_on"], work.principal.account, wish["basis"], work.now)
        self.deadline_moved(found, work)
        return work.save(DEADLINES, found)

    @command(offered.CANCEL_DEADLINE)
    def cancel_deadline(self, wish: Document, work: UnitOfWork) -> Deadline:
        """Take a deadline back, with a basis: nothing will happen when its day is over."""
        found = work.load(DEADLINES, wish["deadline_id"])
        deadlines.withdraw(found, work.principal.account, wish["basis"], work.now)
        return work.save(DEADLINES, found)

    @command(offered.RETRY_DEADLINE)
    def retry_deadline(self, wish: Document, work: UnitOfWork) -> Deadline:
        """Try a deadline again that failed: what its day brings is done now, and the day stays what it is."""
        found = work.load(DEADLINES, wish["deadline_id"])
        deadlines.again(found, work.now)
        return work.save(DEADLINES, found)

    def deadline_moved(self, moved: Deadline, work: UnitOfWork) -> None:
        """A calendar or an operator has moved a deadline."""
        if follow := self.moves.get(moved.kind):
            follow(moved, work)

    @query(offered.KEPT_APART)
    def kept_apart(self, wish: Document, read: Reading) -> Document:
        """Of these steps, which things whoever asks may not lead on because of a part that they had in them (回避)."""
        asked = [one for one in self.judged if one.step.name in wish["what"]]
        return {"items": [{"what": one.step.name, "ids": one.kept(read)} for one in asked]}

    @query(offered.KEPT_FROM_ALL)
    def kept_from_all(self, wish: Document, read: Reading) -> Document:
        """Which things nobody may lead on by a step, as each of the accounts that may take it is kept from them."""
        known = {one.step.name: one for one in self.judged}
        asked = [(known[step["what"]], step["accounts"]) for step in wish["steps"] if step["what"] in known]
        return {"items": [{"what": one.step.name, "ids": one.kept_from_all(read, may)} for one, may in asked]}

    @command(offered.UNDO_IMPORT)
    def undo_import(self, wish: Document, work: UnitOfWork) -> Document:
        """Take back what rows of an import have done; what was changed since, or something rests on, stays."""
        return undo_import(self, wish, work)

    @query(offered.STANDS_ON)
    def stands_on(self, wish: Document, read: Reading) -> Document:
        """What this service has built on cadres, units or posts: whoever takes one of them back asks before."""
        found = stands_on(self, read, wish["of"], wish["ids"])
        return {"items": [{"id": id, "built": built} for id, built in found.items()]}

    @query(offered.WHAT_IS_CALLED)
    def what_is_called(self, wish: Document, read: Reading) -> Document:
        """Which things a table names by number or title, as far as whoever asks may see them."""
        return {"things": what_is_called(self.known_by, read, wish["things"])}

    @query(offered.NAMES)
    def names(self, wish: Document, read: Reading) -> Document:
        """What things are called whose ids stand in lists of others, for whoever is shown such a list on paper."""
        return {"items": named(read.db, self.collections, wish["ids"])}

    @query(offered.DEAD_LETTERS)
    def dead_letters(self, wish: Document, read: Reading) -> Page:
        """What could not be handled, with its error, newest first."""
        where = filters(wish, "state", "fingerprint") | on_days(wish, "parked_at")
        return read.page(
            deadletters.COLLECTION,
            where,
            wish,
            sorts=orders(parked_at="_id"),
            default_sort="-parked_at",
        )

    @query(offered.DEAD_LETTER)
    def dead_letter(self, wish: Document, read: Reading) -> Document:
        """One dead letter, with what it is made of and where it failed: no content, which operators do not read."""
        letter = deadletters.opened(deadletters.filed(read.db, wish["letter_id"]), read.keyed())
        return {**letter, "shape": deadletters.shape_of(letter), "places": deadletters.places_of(letter)}

    @command(offered.RESEND_DEAD_LETTER)
    def resend_dead_letter(self, wish: Document, work: UnitOfWork) -> Document:
        """Send a dead letter to its queue again. It keeps its id, so it takes effect once, however often it is sent."""
        letter, cipher = deadletters.filed(work.db, wish["letter_id"]), work.keyed()
        if letter["state"] == "resent":
            raise LetterAlreadySent()
        letter = deadletters.opened(letter, cipher)
        body = deadletters.body_of(work.db, letter, cipher)
        settings = self.platform.settings
        publisher = ConfirmingPublisher(settings.amqp_uri, f"{self.name} resend", settings.publish_timeout)
        try:
            # Before the commit: sent and not noted is a repetition, which the inbox absorbs; the reverse is a loss.
            if publisher.publish([deadletters.again(self.name, letter, body)]):
                raise NotFound("原队列已不存在", "Its queue is gone", queue=letter["queue"])
        except BROKER_ERRORS as away:
            raise Unavailable(retry_after=2) from away
        finally:
            publisher.close()
        change = {"resent_at": work.now, "resent_by": work.principal.account}
        # What fails at once may be filed again before this is noted: then it is a dead letter, not one on its way.
        filed = {"_id": letter["_id"], "parked_at": letter["parked_at"]}
        back = {"_id": letter["_id"], "parked_at": {"$ne": letter["parked_at"]}}
        work.write_to(
            deadletters.COLLECTION,
            pymongo.UpdateOne(back, {"$set": change, "$inc": {"returned": 1}}),
            pymongo.UpdateOne(filed, {"$set": {"state": "resent", **change}}),
        )
        return {**letter, "state": "resent", **change}

    @command(offered.DISCARD_DEAD_LETTER)
    def discard_dead_letter(self, wish: Document, work: UnitOfWork) -> Document:
        """Note why nobody deals with a dead letter. It stays on file, and can still be sent again."""
        letter = deadletters.filed(work.db, wish["letter_id"])
        if letter["state"] != "dead":
            raise LetterAlreadySent() if letter["state"] == "resent" else LetterAlreadyDiscarded()
        by, why = work.principal.account, wish["basis"]
        done = {"state": "discarded", "discarded_at": work.now, "discarded_by": by, "discarded_because": why}
        work.write_to(deadletters.COLLECTION, pymongo.UpdateOne({"_id": letter["_id"]}, {"$set": done}))
        return {**letter, **done}
