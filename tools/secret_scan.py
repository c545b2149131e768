"""Looks for secrets (密钥、口令) among the files of this repository, committed or about to be: part of `make lint`.

`python -m tools.secret_scan`: detect-secrets with all of its detectors. What looks like a secret and is none stands in
`secret_scan.yaml`, each with its reason; what stands there and is found no longer is told too, so that the list is
true. What is found is told by file, line and kind, never by its text: the log of a build is read by many.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from detect_secrets import SecretsCollection
from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
from detect_secrets.core.scan import get_plugins
from detect_secrets.settings import transient_settings

from local.place import ROOT, say

KNOWN = Path(__file__).with_suffix(".yaml")
NO_SECRETS = {"IPPublicDetector"}
"""Detectors of what is no secret: numbers of articles look like addresses."""
BATCHES = 16
"""Into so many parts the files are shared out among the cores."""


class Found(NamedTuple):
    """Something that looks like a secret."""

    path: str
    line: int
    kind: str
    text: str


@dataclass(frozen=True)
class Known:
    """What looks like a secret and is none: patterns of lines in which nothing is one, and texts in their files."""

    lines: tuple[str, ...]
    texts: frozenset[tuple[str, str]]

    @classmethod
    def read(cls, path: Path) -> Known:
        """Read the list; an entry without a reason is refused."""
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        without = [entry for entry in (*content["lines"], *content["texts"]) if not entry.get("why")]
        if without:
            raise ValueError(f"{path.name}: no reason is given for {without}")
        return cls(
            tuple(entry["pattern"] for entry in content["lines"]),
            frozenset((place, text) for entry in content["texts"] for place in entry["in"] for text in entry["texts"]),
        )


def settings(lines: Sequence[str]) -> dict[str, Any]:
    kinds = {kind.__name__ for kind in get_mapping_from_secret_type_to_class().values()} - NO_SECRETS
    detectors = [{"name": kind} for kind in sorted(kinds)]
    shapes = (
        "is_sequential_string",
        "is_indirect_reference",
        "is_potential_uuid",
        "is_templated_secret",
        "is_not_alphanumeric_string",
    )
    filters: list[dict[str, Any]] = [{"path": f"detect_secrets.filters.heuristic.{shape}"} for shape in shapes]
    if lines:
        filters.append({"path": "detect_secrets.filters.regex.should_exclude_line", "pattern": list(lines)})
    return {"plugins_used": detectors, "filters_used": filters}


def scan(root: Path, paths: Iterable[str], lines: Sequence[str]) -> list[Found]:
    """What looks like a secret in the files, but for lines that match one of the patterns."""
    found = SecretsCollection(root=str(root))
    with transient_settings(settings(lines)):
        detectors = get_plugins()
        for path in paths:
            try:
                content = (root / path).read_text(encoding="utf-8")
            except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
                continue
            # Line by line is four times as slow; each detector's anchors also take the end of a line for one.
            if any(detector.analyze_line(filename=path, line=content, line_number=1) for detector in detectors):
                found.scan_file(path)
    return [Found(path, secret.line_number, secret.type, secret.secret_value or "") for path, secret in found]


def files(root: Path) -> list[str]:
    """Files that are in the repository or would be with the next `git add`, but for the list of what is known."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, check=True, capture_output=True)
    own = str(KNOWN.relative_to(ROOT))
    return [path for path in listed.stdout.decode().split("\0") if path and path != own and not path.endswith(".lock")]


def faults(found: Sequence[Found], known: Known) -> Iterator[str]:
    """What there is to mend, each in a line."""
    for one in sorted(found):
        if (one.path, one.text) not in known.texts:
            yield f"{one.path}:{one.line}: {one.kind}"
    there = {(one.path, one.text) for one in found}
    for path in sorted({path for path, text in known.texts - there}):
        yield f"{KNOWN.name}: {path} holds no longer what is listed of it"


def main() -> int:
    """Answers 1 where something is to be mended, after saying what."""
    known = Known.read(KNOWN)
    try:
        paths = files(ROOT)
    except (FileNotFoundError, subprocess.CalledProcessError):
        say("注意：这里没有 git 仓库，未检查密钥。", "Mind: no git repository here; secrets were not looked for.")
        return 0
    with ProcessPoolExecutor() as pool:
        batches = [paths[number::BATCHES] for number in range(BATCHES)]
        scans = [pool.submit(scan, ROOT, batch, known.lines) for batch in batches]
        found = [one for done in scans for one in done.result()]
    wrong = list(faults(found, known))
    if wrong:
        say(
            "疑似密钥：请移出仓库并立即更换；确非密钥的，写入 tools/secret_scan.yaml 并说明理由。",
            "These look like secrets: take them out, and change them at once. What is none goes into "
            "tools/secret_scan.yaml, with the reason.",
        )
        print("\n".join(wrong), flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
