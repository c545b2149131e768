"""Each kind of import says how it is undone, or why it is not, and nothing is declared for what there is not."""

from __future__ import annotations

import pytest

from gateway.table import import_kinds
from servicekit.operations import CADRES, POSTS, UNITS
from servicekit.process import service_of
from services import SERVICES

KINDS = import_kinds()
UNDONE = {one.operation.name: one for listed in SERVICES for one in service_of(listed.package).undoes}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_kind_is_undone_at_one_place_or_says_why_not(kind):
    stays = kind.operation.stays
    assert (kind.operation.name in UNDONE) != (stays is not None)
    if stays is not None:
        assert not stays.zh.isascii()
        assert stays.en.isascii()


def test_every_undoing_is_of_a_kind_that_there_is():
    assert set(UNDONE) - {kind.operation.name for kind in KINDS.values()} == set()


@pytest.mark.parametrize("listed", SERVICES, ids=[listed.name for listed in SERVICES])
def test_what_rests_on_something_is_found_by_an_index(listed):
    service = service_of(listed.package)
    of_its_own = {collection.name for collection in service.collections}
    for of, every in service.builds_on.items():
        assert of in {CADRES, UNITS, POSTS} | of_its_own
        for one in every:
            indexed = {index.keys[0][0] for index in one.collection.indexes}
            assert one.by in indexed, f"{one.collection.name}.{one.by}"


def test_what_others_build_on_is_asked_about_before_it_goes():
    makes = {kind.kind: kind.operation.makes for kind in KINDS.values() if kind.operation.makes}
    assert makes == {"units": UNITS, "posts": POSTS, "cadres": CADRES, "appointment-forms": CADRES}
