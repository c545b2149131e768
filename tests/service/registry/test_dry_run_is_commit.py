"""A dry run says of every row what the commit does, however the rows of a file meet and wherever a chunk ends."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.earlier import Earlier, repeats
from gateway.import_forms import read
from gateway.table import import_kinds
from papers import lrmx
from papers.form import AppointmentForm
from services.registry.store.reveals import TRIED
from tests.service.registry.conftest import Registry, number
from tests.unit.papers.test_appointment_files import a_zip

FEW = settings(max_examples=12, deadline=None)


def _told(kind: str, errors: Iterable[dict[str, Any]]) -> list[tuple[str, ...]]:
    """What a row is refused for, in words; of forms not how many are called so by now."""
    words = () if kind == "appointment-forms" else ("zh", "en")
    return [tuple(error[name] for name in ("pointer", "code", *words)) for error in errors]


def forgotten(registry: Registry) -> None:
    """No number was tried yet: what an example has tried in vain is not the next one's."""
    registry.runtime.db[TRIED.name].delete_many({})


def verdicts(registry: Registry, kind: str, rows: Sequence[dict[str, Any]], chunk: int, *, dry_run: bool) -> list[Any]:
    """What the importer is told of each row, sent in chunks, without the ids of what was made."""
    declared = import_kinds()[kind]
    meets = declared.meets if dry_run else declared.once if repeats(rows, declared.meets) else ()
    earlier = Earlier(meets)
    told: list[Any] = []
    for at in range(0, len(rows), chunk):
        sent = list(rows[at : at + chunk])
        more = {"earlier": earlier.met_by(sent)} if meets else {}
        name = declared.operation.name.partition(".")[2]
        results = registry.call(name, {"rows": sent, "dry_run": dry_run, **more})["results"]
        told += [(_told(kind, row.get("errors", ())), row.get("notes")) for row in results]
        earlier.add([sent[row["row"]] for row in results if "errors" not in row])
    return told


ANY = st.integers(0, 3)
"""Which of a few codes, posts or numbers, that are new each time."""
UNIT = st.fixed_dictionaries(
    {"code": ANY, "name": st.sampled_from(("虚构一局", "虚构二局")), "kind": st.just("government")},
    optional={"parent_code": ANY, "level": st.sampled_from(("131", "132", "999"))},
)
POST = st.fixed_dictionaries(
    {"code": ANY, "title": st.just("副局长")}, optional={"level": st.sampled_from(("131", "999"))}
)
HELD = st.fixed_dictionaries(
    {"post_code": st.integers(0, 1), "title": st.just("副局长"), "began": st.just("2012-07")},
    optional={"ended": st.sampled_from(("2016-01", "2011-01"))},
)
CADRE = st.fixed_dictionaries(
    {
        "identity_number": ANY,
        "sex": st.sampled_from(("1", "2")),
        "birth": st.sampled_from(("1981-03", "1981", "1985-07", "1930-01", "2085-07")),
        "appointments": st.lists(HELD, max_size=2),
    },
    optional={"began_work_on": st.sampled_from(("1990-07", "2003-07"))},
)
FORM = st.fixed_dictionaries(
    {
        "identity_number": ANY,
        "sex": st.sampled_from(("男", "女")),
        "birth": st.sampled_from(("1981-03", "1985-07", "")),
        "ethnicity": st.sampled_from(("汉族", "蒙古族", "无此族")),
    }
)


def test_of_units(registry: Registry) -> None:
    @FEW
    @given(st.lists(UNIT, min_size=2, max_size=8), st.integers(1, 4))
    def says_the_same(drawn: list[dict[str, Any]], chunk: int) -> None:
        mark = secrets.token_hex(4)
        codes = ("code", "parent_code")
        rows = [{name: f"U{mark}-{said}" if name in codes else said for name, said in row.items()} for row in drawn]
        said = verdicts(registry, "units", rows, chunk, dry_run=True)
        assert said == verdicts(registry, "units", rows, chunk, dry_run=False)

    says_the_same()


def test_of_posts(registry: Registry) -> None:
    @FEW
    @given(st.lists(POST, min_size=2, max_size=8), st.integers(1, 4))
    def says_the_same(drawn: list[dict[str, Any]], chunk: int) -> None:
        unit, mark = registry.a_unit(), secrets.token_hex(4)
        rows = [{**row, "unit_id": unit["id"], "code": f"P{mark}-{row['code']}"} for row in drawn]
        said = verdicts(registry, "posts", rows, chunk, dry_run=True)
        assert said == verdicts(registry, "posts", rows, chunk, dry_run=False)

    says_the_same()


def test_of_cadres(registry: Registry) -> None:
    @FEW
    @given(st.lists(CADRE, min_size=2, max_size=7), st.integers(1, 3))
    def says_the_same(drawn: list[dict[str, Any]], chunk: int) -> None:
        forgotten(registry)
        unit = registry.a_unit()
        posts = [registry.a_post(unit, code=f"P-{secrets.token_hex(4)}")["code"] for _ in range(2)]
        numbers = [number(), number(), number(sex="2"), "150203198507010013"]
        plain = {"name": "虚构", "ethnicity": "01", "political_status": "13", "unit_id": unit["id"], "synthetic": True}
        rows = [
            plain
            | row
            | {
                "identity_number": numbers[row["identity_number"]],
                "appointments": [held | {"post_code": posts[held["post_code"]]} for held in row["appointments"]],
            }
            for row in drawn
        ]
        said = verdicts(registry, "cadres", rows, chunk, dry_run=True)
        assert said == verdicts(registry, "cadres", rows, chunk, dry_run=False)

    says_the_same()


def test_what_the_number_says_otherwise_is_told_with_the_row(registry: Registry) -> None:
    unit = registry.a_unit()
    rows = [registry.person(unit, identity_number=number(sex="2"), birth="1985-07", sex="1")]
    (dry,) = verdicts(registry, "cadres", rows, 1, dry_run=True)
    (done,) = verdicts(registry, "cadres", rows, 1, dry_run=False)
    assert dry == done
    assert {"birth-differs", "sex-differs"} <= {note["code"] for note in done[1]}


def test_of_forms(registry: Registry) -> None:
    @FEW
    @given(st.lists(FORM, min_size=2, max_size=6), st.integers(1, 3))
    def says_the_same(drawn: list[dict[str, Any]], chunk: int) -> None:
        forgotten(registry)
        unit = registry.a_unit()
        name = "".join(secrets.choice("甲乙丙丁戊己庚辛壬癸") for _ in range(8))
        numbers = [number(), number(), number(), ""]
        registry.a_cadre(unit, name=name, identity_number=numbers[0])
        forms = [
            AppointmentForm(
                name, current_post=f"{unit['name']}科员", **row | {"identity_number": numbers[row["identity_number"]]}
            )
            for row in drawn
        ]
        rows = read(a_zip({f"{n}.lrmx": lrmx.write(one) for n, one in enumerate(forms)})).rows
        said = verdicts(registry, "appointment-forms", rows, chunk, dry_run=True)
        assert said == verdicts(registry, "appointment-forms", rows, chunk, dry_run=False)

    says_the_same()
