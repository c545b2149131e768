"""What was entered by mistake is put right over HTTP, by the role whose work it is, and what came of it follows."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from servicekit import clock
from tests.support.awards import FIELD, Awards, done, items, problem
from tests.support.polling import poll

N, B, R = "/incentive/nominations", "/incentive/ballots", "/supervision/rectification"
MEMBERS = ["elector-1", "elector-2", "elector-3"]


@pytest.fixture(scope="module")
def awards(platform: Any) -> Awards:
    return Awards(platform.admin, quota=10)


def vetted(awards: Awards, count: int) -> list[str]:
    nominations = awards.nominate(awards.cadres(count))

    def there() -> bool:
        rows = [done(awards.client.get(f"{N}/{id}")) for id in nominations]
        awards.answer([row for row in rows if row["state"] == "vetting"])
        return {row["state"] for row in rows} == {"vetted"}

    poll(there, 30)
    return nominations


def test_a_second_meeting_votes_after_the_first_had_no_quorum_and_a_mistyped_vote_is_corrected(
    platform: Any, awards: Awards
) -> None:
    officer = platform.as_role("incentive_officer")
    first, forgotten = vetted(awards, 2)
    wish = {"batch_id": awards.batch, "held_on": "2026-02-27", "members": MEMBERS, "nominations": [first, forgotten]}
    ballot = done(officer.post(B, wish))["id"]
    done(officer.post(f"{B}/{ballot}/attendance", {"present": MEMBERS[:1]}))
    problem(officer.post(f"{B}/{ballot}/closing", {}), 409, "incentive/no-quorum")
    assert problem(officer.post(B, wish), 422, "incentive/no-candidates")["open_ballots"] == [ballot]
    cancelled = done(officer.post(f"{B}/{ballot}/cancellation", {"basis": "到会人数不足"}))
    assert (cancelled["state"], cancelled["cancelled_basis"]) == ("cancelled", "到会人数不足")
    second = done(officer.post(B, {**wish, "held_on": "2026-02-28"}))["id"]
    done(officer.post(f"{B}/{second}/attendance", {"present": MEMBERS}))
    votes = [{"member_id": member, "vote": vote} for member, vote in zip(MEMBERS, ("approve", "reject", "reject"),
             strict=True)]  # fmt: skip
    done(officer.post(f"{N}/{first}/votes", {"ballot_id": second, "votes": votes}))
    closed = done(officer.post(f"{B}/{second}/closing", {}))
    assert (closed["elected"], closed["not_elected"], closed["left_over"]) == (0, 1, 1)
    assert done(officer.get(f"{N}/{forgotten}"))["state"] == "vetted"
    right = {"nomination_id": first, "member_id": "elector-2", "vote": "approve", "basis": "与表决票原件核对"}
    (correction,) = done(officer.post(f"{B}/{second}/vote-corrections", right))["corrections"]
    assert (correction["before"], correction["after"]) == ("reject", "approve")
    assert done(officer.get(f"{N}/{first}"))["state"] == "elected"


def test_an_item_and_who_answers_for_it_are_put_right_and_the_restriction_is_gone_everywhere(
    platform: Any, awards: Awards
) -> None:
    officer = platform.as_role("supervision_officer")
    (cadre,) = awards.cadres(1)
    other = awards.make_unit()
    wish = {"code": f"ZC-{awards.mark}", "title": "虚构清单", "source": "self_examination", "synthetic": True}
    checklist = done(officer.post(f"{R}/checklists", wish))["id"]
    item = {"checklist_id": checklist, "number": 1, "aspect": 1, "aspect_title": "动议", "problem": "虚构问题"}
    path = f"{R}/items/{done(officer.post(f'{R}/items', item))['id']}"
    done(officer.post(f"{R}/checklists/{checklist}/issue", {"issued_on": "2025-03-03"}))
    done(officer.post(f"{path}/assignment", {"unit_id": awards.unit, "due_on": "2035-06-30"}))
    given = done(officer.post(f"{path}/assignment", {"unit_id": other, "due_on": "2035-06-30", "basis": "职能调整"}))
    assert [one["unit_id"] for one in given["assignments"]] == [awards.unit, other]
    right = {"problem": "改正的问题", "basis": "与清单原件核对"}
    changed = done(officer.patch(path, right, if_match=given["version"]))
    assert changed["revisions"][0]["before"] == {"problem": "虚构问题"}
    assert officer.patch(path, right, if_match=given["version"]).status_code == 412
    today = clock.day_of(clock.now()).isoformat()
    wish = {"kind": "admonishment", "cadre_id": cadre, "basis": "逾期", "decided_on": today}
    entry = done(officer.post(f"{path}/accountability", wish))["id"]
    (restriction,) = items(officer, "/supervision/restrictions", cadre_id=cadre)
    assert (restriction["state"], restriction["source_id"]) == ("in_force", entry)
    done(officer.post(f"{R}/accountability/{entry}/annulment", {"basis": "登记对象有误"}))
    (restriction,) = items(officer, "/supervision/restrictions", cadre_id=cadre)
    assert (restriction["state"], restriction["closed_basis"]) == ("annulled", "登记对象有误")
    # Appraisal hears of it too: it is no evidence any more.
    appraiser = platform.as_role("appraisal_officer")

    def evidence() -> bool:
        found = items(appraiser, "/appraisal/evidence", subject=cadre, subject_kind="cadre")
        values = [row["value"] for row in sorted(found, key=lambda row: row["number"]) if row["reference"] == entry]
        return values == [1, None]

    poll(evidence, 30, because=lambda: items(appraiser, "/appraisal/evidence", subject=cadre, subject_kind="cadre"))


def test_a_certificate_of_the_regions_honour_is_the_regions_and_tells_who_it_is(platform: Any, awards: Awards) -> None:
    agencies, awards = awards.agencies, Awards(platform.admin, quota=1, agencies=0)
    awards.agencies = agencies
    named = {"code": f"R-{awards.mark}", "title": "虚构表彰", "level": "region", "authority": "虚构自治区机关"}
    awards.programme = awards.make("/incentive/programmes", field_keys=[FIELD], **named)["id"]
    awards.batch = awards.make_batch(1)
    (cadre,) = awards.cadres(1)
    (nomination,) = awards.nominate([cadre])

    def named_now() -> bool:
        awards.turn()
        return awards.states()["named"] == 1

    poll(named_now, 60, because=lambda: awards.nominations())
    honour = done(awards.client.get(f"{N}/{nomination}"))["honour_id"]
    officer = platform.as_role("incentive_officer")
    jwt = done(officer.get(f"/incentive/honours/{honour}/certificate"))["certificate"]
    body = jwt.split(".")[1]
    said = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    assert said["issuer"]["name"] == "虚构自治区机关"
    told = {one["identityType"]: one["identityHash"] for one in said["credentialSubject"]["identifier"]}
    assert (told["systemId"], told["ext:unit"]) == (
        cadre,
        f"虚构{done(awards.client.get(f'/units/{awards.unit}'))['code']}",
    )

    def rewarded() -> str | None:
        rewards = done(awards.client.get(f"/cadres/{cadre}"))["rewards"]
        return rewards[0]["title"] if rewards else None

    assert poll(rewarded, 30) == "自治区级荣誉"
