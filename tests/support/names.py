"""A name service of the test's own, for the processes under test: names whose addresses change."""

from __future__ import annotations

import json
from pathlib import Path

# Run by Python at the start of a process that has its folder on PYTHONPATH. It takes the place of the system's resolver
# and of nothing above it: whoever keeps an answer goes on keeping it.
_AT_START = """
import json, os, pathlib, socket

system = socket.getaddrinfo

def getaddrinfo(host, *more, **named):
    known = json.loads(pathlib.Path(os.environ["TEST_NAMES"]).read_text())
    return system(known.get(host, host), *more, **named)

socket.getaddrinfo = getaddrinfo
"""


class Names:
    """Give a process `settings`, and it finds each name where `says` has put it last."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "names.json"
        self._known: dict[str, str] = {}
        (folder / "sitecustomize.py").write_text(_AT_START)
        self.settings = {"PYTHONPATH": str(folder), "TEST_NAMES": str(self._file)}

    def says(self, name: str, address: str) -> None:
        """From now on, for whoever asks."""
        self._known[name] = address
        partial = self._file.with_suffix(".partial")
        partial.write_text(json.dumps(self._known))
        partial.rename(self._file)
