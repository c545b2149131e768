"""The gateway without the notes of what is read, to measure what those cost: `python -m benchmarks.unnoted`."""

from __future__ import annotations

from gateway import __main__, table


def main() -> int:
    """As `gateway.__main__.main`; no row is one of which it is noted who reads it."""
    table.is_look = lambda _route: False  # type: ignore[attr-defined]
    return __main__.main()


if __name__ == "__main__":
    raise SystemExit(main())
