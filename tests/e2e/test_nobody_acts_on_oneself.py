"""Whoever has an official's right does not use it on themselves (回避, 公务员法 76), in whichever service; what every
cadre may do in their own matter stays theirs."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.awards import FIELD, Awards, done, identity_numbers
from tests.support.client import Client
from tests.support.days import iso
from tests.support.polling import poll

BASIS = {"basis": "演示文件"}


class Story:
    """An official who is a cadre of the roster, with somebody else's restriction and file to compare with."""

    def __init__(self, platform: Any) -> None:
        self.platform = platform
        self.mark = secrets.token_hex(4)
        self.registry = platform.as_role("registry_officer")
        self.supervision = platform.as_role("supervision_officer")
        unit = {"code": self.mark, "name": f"虚构{self.mark}", "kind": "government", "synthetic": True}
        self.unit = done(self.registry.post("/units", unit))["id"]
        self.official, self.other = self.cadre(), self.cadre()
        self.batch = Awards(platform.admin, quota=1).batch

    def cadre(self) -> str:
        (number,) = identity_numbers(1)
        body = {"name": "单虚构", "sex": "1", "birth": "1985-03", "ethnicity": "01", "began_work_on": "2008-07"}
        wish = {**body, "unit_id": self.unit, "identity_number": number, "synthetic": True}
        return str(done(self.registry.post("/cadres", wish))["id"])

    def as_official(self, role: str) -> Client:
        unit = self.unit if role in ("unit_officer", "agency_liaison") else ""
        client: Client = self.platform.as_role(role, unit_id=unit, cadre_id=self.official)
        return client

    def restriction(self, cadre: str) -> str:
        wish = {"cadre_id": cadre, "kind": "admonition", "begins": iso(), "synthetic": True, **BASIS}
        return str(poll(lambda: done(self.supervision.post("/supervision/restrictions", wish)), 20)["id"])


@pytest.fixture(scope="module")
def story(platform: Any) -> Story:
    return Story(platform)


def promotion(story: Story, cadre: str) -> tuple[str, dict[str, Any]]:
    return f"/cadres/{cadre}/promotions", {"post_level": "142", "on": iso(), "document": "演示文件"}


def restriction(story: Story, cadre: str) -> tuple[str, dict[str, Any]]:
    wish = {"cadre_id": cadre, "kind": "warning", "begins": iso(), "synthetic": True, **BASIS}
    return "/supervision/restrictions", wish


def lifting(story: Story, cadre: str) -> tuple[str, dict[str, Any]]:
    return f"/supervision/restrictions/{story.restriction(cadre)}/lifting", BASIS


def nomination(story: Story, cadre: str) -> tuple[str, dict[str, Any]]:
    wish = {"batch_id": story.batch, "unit_id": story.unit, "field": FIELD, "merits": "主要事迹", "synthetic": True}
    return "/incentive/nominations", {**wish, "cadre_id": cadre}


ACTS = [
    ("registry_officer", promotion),
    ("supervision_officer", restriction),
    ("supervision_officer", lifting),
    ("incentive_officer", nomination),
    ("unit_officer", nomination),
]


@pytest.mark.parametrize(("role", "act"), ACTS, ids=[f"{role}: {act.__name__}" for role, act in ACTS])
def test_an_official_acts_on_others_and_not_on_themselves(
    story: Story, role: str, act: Callable[[Story, str], tuple[str, dict[str, Any]]]
) -> None:
    client = story.as_official(role)
    path, body = act(story, story.official)
    refused = poll(lambda: _not_unknown(client.post(path, body)), 20)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/about-oneself"), refused.text
    path, body = act(story, story.other)
    there = client.post(path, body)
    assert "/problems/about-oneself" not in there.text


def test_ones_own_birth_is_put_right_by_another_and_the_request_for_it_is_ones_own(story: Story) -> None:
    own = f"/cadres/{story.official}"
    version = done(story.registry.get(own))["version"]
    wish = {"birth": "1985-04", "document": "演示文件"}
    refused = story.as_official("registry_officer").patch(own, wish, if_match=version)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/about-oneself"), refused.text
    assert done(story.registry.get(own))["version"] == version
    cadre = story.platform.as_role("cadre", cadre_id=story.official)
    assert done(cadre.get(own))["id"] == story.official


def _not_unknown(answer: Any) -> Any:
    """The answer, once the service has heard of whom it is about."""
    assert "unknown-cadre" not in answer.text
    return answer
