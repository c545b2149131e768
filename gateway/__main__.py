"""`python -m gateway`: the HTTP front door, configured by the environment."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys

import uvicorn

from gateway.app import build
from gateway.connections import Connections, protocol
from gateway.encryption import certificate_of
from gateway.readmodels.checking import Misdeclared
from gateway.readmodels.rehearsal import rehearse
from gateway.settings import gateway_settings
from servicekit import logs, memory
from servicekit.config import ConfigurationError
from servicekit.vouching import signer_of


def main() -> int:
    """Serve until SIGTERM or SIGINT; open requests are finished first."""
    try:
        settings = gateway_settings()
        signer_of(settings.shared)
        certificate = certificate_of(settings)
        asyncio.run(rehearse())
    except (ConfigurationError, Misdeclared) as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2
    memory.be_frugal()
    logs.configure("gateway", settings.shared.log_level)
    application = build(settings)
    config = uvicorn.Config(
        application,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http=protocol(Connections(settings.connections, settings.connections_per_address, application.edge.trusts)),
        ssl_context_factory=None if certificate is None else lambda _, __: certificate.context,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=int(settings.shared.stop_timeout),
        backlog=2048,
    )
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    # uvicorn raises the signal again once it has stopped; a stop that went well ends with 0, not by the signal.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    if certificate is not None:
        certificate.keep_new()
    server = uvicorn.Server(config)
    memory.settle()
    server.run()
    return 0 if server.started else 1


if __name__ == "__main__":
    raise SystemExit(main())
