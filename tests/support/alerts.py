"""Which alerts real numbers raise: a process's pages, one moment after the other, under the shipped rules."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from local import promtool
from tools.monitoring import RULES

BEFORE, AFTER = 8, 1
"""Minutes for which the first page holds, and for which the last one does when it is asked."""


def must_raise(folder: Path, alerts: Mapping[str, bool], *pages: str) -> None:
    """Whether each of these alerts holds where a process's page of `/metrics` was the first, and now is the last.

    How long a thing must have lasted is left out. `folder` is for files.
    """
    rules: dict[str, Any] = yaml.safe_load(RULES.read_text())
    for rule in rules["groups"][0]["rules"]:
        rule.pop("for", None)
        # The runbook and the words are no matter here, and a label that is missing makes promtool fail.
        rule.pop("annotations")
    (folder / "rules.yaml").write_text(yaml.safe_dump(rules))
    first, last = _samples(pages[0]), _samples(pages[-1])
    series = [
        {"series": name, "values": f"{first.get(name, '_')}x{BEFORE} {value}x{AFTER}"} for name, value in last.items()
    ]
    expected = [{"labels": f'{{alertname="{name}"}}', "value": 1} for name, holds in sorted(alerts.items()) if holds]
    asked = {
        "expr": f'count by (alertname) (ALERTS{{alertstate="firing", alertname=~"{"|".join(alerts)}"}})',
        "eval_time": f"{BEFORE + AFTER}m",
        "exp_samples": expected,
    }
    test = {"interval": "1m", "input_series": series, "promql_expr_test": [asked]}
    whole = {"rule_files": ["rules.yaml"], "evaluation_interval": "1m", "tests": [test]}
    (folder / "rules_test.yaml").write_text(yaml.safe_dump(whole))
    command: Sequence[str | Path] = [promtool.find(), "test", "rules", "rules_test.yaml"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _samples(page: str) -> dict[str, str]:
    """Each sample of the platform's own series, by its name with its labels."""
    return {
        name: value
        for name, value in re.findall(r"^(cadre_\w+(?:\{[^}]*\})?) (\S+)$", page, re.M)
        if not name.endswith("_created")
    }
