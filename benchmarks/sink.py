"""A collector that throws everything away, so that what sending traces costs is the senders' alone."""

from __future__ import annotations

import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Sink(BaseHTTPRequestHandler):
    """Takes anything; says that it is ready."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self._done()

    def do_GET(self) -> None:
        self._done()

    def _done(self) -> None:
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


def main() -> None:
    ThreadingHTTPServer(("127.0.0.1", int(os.environ["HEALTH_PORT"])), Sink).serve_forever()


if __name__ == "__main__":
    main()
