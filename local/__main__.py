"""`python -m local demo | test [pytest's arguments] | bench | lint | servers | cadre …`: what the Makefile calls."""

from __future__ import annotations

import os
import sys

from local import check, demo, operate


def main(arguments: list[str]) -> int:
    # What is started here imports the same modules again and again: compiled once, whatever the shell says.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    command, rest = (arguments or ["help"])[0], arguments[1:]
    if command == "demo":
        return demo.main()
    if command == "test":
        return check.test(rest)
    if command == "bench":
        return check.bench(rest)
    if command == "lint":
        return check.lint()
    if command == "servers":
        return check.serve()
    if command == "cadre":
        return operate.main(rest)
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
