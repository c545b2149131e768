"""`make sbom`: what the platform is made of (软件物料清单, SBOM), as CycloneDX, into `build/sbom.cdx.json`.

The packages of run time, as requirements.lock pins them and as they are installed here, with their licences and which
needs which. What only development needs is left out: the lock says by whom each package was asked for, on whatever
machine. An image holds the list of what is in it as `/opt/cadre/sbom.cdx.json`, made by the same program.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from local.place import ROOT, VENV_BIN, say

LOCK = ROOT / "requirements.lock"
OUT = ROOT / "build" / "sbom.cdx.json"
RUN_TIME = "-r requirements.in"


def plain(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def of_run_time(lock: str) -> set[str]:
    """Packages that requirements.in asks for, and what they need in turn, by the lock's own notes (`# via`)."""
    asked_by: dict[str, set[str]] = defaultdict(set)
    package = ""
    for line in lock.splitlines():
        if pinned := re.match(r"([A-Za-z0-9._-]+)==", line):
            package = plain(pinned[1])
        elif by := re.match(r"\s+#\s+(?:via\s+)?(\S.*)", line):
            asked_by[package].add(by[1])
    found = {RUN_TIME}
    while more := {name for name, askers in asked_by.items() if name not in found and askers & found}:
        found |= more
    return found - {RUN_TIME}


def described(environment: Path) -> dict[str, Any]:
    """All that is installed there, as CycloneDX; the same each time that the same is installed."""
    options = ["--pyproject", str(ROOT / "pyproject.toml"), "--output-reproducible", "--no-validate"]
    command = [sys.executable, "-W", "ignore", "-m", "cyclonedx_py", "environment", *options, str(environment)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    bom: dict[str, Any] = json.loads(done.stdout)
    return bom


def narrowed(bom: dict[str, Any], names: set[str]) -> dict[str, Any]:
    """The same list with these packages alone."""
    kept = [one for one in bom["components"] if plain(one["name"]) in names]
    refs = {one["bom-ref"] for one in kept} | {bom["metadata"]["component"]["bom-ref"]}
    needs = [
        {**one, "dependsOn": [ref for ref in one.get("dependsOn", ()) if ref in refs]}
        for one in bom["dependencies"]
        if one["ref"] in refs
    ]
    return {**bom, "components": kept, "dependencies": needs}


def main() -> int:
    bom = narrowed(described(VENV_BIN.parent), of_run_time(LOCK.read_text(encoding="utf-8")))
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(bom, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    where = OUT.relative_to(ROOT)
    say(f"软件物料清单已写入 {where}。", f"{len(bom['components'])} packages are listed in {where}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
