"""eventlet's sockets and threads, with names looked up anew for each connection.

eventlet's own resolver keeps an answer as long as the name server allows: ten minutes under Docker, a day under podman.
A broker or a database that comes back under another address would not be found before that. The system's resolver
keeps nothing, and it is the one that the gateway's asyncio processes use. It blocks, so it is asked in a thread.
"""

from __future__ import annotations

import functools
import os

LOOK_UPS = ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "getnameinfo")


def patch() -> None:
    """Make what waits in the standard library give way to others. Call it before importing anything that waits."""
    os.environ["EVENTLET_NO_GREENDNS"] = "yes"  # Read by eventlet when it is imported.
    import eventlet
    import eventlet.tpool
    from eventlet.green import socket

    for name in LOOK_UPS:
        setattr(socket, name, functools.partial(eventlet.tpool.execute, getattr(socket, name)))
    eventlet.monkey_patch()
