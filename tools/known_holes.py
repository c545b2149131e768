"""Asks whether a pinned package has a known vulnerability (已知漏洞): part of `make lint`, not of `make test`.

`python -m tools.known_holes`: pip-audit over requirements.lock, asking OSV, or the mirror of it that OSV_URL names. A
known hole fails; one that is accepted stands in `known_holes.yaml` with its reason and the day on which that ends.
Where nobody answers, that is said and nothing fails: whether the code is right does not hang on the network.
"""

from __future__ import annotations

import datetime
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from local.place import ROOT, say

LOCK = ROOT / "requirements.lock"
ACCEPTED = Path(__file__).with_suffix(".yaml")
OSV = "https://api.osv.dev/v1/query"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)", re.MULTILINE)
PATIENCE = 10
"""Seconds that an answer about one package may take."""
NOBODY_ANSWERED = re.compile(r"Connect|Timeout|Timed out|SSLError|ProxyError|HTTPError|ServiceError|JSONDecodeError")
"""By what pip-audit's last words tell a network that is away from a fault of its own."""


class NotAsked(Exception):
    """Nobody answered."""


@dataclass(frozen=True)
class Accepted:
    """A hole that is known and lived with until a day: by then it is mended, or somebody has looked again."""

    id: str
    package: str
    why: str
    until: datetime.date

    @classmethod
    def read(cls, path: Path) -> list[Accepted]:
        return [cls(**entry) for entry in yaml.safe_load(path.read_text(encoding="utf-8")) or ()]


def ask(lock: Path, url: str) -> list[dict[str, Any]]:
    """What is known of each package that the lock pins, for whatever machine; raises NotAsked where nobody answers."""
    with tempfile.TemporaryDirectory() as folder:
        # Without their markers: what another machine or another Python gets is asked about too.
        pins, report = Path(folder, "pins.txt"), Path(folder, "report.json")
        pins.write_text("".join(f"{name}=={version}\n" for name, version in PINNED.findall(lock.read_text())))
        what = f"--no-deps --disable-pip --requirement {pins} --format json --output {report} --progress-spinner off"
        whom = f"--vulnerability-service osv --osv-url {url} --timeout {PATIENCE}"
        command = [sys.executable, "-m", "pip_audit", *what.split(), *whom.split()]
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder)
        if report.exists() and report.stat().st_size:
            dependencies: list[dict[str, Any]] = json.loads(report.read_text())["dependencies"]
            return dependencies
        if NOBODY_ANSWERED.search(done.stderr):
            raise NotAsked(done.stderr.strip().splitlines()[-1][:200])
        raise RuntimeError(f"pip-audit: {done.stderr}")


def faults(told: Sequence[dict[str, Any]], accepted: Sequence[Accepted], today: datetime.date) -> Iterator[str]:
    """Holes that nobody accepted, or whose acceptance has ended, each in a line."""
    for package in told:
        for hole in package.get("vulns", ()):
            names = {hole["id"], *hole["aliases"]}
            entries = [one for one in accepted if one.id in names and one.package == package["name"]]
            if any(today <= one.until for one in entries):
                continue
            ended = f"; accepted until {max(one.until for one in entries)}" if entries else ""
            mended = ", ".join(hole["fix_versions"]) or "-"
            yield (
                f"{package['name']} {package['version']}: {', '.join(sorted(names))}; mended in {mended}{ended}: "
                f"{hole.get('description', '')[:200]}"
            )


def check(lock: Path, accepted: Sequence[Accepted], url: str, today: datetime.date) -> int:
    """Answers 1 where there is a hole, after saying which; 0 where there is none or nobody could be asked."""
    try:
        told = ask(lock, url)
    except NotAsked as error:
        say(
            f"注意：无法查询已知漏洞，未作检查（{url}：{error}）。可用 OSV_URL 指定镜像。",
            "Mind: nobody answered, known vulnerabilities were NOT looked for. OSV_URL names a mirror.",
        )
        return 0
    if skipped := [package["name"] for package in told if "skip_reason" in package]:
        say(f"注意：未能查询 {', '.join(skipped)}。", "Mind: nothing is known of these; they were NOT looked at.")
    wrong = list(faults(told, accepted, today))
    if wrong:
        say(
            "依赖有已知漏洞：请升级；确需暂时接受的，写入 tools/known_holes.yaml，说明理由和期限。",
            "Known vulnerabilities: take a mended version (`make lock`). What must be lived with for a while goes into "
            "tools/known_holes.yaml, with the reason and the day on which that ends.",
        )
        print("\n".join(wrong), flush=True)
    return 1 if wrong else 0


def main() -> int:
    today = datetime.datetime.now(datetime.UTC).date()
    return check(LOCK, Accepted.read(ACCEPTED), os.environ.get("OSV_URL") or OSV, today)


if __name__ == "__main__":
    sys.exit(main())
