"""What is old of a journal is archived, and stays proved by the chain that goes on: the gateway's leaves it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from servicekit import clock
from tests.support.chained import Chained

DAY = 86_400.0


@pytest.fixture
def chained(mongo, prefix) -> Chained:
    made = Chained(mongo, prefix)
    for ago in (300, 250, 100, 0):
        made.entries("gateway", 3, ago=ago * DAY)
        made.linked()
    return made


def before(days: int) -> str:
    return clock.day_of(clock.now() - timedelta(days=days)).isoformat()


def test_what_is_old_is_taken_out_and_stays_proved(chained, cadre, tmp_path):
    file = tmp_path / "audit-2026.archive"
    done = cadre("audit", "archive", "--before", before(200), file)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (file.stat().st_mode & 0o777, "6 entries were taken out" in done.stdout) == (0o600, True)
    left = chained.journal("gateway").count_documents({})
    assert left == 7  # Six that stay, and that it was done.
    chained.linked()
    assert chained.codes("gateway") == {"audit.archives-not-shown"}
    assert cadre("audit", "verify").returncode == 1
    done = cadre("audit", "verify", "--archive", file)
    assert done.returncode == 0, done.stdout + done.stderr
    _, found = cadre.found()
    assert not [code for code in found if code.startswith("audit.")]
    again = cadre("audit", "archive", "--before", before(200), tmp_path / "again")
    assert (again.returncode, "nothing older" in again.stderr) == (2, True)


def test_a_services_is_copied_and_stays_and_the_next_file_begins_where_it_ends(chained, cadre, tmp_path):
    for ago in (300, 250, 190):
        chained.entries("registry", 3, ago=ago * DAY)
        chained.linked()
    counted = []
    for number, days in enumerate((260, 185)):
        file = tmp_path / f"registry-{number}.archive"
        done = cadre("audit", "archive", "--part", "registry", "--before", before(days), file)
        assert done.returncode == 0, done.stdout + done.stderr
        counted.append(int(done.stdout.split(" entries were copied")[0].split()[-1]))
        chained.linked()
    assert counted == [3, 6]
    assert chained.journal("registry").count_documents({}) == 9 + 2  # All that was there, and that it was done, twice.
    shown = ("audit", "verify", "--archive", tmp_path / "registry-0.archive", "--archive")
    done = cadre(*shown, tmp_path / "registry-1.archive")
    assert done.returncode == 0, done.stdout + done.stderr
    again = cadre("audit", "archive", "--part", "registry", "--before", before(185), tmp_path / "again")
    assert (again.returncode, "nothing older" in again.stderr) == (2, True)
    chained.journal("registry").delete_one({"_id": chained.links("registry").find_one({"_id": 1})["ids"][0]})
    assert "audit.entry-removed" in chained.codes("registry")


def test_an_archive_that_was_touched_or_is_of_another_chain_is_refused(chained, cadre, tmp_path, mongo, prefix):
    file = tmp_path / "audit.archive"
    assert cadre("audit", "archive", "--before", before(200), file).returncode == 0
    wrong = cadre("audit", "verify", "--archive", file, CADRE_PASSPHRASE="quite another passphrase")
    assert wrong.returncode == 2
    content = bytearray(file.read_bytes())
    content[-40] ^= 1
    touched = tmp_path / "touched"
    touched.write_bytes(content)
    assert cadre("audit", "verify", "--archive", touched).returncode == 2
    other = chained.links("gateway").find_one({"_id": 1})
    chained.links("gateway").update_one({"_id": 1}, {"$set": {"digests": other["digests"][32:] + bytes(32)}})
    differs = cadre("audit", "verify", "--archive", file)
    assert (differs.returncode, "does not hold what the links" in differs.stderr) == (2, True)


def test_nothing_is_taken_out_that_is_young_or_not_as_it_was_written(chained, cadre, tmp_path):
    young = cadre("audit", "archive", "--before", before(100), tmp_path / "young")
    assert (young.returncode, "six months" in young.stderr) == (2, True)
    entry = chained.journal("gateway").find_one_and_delete({})
    touched = cadre("audit", "archive", "--before", before(200), tmp_path / "touched")
    assert (touched.returncode, "audit.entry-removed" in touched.stderr) == (2, True)
    chained.journal("gateway").insert_one(entry)
    assert not list(tmp_path.iterdir())


def test_who_says_that_entries_were_archived_has_to_show_the_archive(chained):
    """A note that somebody has put in hides nothing: what it names is not verified without the file."""
    ids = chained.links("gateway").find_one({"_id": 1})["ids"]
    chained.journal("gateway").delete_many({"_id": {"$in": ids}})
    note = {"_id": "a:forged", "at": clock.now(), "action": "gateway.audit.archived", "account": "x", "subject": ""}
    chained.journal("gateway").insert_one({**note, "facts": {"links": [1, 1], "entries": 3}})
    chained.linked()
    assert chained.codes("gateway") == {"audit.archives-not-shown"}
    chained.journal("gateway").update_one({"_id": "a:forged"}, {"$set": {"facts.links": [1, 2]}})
    assert "audit.entry-changed" in chained.codes("gateway")
