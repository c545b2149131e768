"""Bounds this process, and is the program that is named: the other side of `gateway.bounded`.

A program by itself, run with the platform's folder, the module, and how many bytes of memory and seconds of processor
time it may take (0 for any), whether it may write files, and what else it is told. It imports next to nothing, since
one is started for each file that is read.
"""

from __future__ import annotations

import importlib
import resource
import sys


def main(folder: str, module: str, memory: str, seconds: str, keeps_files: str, *told: str) -> int:
    """What the program's own `main` answers."""
    most = {resource.RLIMIT_AS: int(memory), resource.RLIMIT_CORE: 0}
    if int(seconds):
        most[resource.RLIMIT_CPU] = int(seconds)
    if not int(keeps_files):
        most[resource.RLIMIT_FSIZE] = 0
    for what, limit in most.items():
        resource.setrlimit(what, (limit, limit))
    sys.path.insert(0, folder)
    code: int = importlib.import_module(module).main(*told)
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
