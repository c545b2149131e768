"""Bounds this process, and is the reader that is named: the other side of `gateway.bounded`.

A program by itself, run with the platform's folder, the reader's module, and how many bytes of memory and seconds of
processor time it may take. It imports next to nothing, since one is started for each file.
"""

from __future__ import annotations

import importlib
import resource
import sys


def main(folder: str, reader: str, memory: str, seconds: str) -> int:
    """What the reader's own `main` answers."""
    for what, most in (
        (resource.RLIMIT_AS, int(memory)),
        (resource.RLIMIT_CPU, int(seconds)),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        resource.setrlimit(what, (most, most))
    sys.path.insert(0, folder)
    code: int = importlib.import_module(reader).main()
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
