"""`python -m benchmarks [part ...]`: measure, show the figures as a table, write benchmarks/results.json."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

import orjson

from benchmarks import appraising, awards, calling, outbox, papers, platform, talent, tracing
from benchmarks.figure import Figure, table
from benchmarks.surroundings import surroundings

PARTS = {
    "outbox": outbox.figures,
    "rpc": calling.figures,
    "traces": tracing.figures,
    "platform": platform.figures,
    "awards": awards.figures,
    "talent": talent.figures,
    "appraisal": appraising.figures,
    "papers": papers.figures,
}
RESULTS = Path(__file__).parent / "results.json"


async def measure(name: str, found: list[Figure]) -> None:
    """Add a part's figures to `found`, and show each as it comes; no part hears what another has left on the broker."""
    began = time.monotonic()
    with surroundings() as here:
        async for some in PARTS[name](here):
            for figure in some:
                told = f"{time.monotonic() - began:4.0f} s  {figure.id}: {figure.ratio:.2f} ({figure.target})"
                print(told, file=sys.stderr, flush=True)
            found += some


def main(names: list[str]) -> int:
    """Answers 0 when everything could be measured, whatever the ratios are; 2 for an unknown part."""
    if unknown := set(names) - set(PARTS):
        print(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    found: list[Figure] = []
    try:
        for name in names or PARTS:
            asyncio.run(measure(name, found))
    finally:
        if found:
            print(table(found))
            RESULTS.write_bytes(orjson.dumps([figure.row() for figure in found], option=orjson.OPT_INDENT_2) + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
