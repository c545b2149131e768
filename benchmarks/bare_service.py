"""`python -m benchmarks.bare_service`: plain nameko as the limit: an echo, a transaction, an event handler."""

from __future__ import annotations

import warnings

warnings.filterwarnings("ignore")

import eventlet  # noqa: E402

eventlet.monkey_patch()

import os  # noqa: E402
from typing import Any  # noqa: E402

import eventlet.wsgi  # noqa: E402
import pymongo  # noqa: E402
from bson import ObjectId  # noqa: E402
from nameko.containers import ServiceContainer  # noqa: E402
from nameko.events import event_handler  # noqa: E402
from nameko.extensions import DependencyProvider  # noqa: E402
from nameko.rpc import rpc  # noqa: E402
from pymongo.write_concern import WriteConcern  # noqa: E402

from benchmarks import sample  # noqa: E402


class Database(DependencyProvider):  # type: ignore[misc]
    """One database for all workers."""

    def setup(self) -> None:
        self.client = pymongo.MongoClient[dict[str, Any]](os.environ["MONGO_URI"])
        self.database = self.client.get_database(
            f"{os.environ['DATABASE_PREFIX']}stock", write_concern=WriteConcern("majority")
        )

    def get_dependency(self, worker_ctx: Any) -> Any:
        return self.database


class BareService:
    """A stock nameko service."""

    name = "bare"
    database = Database()

    @rpc  # type: ignore[untyped-decorator]
    def echo(self) -> None:
        """Nothing."""

    @rpc  # type: ignore[untyped-decorator]
    def insert(self, documents: dict[str, dict[str, Any]]) -> str:
        """Insert a document into each of the named collections, in one transaction."""
        id = str(ObjectId())

        def body(session: Any) -> None:
            for collection, document in documents.items():
                self.database[collection].insert_one({**document, "_id": id, "uid": id}, session=session)

        with self.database.client.start_session() as session:
            session.with_transaction(body)
        return id

    @event_handler(sample.SOURCE, sample.EVENT)  # type: ignore[untyped-decorator]
    def keep(self, data: dict[str, Any]) -> None:
        """Keep what the event says as one document."""
        self.database["kept"].insert_one(dict(data))


def main() -> None:
    config = {"AMQP_URI": os.environ["AMQP_URI"], "max_workers": int(os.environ.get("WORKERS", "16"))}
    container = ServiceContainer(BareService, config)
    container.start()

    def ready(_environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Length", "0")])
        return []

    listener = eventlet.listen((os.environ["HEALTH_HOST"], int(os.environ["HEALTH_PORT"])))
    eventlet.spawn(eventlet.wsgi.server, listener, ready, log_output=False)
    container.wait()


if __name__ == "__main__":
    main()
