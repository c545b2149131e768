"""What lies sealed in the gateway's database, and bringing it under the key in force; see `servicekit.sealing`.

The importer does so, beside its work. What an earlier release sealed by a secret of the same database comes under the
process's own key too, and then the secret is deleted.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError

from gateway import second_factor
from gateway.import_jobs import IN_CLEAR, owner
from gateway.proposals import owner_of_half
from gateway.sealing import cipher_of, own_cipher
from servicekit.crypto import DATA_KEY, FieldCipher
from servicekit.sealing import SEALING, Sealed, after, anew, begun, changes, fields_of, followed

Document = dict[str, Any]
log = logging.getLogger(__name__)
AT_ONCE, PAUSE, LOOK = 50, 0.5, 60.0
"""Documents of a batch, and seconds until the next one, and until it is looked again."""


_PACKED = ("numbers", "body", "sent", "results", "good", "at", "undone", "checked")
_UNDO = "undo"


def _packed(chunk: Document) -> dict[str, bytes]:
    found = {name: bytes(chunk[name]) for name in _PACKED if name in chunk}
    if "sent" in chunk.get(_UNDO, {}):
        found[_UNDO] = bytes(chunk[_UNDO]["sent"])
    return found


def _rows_anew(chunk: Document, cipher: FieldCipher) -> Document:
    changed = {}
    for name, content in _packed(chunk).items():
        of = owner(chunk["_id"], name)
        sealed = cipher.seal_bytes(content, of) if content[:1] == IN_CLEAR else anew(cipher, content, of)
        changed[f"{_UNDO}.sent" if name == _UNDO else name] = sealed
    return {"$set": changed}


def _cells_anew(kept: Document, cipher: FieldCipher) -> Document:
    job = kept["job"]
    rows = [{**row, "cells": anew(cipher, bytes(row["cells"]), f"{job}:{row['row']}")} for row in kept["rows"]]
    return {"$set": {"rows": rows}}


HERE: tuple[tuple[Sealed, str], ...] = (
    (fields_of("accounts", (second_factor.SECRET, second_factor.WISH), second_factor.owner, DATA_KEY), ""),
    (fields_of("account_changes", ("second",), lambda change, _: owner_of_half(change), DATA_KEY), ""),
    (fields_of("receipts", ("asked", "answer"), lambda key, name: f"receipts.{name}:{key}", DATA_KEY), ""),
    (Sealed("import_chunks", (*_PACKED, _UNDO), lambda chunk: [*_packed(chunk).values()], _rows_anew), ""),
    (
        Sealed(
            "import_cells",
            ("job", "rows"),
            lambda kept: [bytes(row["cells"]) for row in kept.get("rows", ())],
            _cells_anew,
        ),
        "import_cells",
    ),
    (fields_of("service_secrets", ("digest",), lambda secret, name: f"service_secrets.{name}:{secret}", DATA_KEY), ""),
    (
        fields_of("exports", ("wish", "told", "note", "manifest"), lambda job, name: f"{job}:{name}", DATA_KEY),
        "exports",
    ),
    (fields_of("export_pages", ("content",), lambda page, _: page, DATA_KEY), "exports"),
    (fields_of("export_pieces", ("content",), lambda piece, _: piece, DATA_KEY), "exports"),
)
"""Each with the secret by which an earlier release sealed it, where it did."""


async def go_on(db: AsyncDatabase[Document], what: Sealed, cipher: FieldCipher, most: int = AT_ONCE) -> bool:
    """Bring a batch of a collection under the key in force; answers whether there is more to do."""
    state = begun(await db[SEALING].find_one({"_id": what.name}), cipher)
    if state["done"]:
        return False
    found = db[what.collection].find(after(state), dict.fromkeys(what.fields, 1)).sort("_id", 1).limit(most)
    documents = await found.to_list(None)
    made = await asyncio.to_thread(changes, documents, what, cipher)
    if made:
        await db[what.collection].bulk_write(made, ordered=False)
    state = followed(state, documents, len(made), most)
    await db[SEALING].update_one({"_id": what.name}, {"$set": state}, upsert=True)
    return not state["done"]


async def bring(db: AsyncDatabase[Document]) -> None:
    """Bring everything under the key in force, then let go of the secrets that nothing lies under any more."""
    names = [secret for _, secret in HERE if secret]
    there = [kept["_id"] for kept in await db["secrets"].find({"_id": {"$in": names}}, {"_id": 1}).to_list(None)]
    # As long as there is a secret, somebody may have sealed by it since it was looked.
    again = [what.name for what, secret in HERE if secret in there]
    await db[SEALING].delete_many({"_id": {"$in": again}})
    for what, secret in HERE:
        cipher = await cipher_of(db, secret) if secret in there else own_cipher()
        more = True
        while more:
            more = await go_on(db, what, cipher)
            await asyncio.sleep(PAUSE if more else 0)
    await db["secrets"].delete_many({"_id": {"$in": there}})


async def keep(db: AsyncDatabase[Document]) -> None:
    """Do so at the start and now and then, until cancelled."""
    while True:
        with contextlib.suppress(PyMongoError):
            await bring(db)
        await asyncio.sleep(LOOK)
