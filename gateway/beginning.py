"""What each of the gateway's processes looks at before it touches the database: is it there, and of which schema?"""

from __future__ import annotations

import asyncio

from servicekit import migrations
from servicekit.config import Settings
from servicekit.mongo import one_client, require_primary_async


async def begin(settings: Settings) -> None:
    """Return when the database can be used. Raises PyMongoError while it cannot yet, TooNew where it never can."""
    await require_primary_async(settings.mongo_uri)
    await asyncio.to_thread(_begin, settings)


def _begin(settings: Settings) -> None:
    with one_client(settings.mongo_uri) as client:
        database = client[settings.database("gateway")]
        migrations.begin(migrations.Part("gateway", database, migrations.migrations_of("gateway")))
