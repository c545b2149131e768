"""The gateway's own certificate (HTTPS): taken from files, and taken again when they change, without a stop."""

from __future__ import annotations

import logging
import ssl
import threading
import time
from pathlib import Path
from typing import Final

from gateway.settings import GatewaySettings
from servicekit.config import ConfigurationError

log = logging.getLogger(__name__)
LOOK_SECONDS: Final = 10.0
"""Between looks at the files; connections that come after a change get the new certificate."""


class Certificate:
    """The certificate with its chain, and its key. Raises ConfigurationError where they cannot be used."""

    def __init__(self, certificate: Path, key: Path) -> None:
        self._files = (certificate, key)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._seen = self._changed()
        try:
            self._take()
        except (OSError, ssl.SSLError) as wrong:
            raise ConfigurationError(f"GATEWAY_CERTIFICATE and GATEWAY_KEY cannot be used: {wrong}") from None

    def keep_new(self) -> None:
        """Look at the files for ever, beside everything else."""
        threading.Thread(target=self._keep_looking, name="certificate", daemon=True).start()

    def look(self) -> bool:
        """Take the files anew where they have changed; whether that was so. What cannot be used changes nothing."""
        if (now := self._changed()) == self._seen:
            return False
        self._seen = now
        try:
            # Into a context of its own first: a key that does not belong to it must not stay half taken.
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(*self._files)
            self._take()
        except (OSError, ssl.SSLError) as wrong:
            log.error("the new certificate cannot be used, the old one stays: %s", wrong)
            return False
        log.info("a new certificate was taken")
        return True

    def _take(self) -> None:
        self.context.load_cert_chain(*self._files)

    def _changed(self) -> tuple[float, ...]:
        return tuple(file.stat().st_mtime if file.exists() else 0.0 for file in self._files)

    def _keep_looking(self) -> None:
        while True:
            time.sleep(LOOK_SECONDS)
            self.look()


def certificate_of(settings: GatewaySettings) -> Certificate | None:
    """What the settings name; None where the gateway is asked over HTTP. Raises ConfigurationError."""
    if not settings.certificate and not settings.key:
        return None
    if not settings.certificate or not settings.key:
        raise ConfigurationError("GATEWAY_CERTIFICATE and GATEWAY_KEY belong together")
    return Certificate(Path(settings.certificate), Path(settings.key))
