"""`python -m tests.support.answering STATUS BODY CODE`: runs the Python code while a server answers everything so.

In the code `127.0.0.1:8000` is that server; its exit status is the code's. A process of its own: tests of services have
the standard library patched for green threads.
"""

from __future__ import annotations

import http.server
import subprocess
import sys
import threading


def main(status: str, body: str, code: str) -> int:
    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(int(status))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    moved = code.replace("127.0.0.1:8000", f"127.0.0.1:{server.server_port}")
    return subprocess.run([sys.executable, "-c", moved], check=False, env={"no_proxy": "*"}).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
