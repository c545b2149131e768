"""What every service is built from: events, storage, RPC, errors, rules, metrics, lifecycle.

The modules `config`, `errors`, `schema`, `events`, `principal`, `topology`, `metrics` and `logs` know nothing of nameko
or eventlet, so that the asyncio processes of the gateway use the same ones.
"""
