"""What several subjects share."""

from __future__ import annotations

from pymongo.database import Database

from servicekit.store import Document

Db = Database[Document]
# Part of the partial indexes over optional values, and of each query that is to use them.
NAMED = {"$type": "string"}
