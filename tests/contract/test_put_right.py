"""How every entry is put right: each command says by which others, or why by none, and the page shows what they say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gateway.rights import ROLES, reach
from gateway.route import Scope
from servicekit import offered
from servicekit.operations import Command, NoWayYet, Stands
from servicekit.principal import Reach
from services import NAMES, SERVICES, Listed
from tests.support.every import of_every
from tools.put_right import GATEWAY, PAGE, Entry, entries, page

ENTRIES = entries()


def test_the_page_shows_what_the_commands_declare():
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("listed", SERVICES, ids=NAMES)
def test_each_command_of_a_service_says_how_what_it_entered_is_put_right(listed: Listed):
    commands = [one for module in listed.modules("operations") for one in vars(module).values()]
    assert [one.name for one in commands if isinstance(one, Command) and not one.put_right] == []


def test_so_does_what_every_service_offers_and_what_the_gateway_answers_itself():
    shared = [one for one in vars(offered).values() if isinstance(one, Command)]
    assert [one.name for one in shared if not one.put_right] == []
    own = [one for one in ENTRIES.values() if one.name.startswith(f"{GATEWAY}.")]
    assert {one.method for one in shared} <= {one.name.partition(".")[2] for one in own}
    assert [one.name for one in own if not one.put_right] == []


def held(way: Entry) -> bool:
    """Whether there is somebody who may do it."""
    rights = [one.right for one in (*way.rows, *way.kinds) if one.scope in (Scope.NONE, Scope.PERSON)]
    return all(any(reach((role,), right) is not Reach.NONE for role in ROLES) for right in rights)


@of_every("entry", ENTRIES.values(), ids=lambda entry: entry.name)
def test_each_way_can_be_gone_by_somebody_and_says_what_follows_and_each_reason_is_said_in_both_languages(entry: Entry):
    if isinstance(entry.put_right, Stands):
        assert not entry.put_right.zh.isascii()
        assert entry.put_right.en.strip()
        assert entry.put_right.en.isascii()
        return
    for way in entry.ways(ENTRIES):
        assert way.follows, f"{way.name} does not say what it does"
        assert way.rows, f"{way.name} can be given in files only"
        assert held(way), f"nobody may put {entry.name} right by {way.name}"


def test_a_way_that_there_is_not_or_that_nobody_can_reach_is_found():
    entry = ENTRIES["training.record_visit"]
    assert [way.name for way in entry.ways(ENTRIES)] == ["training.annul_visit"]
    for put_right in (("annul_visits",), ("incentive.record_certificate",)):
        with pytest.raises(KeyError):
            replace(entry, put_right=put_right).ways(ENTRIES)


def test_what_cannot_be_put_right_yet_is_listed_with_the_reason():
    last = page().partition("## Not yet")[2]
    for entry in ENTRIES.values():
        assert (entry.words in last) == isinstance(entry.put_right, NoWayYet)
