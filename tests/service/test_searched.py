"""A list that is searched by words finds by any part of a title or number, on every page, and by an index."""

from __future__ import annotations

from typing import Any

import pytest
from pymongo.collection import Collection as PymongoCollection

from servicekit.errors import NotFound
from servicekit.migrations import words_anew
from servicekit.process import declared, service_of
from servicekit.runtime import Runtime
from servicekit.schema import PageQuery, instance
from servicekit.store import GRAMS, keep_words
from services.training import store
from services.training.store.resources import MATERIALS
from tests.service.desk import a_desk
from tests.service.test_lists import anything, runtime  # noqa: F401

BY_NAME = {"list_cadres", "list_units"}
"""Lists that find people by readings and units by names that they had; see their own tests."""


def test_every_list_that_takes_words_asks_the_database_for_them(
    runtime: Runtime,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk, sent, asked = a_desk(f"services.{runtime.name}", runtime), [], 0
    find = PymongoCollection.find

    def watched(self: Any, where: Any = None, *more: Any, **options: Any) -> Any:
        sent.append((self, where))
        return find(self, where, *more, **options)

    monkeypatch.setattr(PymongoCollection, "find", watched)
    for operation, _ in declared(service_of(f"services.{runtime.name}"), "operation"):
        if not issubclass(operation.wish, PageQuery) or operation.method in BY_NAME:
            continue
        own = instance(operation.wish).fields
        if "q" not in own:
            continue
        needed = {name: anything(one) for name, one in own.items() if one.required}
        sent.clear()
        try:
            assert desk.ask(operation.method, q="整改", **needed)["items"] == []
        except NotFound:
            assert needed, operation.name
            continue
        documents, where = next(one for one in sent if GRAMS in repr(one[1]))
        plan = find(documents, where).explain()["queryPlanner"]["winningPlan"]
        assert "IXSCAN" in repr(plan), operation.name
        asked += 1
    assert asked >= (1 if runtime.name == "registry" else 3)


@pytest.mark.parametrize("runtime", ["training"], indirect=True)
class TestMaterials:
    def test_what_has_all_the_words_is_found_page_by_page(self, runtime: Runtime) -> None:  # noqa: F811
        desk = a_desk("services.training", runtime)
        for code, title in (("SZ-2025-01", "政治素质考察读本"), ("SZ-2025-02", "考察工作案例"), ("FZ-1", "依法行政")):
            desk.ask("add_material", code=code, title=title, kind="case", synthetic=True)

        def found(q: str, **more: Any) -> set[str]:
            return {item["code"] for item in desk.ask("list_materials", q=q, **more)["items"]}

        assert found("考察") == {"SZ-2025-01", "SZ-2025-02"}
        assert found("素质 读本") == found("sz-2025-01") == {"SZ-2025-01"}
        assert found("ｓｚ－２０２５－０１") == {"SZ-2025-01"}
        assert found("202") == {"SZ-2025-01", "SZ-2025-02"}
        assert found("察工") == {"SZ-2025-02"}
        assert found("素质工作") == found("！") == set()
        assert found("考察", kind=["textbook"]) == set()
        assert desk.ask("list_materials", q="考察", count=True)["total"] == 2
        first = desk.ask("list_materials", q="考察", limit=1)
        assert len(desk.ask("list_materials", q="考察", limit=1, cursor=first["next"])["items"]) == 1

    def test_what_was_kept_before_is_given_its_words(self, runtime: Runtime) -> None:  # noqa: F811
        desk = a_desk("services.training", runtime)
        id = desk.ask("add_material", code="OLD-1", title="旧时教材", kind="case", synthetic=True)["id"]
        documents = runtime.db[MATERIALS.name]
        documents.update_one({"_id": id}, {"$unset": {GRAMS: ""}})
        assert desk.ask("list_materials", q="旧时")["items"] == []
        assert keep_words(runtime.db, MATERIALS, 100) == 1
        assert keep_words(runtime.db, MATERIALS, 100) == 0
        assert [item["id"] for item in desk.ask("list_materials", q="旧时")["items"]] == [id]

    def test_words_of_an_earlier_release_are_made_anew_batch_by_batch(self, runtime: Runtime) -> None:  # noqa: F811
        desk = a_desk("services.training", runtime)
        made = {"kind": "case", "synthetic": True}
        ids = {desk.ask("add_material", title=f"教材{n}：ＰＤＣＡ－", code=f"M-{n}", **made)["id"] for n in "123"}
        runtime.db[MATERIALS.name].update_many({}, {"$set": {GRAMS: ["旧"]}})
        place, batches = None, 0
        while (place := words_anew(runtime.db, store.ALL, place, 2)) is not None:
            batches += 1
            assert words_anew(runtime.db, store.ALL, place, 2) == words_anew(runtime.db, store.ALL, place, 2)
        assert batches >= 2
        assert {item["id"] for item in desk.ask("list_materials", q="pdca-")["items"]} == ids

    def test_what_is_changed_while_words_are_made_anew_keeps_its_own(
        self,
        runtime: Runtime,  # noqa: F811
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        desk = a_desk("services.training", runtime)
        id = desk.ask("add_material", code="OLD-1", title="旧时教材", kind="case", synthetic=True)["id"]
        documents, write = runtime.db[MATERIALS.name], PymongoCollection.bulk_write

        def late(self: Any, *writes: Any, **options: Any) -> Any:
            documents.update_one({"_id": id}, {"$set": {"title": "新教材", GRAMS: ["新教"]}})
            return write(self, *writes, **options)

        monkeypatch.setattr(PymongoCollection, "bulk_write", late)
        place = None
        while (place := words_anew(runtime.db, store.ALL, place, 100)) is not None:
            pass
        assert documents.find_one({"_id": id})[GRAMS] == ["新教"]
