"""Rules and dictionaries in a database that an earlier release has filled."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.database import Database

from servicekit.rules import RuleStore

Row = dict[str, Any]
RULE = "- {code: library.loan_days, value: 14, kind: int, valid_from: 2020-01-01, valid_to: null}\n"
LISTS = "- code: library.kinds\n  zh: 类别\n  en: Kinds\n  entries: [{key: book, zh: 书, en: Book}]\n"


@pytest.fixture
def db(mongo: MongoClient[Row], database_prefix: str) -> Iterator[Database[Row]]:
    made = mongo[f"{database_prefix}rules_{secrets.token_hex(3)}"]
    yield made
    mongo.drop_database(made.name)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "library"
    made.mkdir()
    (made / "rules.yaml").write_text(RULE, encoding="utf-8")
    (made / "dictionaries.yaml").write_text(LISTS, encoding="utf-8")
    return made


def test_a_dictionary_that_nobody_has_changed_has_the_words_of_the_release(db: Database[Row], folder: Path) -> None:
    RuleStore(db).install(folder)
    shipped = db.dictionaries.find_one({"_id": "library.kinds"})
    assert shipped is not None
    db.dictionaries.update_one({"_id": "library.kinds"}, {"$set": {"entries": [{"key": "scroll", "zh": "卷轴"}]}})
    RuleStore(db).install(folder)
    assert db.dictionaries.find_one({"_id": "library.kinds"}) == shipped
    own = {"entries": [{"key": "scroll", "zh": "卷轴"}], "version": 2, "changed_by": "clerk"}
    db.dictionaries.update_one({"_id": "library.kinds"}, {"$set": own})
    RuleStore(db).install(folder)
    kept = db.dictionaries.find_one({"_id": "library.kinds"})
    assert kept is not None
    assert {name: kept[name] for name in own} == own


def test_what_was_kept_under_an_earlier_word_goes_on_with_all_its_versions(db: Database[Row], folder: Path) -> None:
    old = {"code": "lending.loan_days", "value": 14, "valid_from": "2020-01-01", "valid_to": None}
    db.rules.insert_many(
        [
            {"_id": "lending.loan_days:1", "version": 1, **old},
            {"_id": "lending.loan_days:2", "version": 2, **old, "value": 21},
        ]
    )
    db.dictionaries.insert_one(
        {"_id": "lending.kinds", "code": "lending.kinds", "entries": [{"key": "map"}], "version": 4}
    )
    for _ in range(2):
        RuleStore(db).install(folder, "lending")
    rules = {row["_id"]: row for row in db.rules.find({})}
    assert {key: (row["code"], row["value"]) for key, row in rules.items()} == {
        "library.loan_days:1": ("library.loan_days", 14),
        "library.loan_days:2": ("library.loan_days", 21),
    }
    (kept,) = db.dictionaries.find({})
    assert (kept["_id"], kept["code"], kept["version"]) == ("library.kinds", "library.kinds", 4)
