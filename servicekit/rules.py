"""Rules and dictionaries are data: each number with its legal basis, its dates and whether it has been verified.

A service ships them in rules.yaml and dictionaries.yaml; from the first start on they live in its database, where an
administrator changes them. A change adds a version, so that a past result can be explained by the rules of its day.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pymongo
import yaml
from pymongo.database import Database

from servicekit import clock, logs
from servicekit.errors import NotFound
from servicekit.store import ensure

Document = dict[str, Any]
RULES = "rules"
DICTIONARIES = "dictionaries"
VERSIONS = pymongo.IndexModel([("code", 1), ("version", 1)], unique=True, name="code_version")
TERMS = ("value", "basis", "article", "valid_from", "valid_to", "verified")
_TEXTS: Final = ("basis", "article", "note")
_MARKS = str.maketrans("", "", "《》")
_FRESH_SECONDS = 1.0
_UNCHANGED: Final = {"version": 1, "changed_by": None}
"""What of a dictionary says that it is as a release shipped it."""
_YAML: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's reader, where PyYAML has it: six times as fast, at each start."""
TITLED = re.compile(r"(?:(?<!做)法|条例|(?<!有关)规定|办法|的决定|章程|准则|材料|规划（[^）]*）)\Z")
"""How what is cited by its title ends; a custom, a setting or “some rules” has none."""

log = logs.get(__name__)


class UnknownRule(NotFound):
    """There is no rule of that code on that day."""

    code = "unknown-rule"
    zh = "没有这条规则"
    en = "There is no such rule"


class UnknownDictionary(NotFound):
    """There is no dictionary of that code."""

    code = "unknown-dictionary"
    zh = "没有这个字典"
    en = "There is no such dictionary"


@dataclass(frozen=True)
class Rule:
    """A number (or text, or list) that the platform enforces, with where it comes from."""

    code: str
    value: Any
    unit: str
    zh: str
    en: str
    basis: str
    article: str
    valid_from: date
    valid_to: date | None
    verified: bool
    version: int

    @property
    def cited(self) -> str:
        """The legal basis as a refusal names it; a rule that is not established says so."""
        basis = f"《{self.basis}》" if TITLED.search(self.basis) else self.basis
        source = f"{basis}{self.article}"
        return source if self.verified else f"{source}，依据尚待核实"


_KINDS: Mapping[str, tuple[type, ...]] = {
    "int": (int,),
    "decimal": (int, float, str),
    "bool": (bool,),
    "text": (str,),
    "list": (list,),
    "map": (dict,),
}


KIND_WORDS = {
    "int": "整数", "decimal": "小数", "bool": "是或否", "text": "文本", "list": "列表", "map": "对照表",
}  # fmt: skip
"""What the kinds of rules' values are called."""


def fits(kind: str, value: Any) -> bool:
    """Whether a value is of a rule's kind; a rule that says no kind takes any."""
    if kind not in _KINDS:
        return True
    if kind == "decimal" and isinstance(value, str):
        return re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", value) is not None
    return isinstance(value, _KINDS[kind]) and isinstance(value, bool) == (kind == "bool")


def _value(kind: str, value: Any) -> Any:
    return Decimal(str(value)) if kind == "decimal" else value


def _rule(document: Mapping[str, Any]) -> Rule:
    valid_to = document.get("valid_to")
    return Rule(
        code=document["code"],
        value=_value(document.get("kind", ""), document["value"]),
        unit=document.get("unit", ""),
        zh=document.get("zh", ""),
        en=document.get("en", ""),
        basis=document.get("basis", ""),
        article=document.get("article", ""),
        valid_from=date.fromisoformat(str(document["valid_from"])),
        valid_to=date.fromisoformat(str(valid_to)) if valid_to else None,
        verified=bool(document.get("verified", False)),
        version=int(document.get("version", 1)),
    )


