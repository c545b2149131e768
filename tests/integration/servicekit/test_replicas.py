"""What events feed: a word of a higher sequence replaces what is there, in whatever order they come."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from servicekit.config import from_environment
from servicekit.runtime import Runtime
from servicekit.store import Collection, Word
from servicekit.work import Stale, UnitOfWork

COPIES: Collection[Any] = Collection("copies", dict)


@pytest.fixture
def runtime(mongo_uri: str, database_prefix: str, tmp_path: Path) -> Iterator[Runtime]:
    prefix = f"{database_prefix}{secrets.token_hex(3)}_"
    uris = {"AMQP_URI": "amqp://nobody@127.0.0.1:1/", "MONGO_URI": mongo_uri, "DATABASE_PREFIX": prefix}
    made = Runtime("follower", from_environment(uris), tmp_path)
    made.prepare([COPIES])
    yield made
    made.client.drop_database(made.db.name)
    made.client.close()


def hear(runtime: Runtime, *words: Word) -> UnitOfWork:
    work = runtime.work_of("test")
    work.keep_latest(COPIES, *words)
    return work


def kept(runtime: Runtime, work: UnitOfWork) -> list[dict[str, Any]]:
    runtime.commit(work, secrets.token_hex(8), "test")
    return list(runtime.db[COPIES.name].find().sort("_id"))


def test_the_word_with_the_highest_sequence_stays(runtime: Runtime) -> None:
    words: list[Word] = [("a", 3, {"said": "third"}), ("b", 1, {"said": "b"}), ("a", 2, {"said": "second"})]
    first = [{"_id": "a", "sequence": 3, "said": "third"}, {"_id": "b", "sequence": 1, "said": "b"}]
    assert kept(runtime, hear(runtime, *words)) == first
    assert kept(runtime, hear(runtime, ("a", 2, {"said": "late"}), ("b", 1, {"said": "again"}))) == first
    newer = {"_id": "a", "sequence": 4, "other": None}
    assert kept(runtime, hear(runtime, ("a", 4, {"other": None}))) == [newer, first[1]], "the whole is replaced"
    assert kept(runtime, hear(runtime)) == [newer, first[1]]


def test_of_two_who_hear_of_something_new_at_once_the_second_looks_again(runtime: Runtime) -> None:
    older, newer = hear(runtime, ("a", 1, {"said": "first"})), hear(runtime, ("a", 2, {"said": "second"}))
    told = kept(runtime, newer)
    with pytest.raises(Stale):
        kept(runtime, older)
    assert kept(runtime, hear(runtime, ("a", 1, {"said": "first"}))) == told


def test_of_two_newer_words_at_once_the_older_changes_nothing(runtime: Runtime) -> None:
    kept(runtime, hear(runtime, ("a", 1, {"said": "first"})))
    second, third = hear(runtime, ("a", 2, {"said": "second"})), hear(runtime, ("a", 3, {"said": "third"}))
    told = kept(runtime, third)
    assert kept(runtime, second) == told == [{"_id": "a", "sequence": 3, "said": "third"}]
