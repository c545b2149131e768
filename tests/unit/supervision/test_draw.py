"""The random draw: anyone can recompute it, and nobody can bend it unseen."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.supervision.model import draw
from services.supervision.model.checks import stratum

SHARE = Decimal("0.10")
SEED = bytes(range(32))
populations = st.dictionaries(
    st.text("abc019", min_size=1, max_size=6), st.sampled_from("ABC"), min_size=1, max_size=80
)


@given(populations, st.binary(min_size=32, max_size=32))
def test_the_draw_is_deterministic_and_each_stratum_gets_its_share_within_one(population, seed):
    drawn = draw.draw(population, seed, "x", SHARE)
    assert drawn == draw.draw(dict(reversed(population.items())), seed, "x", SHARE)
    assert len(drawn) == len(set(drawn)) == -(-len(population) // 10)
    for one in set(population.values()):
        size = sum(its == one for its in population.values())
        assert abs(sum(population[id] == one for id in drawn) - len(drawn) * size / len(population)) < 1


@given(populations)
def test_changing_one_id_changes_the_hash(population):
    other = dict(population)
    id, its_stratum = next(iter(population.items()))
    del other[id]
    other[id + "x"] = its_stratum
    assert draw.list_hash(other) != draw.list_hash(population)


def published() -> dict:
    population = {f"cad-{n:03}": f"unt-{n % 3}/13{n % 2}" for n in range(205)}
    return {
        "list": [{"id": id, "stratum": its} for id, its in population.items()],
        "list_sha256": draw.list_hash(population),
        "commitment": draw.commitment(SEED),
        "seed": SEED.hex(),
        "entropy": "抽签现场",
        "share": "0.10",
        "drawn": draw.draw(population, SEED, "抽签现场", SHARE),
    }


@pytest.mark.parametrize(
    ("tamper", "says"),
    [
        (lambda d: None, "OK"),
        (lambda d: d["list"].pop(), "the list is not"),
        (lambda d: d["drawn"].pop(), "is another"),
        (lambda d: d.update(seed="00" * 32), "the seed is not"),
    ],
)
def test_the_script_finds_what_was_tampered_with(tmp_path, tamper, says):
    record = published()
    tamper(record)
    file = tmp_path / "draw.json"
    file.write_text(json.dumps(record), encoding="utf-8")
    ran = subprocess.run([sys.executable, "tools/verify_draw.py", file], capture_output=True, text=True, check=False)
    assert says in ran.stdout
    assert (ran.returncode == 0) == (ran.stdout.strip() == "OK")


def test_strata_are_the_units_right_below_the_top_and_the_levels_of_posts():
    """Baotou's cadres all have the city above them: it tells nobody from anybody."""
    assert stratum(["unt-city", "unt-bureau", "unt-office"], "132") == "unt-bureau/132"
    assert stratum(["unt-city", "unt-school"], "132") == "unt-school/132"
    assert stratum(["unt-city"], "121") == "unt-city/121"
    assert stratum([], None) == "/"
