"""What every service is built from: events, storage, RPC, errors, rules, metrics, lifecycle.

Its modules stand in lines, each importing from lower lines only (pyproject.toml, "servicekit is a stack"). What the
asyncio processes of the gateway load of it knows nothing of nameko or eventlet; that is held there too.
"""
