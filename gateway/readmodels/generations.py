"""A generation of read rows (一代读模型): a full set of collections, of which one is read at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase

from gateway.readmodels.kinds import PEOPLE

Document = dict[str, Any]


def collection_name(name: str, generation: int) -> str:
    """Where the rows of a kind are in a generation."""
    return f"read_{name}.{generation}"


class Readable(Protocol):
    """What is asked of read rows to count them: a generation answers, a rehearsal looks at the question alone."""

    async def count(self, name: str, where: Mapping[str, Any], session: AsyncClientSession | None = None) -> int:
        """How many rows match."""

    async def run(
        self, name: str, pipeline: Sequence[Mapping[str, Any]], session: AsyncClientSession | None = None
    ) -> list[Document]:
        """What an aggregation answers."""


class Generation:
    """One full set of rows."""

    def __init__(self, db: AsyncDatabase[Document], number: int) -> None:
        self.db = db
        self.number = number
        self._collections: dict[str, AsyncCollection[Document]] = {}

    def __getitem__(self, name: str) -> AsyncCollection[Document]:
        # Making a collection's object costs the driver more than a look into a dictionary, and each read needs several.
        if name not in self._collections:
            self._collections[name] = self.db[collection_name(name, self.number)]
        return self._collections[name]

    @property
    def people(self) -> AsyncCollection[Document]:
        """The prepared documents of persons."""
        return self[PEOPLE]

    async def count(self, name: str, where: Mapping[str, Any], session: AsyncClientSession | None = None) -> int:
        """How many rows match, in the moment of a session."""
        return await self[name].count_documents(where, session=session)

    async def run(
        self, name: str, pipeline: Sequence[Mapping[str, Any]], session: AsyncClientSession | None = None
    ) -> list[Document]:
        """What an aggregation answers, in the moment of a session."""
        return await (await self[name].aggregate(pipeline, session=session)).to_list(None)