class RuleBook:
    """The rules that hold on one day."""

    def __init__(self, rules: Iterable[Rule], day: date) -> None:
        self._all = tuple(rules)
        self.day = day
        self._by_code: dict[str, Rule] = {}
        for rule in self._all:
            if rule.valid_from <= day and (rule.valid_to is None or day <= rule.valid_to):
                present = self._by_code.get(rule.code)
                if present is None or (rule.valid_from, rule.version) > (present.valid_from, present.version):
                    self._by_code[rule.code] = rule

    def __getitem__(self, code: str) -> Rule:
        try:
            return self._by_code[code]
        except KeyError:
            raise UnknownRule(f"{self.day}没有这条规则", f"No rule {code} on {self.day}", rule=code) from None

    def holds(self, code: str, version: int) -> bool:
        """Whether this version of a rule is the one in force."""
        return code in self._by_code and self._by_code[code].version == version

    def on(self, day: date) -> RuleBook:
        """The same rules as they held on another day."""
        return self if day == self.day else RuleBook(self._all, day)


def entry_names(database: Database[Document], code: str) -> dict[str, str]:
    """What the entries of a dictionary are called in Chinese, by key."""
    found = database[DICTIONARIES].find_one({"code": code}, {"entries.key": 1, "entries.zh": 1}) or {}
    return {entry["key"]: entry["zh"] for entry in found.get("entries", [])}


def shipped(folder: Path, name: str) -> list[Document]:
    """The records of a rules.yaml, dictionaries.yaml or the like; none where a folder has no such file."""
    path = folder / f"{name}.yaml"
    if not path.exists():
        return []
    records: list[Document] = yaml.load(path.read_text(encoding="utf-8"), _YAML) or []  # noqa: S506
    return records


def rule_book(folder: Path, day: date) -> RuleBook:
    """The rules as shipped, without a database: for pure tests."""
    return RuleBook((_rule(record) for record in shipped(folder, RULES)), day)


