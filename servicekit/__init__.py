"""What every service is built from: events, storage, RPC, errors, rules, metrics, lifecycle.

Its modules stand in lines, each importing from lower lines only (pyproject.toml, "servicekit is a stack"). What the
asyncio processes of the gateway load of it knows nothing of nameko or eventlet; that is held there too.
"""

import sys
from importlib.util import find_spec

# pymongo's other TLS, for which a package is missing here; to find that out it would load all of cryptography: 8 MB.
if "pymongo" not in sys.modules and find_spec("service_identity") is None:
    sys.modules["pymongo.pyopenssl_context"] = None  # type: ignore[assignment]

# Where rich is installed, structlog loads it for a console that no process here has: 4 MB.
if "structlog" not in sys.modules and "rich" not in sys.modules:
    sys.modules["rich"] = None  # type: ignore[assignment]
    import structlog  # noqa: F401

    del sys.modules["rich"]
