"""Imports and their undoing, as the importer asks a service for them."""

from __future__ import annotations

import copy
import secrets
from typing import Any

from servicekit.principal import Principal

WHY = "导入了去年的名册"


class Import:
    """Rows that a desk has imported under the key of a part, and what of them is undone."""

    def __init__(
        self, desk: Any, method: str, rows: list[dict[str, Any]], by: Principal, undoer: Principal | None = None
    ) -> None:
        self.desk, self.method, self.by, self.undoer = desk, method, by, undoer or by
        self.job = f"imp-{secrets.token_hex(6)}"
        told = desk.ask(method, by=by, once=f"import:{self.job}:0", rows=copy.deepcopy(rows))["results"]
        assert [one.get("errors") for one in told] == [None] * len(rows)
        self.ids = [str(one["id"]) for one in told]
        self.sent = [{"id": one["id"], "part": "0", "place": one["row"]} for one in told]

    def undo(self, *, dry_run: bool = False) -> list[Any]:
        """What is said of each row."""
        wish = {"method": self.method, "job": self.job, "account": self.by.account, "basis": WHY}
        once = f"undo:{self.job}:{secrets.token_hex(2)}:0"
        answer = self.desk.ask(
            "undo_import", by=self.undoer, once=once, rows=copy.deepcopy(self.sent), dry_run=dry_run, **wish
        )
        return list(answer["results"])


def codes(results: list[Any]) -> list[str]:
    """Of each row "undone", or why it stays."""
    return [one["errors"][0]["code"] if "errors" in one else "undone" for one in results]


def there_and_back(
    desk: Any, method: str, rows: list[dict[str, Any]], by: Principal, undoer: Principal | None = None
) -> Import:
    """Import rows, look, undo them and import them once more; the first import, as it was undone.

    Looking changes nothing and says what is done then; undoing once more changes nothing.
    """
    first = Import(desk, method, rows, by, undoer)
    before = desk.db["journal"].count_documents({})
    looked = first.undo(dry_run=True)
    assert desk.db["journal"].count_documents({}) == before
    done = first.undo()
    assert codes(looked) == codes(done) == ["undone"] * len(rows), done
    assert [one.get("notes") for one in looked] == [one.get("notes") for one in done]
    told = desk.db["journal"].count_documents({"events.0": {"$exists": True}})
    first.undo()
    assert desk.db["journal"].count_documents({"events.0": {"$exists": True}}) == told, "nothing is undone twice"
    Import(desk, method, rows, by, undoer)
    return first
