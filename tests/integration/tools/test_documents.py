"""What the documents on operating tell to type does what they say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.cadre import ROOT


@pytest.fixture
def typed(cadre, tmp_path):
    """`typed(document, number)`: the exit status and what was said of a block of a document."""

    def run(document: str, number: int) -> tuple[int, str]:
        text = (ROOT / "docs" / "how-to" / document).read_text(encoding="utf-8")
        block = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)[number]
        environment = {
            **os.environ,
            **cadre.environment,
            "PATH": f"{Path(sys.prefix) / 'bin'}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
        }
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    return run


def test_a_backup_is_made_verified_and_restored_as_the_guide_says(typed, mongo, prefix):
    units = mongo[f"{prefix}registry"]["units"]
    units.insert_many([{"_id": f"u{number}"} for number in range(500)])
    status, said = typed("back-up-and-restore.md", 0)
    assert (status, "can be restored" in said) == (0, True), said
    mongo.drop_database(f"{prefix}registry")
    status, said = typed("back-up-and-restore.md", 1)
    assert (status, "compared document by document" in said) == (0, True), said
    assert units.count_documents({}) == 500


def test_a_deployment_is_checked_as_the_guide_says(typed):
    status, said = typed("check-a-deployment.md", 0)
    # There is something to say, and so the shell stops there.
    assert (status, "There is no queue yet" in said) in ((1, True), (2, True)), said


def test_an_upgrade_migrates_as_the_guide_says(typed, mongo, prefix):
    mongo[f"{prefix}talentpool"]["reviews"].insert_one({"_id": "r", "member_id": "m", "year": 2025})
    status, said = typed("upgrade.md", 0)
    assert (status, "pending:" in said, "Migrated." in said) == (0, True, True), said
    newest = max(int(one.name[1:5]) for one in (ROOT / "services/talentpool/migrations").glob("m*.py"))
    assert mongo[f"{prefix}talentpool"]["schema"].find_one({"_id": "version"})["number"] == newest
    assert typed("upgrade.md", 0)[1].count("Nothing is pending") == 2
