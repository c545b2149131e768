"""The gateway without the tables of names beside ids, to measure what those cost: `python -m benchmarks.unnamed`."""

from __future__ import annotations

from gateway import __main__, table


def main() -> int:
    """As `gateway.__main__.main`; no row's answers hold ids that are to be named."""
    table.places_of = lambda _route: None  # type: ignore[attr-defined]
    return __main__.main()


if __name__ == "__main__":
    raise SystemExit(main())