class RuleStore:
    """A service's rules and dictionaries in its database, read through a cache that is at most a second old."""

    def __init__(self, database: Database[Document]) -> None:
        self._database = database
        self._rules: tuple[Rule, ...] = ()
        self._read_at = -_FRESH_SECONDS
        self._book: RuleBook | None = None

    def install(self, folder: Path, formerly: str = "") -> None:
        """Put what is shipped into the database, where its code is not there yet. What is there stays; a dictionary
        that nobody has changed becomes as it is shipped.

        Where a release ships a rule with other terms than before and than those in force, nothing is changed: the log
        says so at every start, and `undecided` at the rule, until somebody has made a version of it, with the new terms
        or with their own. Where a release ships the same terms in better words, what is kept says it so too, and nobody
        has to decide: a document is cited in its marks (《》) that was not before, or the record says itself under
        `formerly` how a text of its was worded.

        `formerly` is what the codes began with in an earlier release: what is kept under such a code, with all its
        versions and history, goes on under the one that ends alike.
        """
        ensure(self._database, RULES, [VERSIONS])
        if formerly:
            self._rename(RULES, formerly, folder.name)
            self._rename(DICTIONARIES, formerly, folder.name)
        self._install_rules(shipped(folder, RULES))
        dictionaries = [
            write
            for record in map(_plain_dates, shipped(folder, DICTIONARIES))
            for write in (
                pymongo.UpdateOne({"_id": record["code"]}, {"$setOnInsert": {**record, "version": 1}}, upsert=True),
                pymongo.UpdateOne({"_id": record["code"], **_UNCHANGED}, {"$set": record}),
            )
        ]
        if dictionaries:
            self._database[DICTIONARIES].bulk_write(dictionaries)
        self.forget()

    def _install_rules(self, records: Iterable[Document]) -> None:
        there: dict[str, list[Document]] = {}
        for document in self._database[RULES].find({}).sort([("code", 1), ("version", 1)]):
            there.setdefault(document["code"], []).append(document)
        writes: list[pymongo.UpdateOne | pymongo.UpdateMany] = []
        for record in map(_plain_dates, records):
            terms = terms_of(record)
            formerly = record.pop("formerly", {})
            writes += _reworded(there.get(record["code"], []), record, formerly)
            if record["code"] not in there:
                fresh = {**record, "version": 1, "shipped": terms, "undecided": False}
                writes.append(pymongo.UpdateOne({"_id": f"{record['code']}:1"}, {"$setOnInsert": fresh}, upsert=True))
                continue
            first, latest = there[record["code"]][0], there[record["code"]][-1]
            undecided = bool(latest.get("undecided"))
            if terms != latest.get("shipped", terms_of(first)):
                undecided = terms != terms_of(latest)
            if undecided:
                log.warning(
                    "a rule is shipped with other terms than those in force; nothing was changed",
                    rule=record["code"],
                    version=latest["version"],
                    shipped=terms,
                    in_force=terms_of(latest),
                )
            if (latest.get("shipped"), latest.get("undecided")) != (terms, undecided):
                writes.append(pymongo.UpdateMany({"code": record["code"]}, {"$set": {"shipped": terms}}))
                writes.append(pymongo.UpdateOne({"_id": latest["_id"]}, {"$set": {"undecided": undecided}}))
        if writes:
            self._database[RULES].bulk_write(writes)

    def _rename(self, name: str, formerly: str, service: str) -> None:
        kept = self._database[name]
        for old in list(kept.find({"code": {"$regex": f"^{re.escape(formerly)}\\."}}).limit(5000)):
            code = f"{service}.{old['code'].removeprefix(f'{formerly}.')}"
            renamed = {**old, "code": code}
            key = renamed.pop("_id").replace(old["code"], code, 1)
            # First the new, then away with the old: whoever dies in between does it again.
            kept.update_one({"_id": key}, {"$setOnInsert": renamed}, upsert=True)
            kept.delete_one({"_id": old["_id"]})

    def forget(self) -> None:
        """Read the rules again at the next use."""
        self._read_at = -_FRESH_SECONDS

    def on(self, day: date) -> RuleBook:
        """The rules that hold on `day`."""
        if time.monotonic() - self._read_at >= _FRESH_SECONDS:
            rules = tuple(_rule(document) for document in self._database[RULES].find({}).limit(5000))
            self._read_at = time.monotonic()
            if rules != self._rules or self._book is None:
                self._rules, self._book = rules, RuleBook(rules, day)
        assert self._book is not None
        if self._book.day != day:
            if day == clock.day_of(clock.now()):
                self._book = self._book.on(day)
            else:
                return self._book.on(day)
        return self._book


def _reworded(kept: Iterable[Document], record: Document, formerly: Document) -> Iterator[pymongo.UpdateOne]:
    """Bring what is kept of a rule into the words that are shipped, where they say the same in other words."""
    for document in kept:
        changed: Document = _said_better(document, record, formerly)
        if again := _said_better(document.get("shipped") or {}, record, formerly):
            changed["shipped"] = {**document["shipped"], **again}
        if changed:
            document |= changed
            yield pymongo.UpdateOne({"_id": document["_id"]}, {"$set": changed})


def _said_better(said: Document, record: Document, formerly: Document) -> Document:
    """The texts of a shipped record that are said without their marks, or with others, or as they were formerly."""
    texts = ((name, said[name] or "", record.get(name) or "") for name in _TEXTS if name in said)
    return {
        name: right
        for name, present, right in texts
        if present != right and (_unmarked(present) == _unmarked(right) or present == formerly.get(name))
    }


def _unmarked(text: str) -> str:
    return text.translate(_MARKS)


def terms_of(record: Mapping[str, Any]) -> Document:
    """What a rule says and where that comes from: what a release may change."""
    return {**{name: record.get(name) for name in TERMS}, "article": record.get("article") or ""}


def shipped_terms(record: Mapping[str, Any]) -> Document:
    """`terms_of` a record of `shipped`, with dates as the database keeps them."""
    return terms_of(_plain_dates(record))


def _plain_dates(record: Mapping[str, Any]) -> Document:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in record.items()}
