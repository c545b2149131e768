"""The ledger of honours: reviewed, revoked, and certified so that anybody can check it without the platform."""

from __future__ import annotations

import base64
import json
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from servicekit.principal import Principal, Reach, Scope
from services.incentive.store.honours import HONOURS
from services.incentive.vocabulary.honours import Honour
from tests.service.desk import Desk
from tests.service.incentive.honouring import an_honour

SCRIPT = Path(__file__).parents[3] / "tools" / "verify_certificate.py"


def restricted(desk: Desk, cadre_id: str, begins: str, ends: str | None = None, **more: Any) -> str:
    id = f"rst-{secrets.token_hex(4)}"
    state = {"effects": ["award"], "state": "in_force", **more}
    desk.hear(
        "honour_reviews",
        "restriction.began.v1",
        id,
        service="supervision",
        restriction_id=id,
        cadre_id=cadre_id,
        unit_ids=[],
        begins=begins,
        ends=ends,
        **state,
    )
    return id


def state_of(desk: Desk, honour: Honour) -> str:
    return str(desk.ask("get_honour", honour_id=honour.id)["state"])


def test_a_restriction_recorded_late_puts_the_honour_under_review(desk: Desk) -> None:
    honour = an_honour(desk)
    restricted(desk, honour.cadre_id, "2025-06-01", "2025-12-31")
    assert state_of(desk, honour) == "under_review"
    assert desk.told("honour.review_opened.v1")[-1]["honour_id"] == honour.id
    desk.ask("review_honour", honour_id=honour.id, decision="keep", decided_by="合成人", basis="合成依据")
    assert state_of(desk, honour) == "in_force"


@pytest.mark.parametrize(
    ("begins", "ends", "more"),
    [
        ("2025-07-02", None, {}),
        ("2025-01-01", "2025-06-30", {}),
        ("2025-06-01", None, {"effects": ["promotion"]}),
        ("2025-06-01", None, {"state": "annulled"}),
    ],
)
def test_a_restriction_that_does_not_cover_the_day_changes_nothing(
    desk: Desk, begins: str, ends: str | None, more: dict[str, Any]
) -> None:
    honour = an_honour(desk)
    restricted(desk, honour.cadre_id, begins, ends, **more)
    assert state_of(desk, honour) == "in_force"


def test_an_honour_conferred_after_the_restriction_was_heard_is_reviewed_too(desk: Desk) -> None:
    cadre_id = f"cad-{secrets.token_hex(4)}"
    restricted(desk, cadre_id, "2025-06-01")
    honour = an_honour(desk)
    desk.db[HONOURS.name].update_one({"_id": honour.id}, {"$set": {"cadre_id": cadre_id}})
    desk.hear("honours_conferred", "honour.conferred.v1", honour.id, service="incentive", cadre_id=cadre_id)
    assert state_of(desk, honour) == "under_review"


def test_what_was_kept_is_not_reviewed_again_for_the_same_restriction(desk: Desk) -> None:
    honour = an_honour(desk)
    restricted(desk, honour.cadre_id, "2025-06-01")
    desk.ask("review_honour", honour_id=honour.id, decision="keep", decided_by="合成人", basis="合成依据")
    desk.hear("honours_conferred", "honour.conferred.v1", honour.id, service="incentive", cadre_id=honour.cadre_id)
    assert state_of(desk, honour) == "in_force"


def test_an_honour_is_revoked_once_by_a_named_person(desk: Desk) -> None:
    honour = an_honour(desk)
    done = desk.ask("revoke_honour", honour_id=honour.id, decided_by="合成人", basis="合成决定")
    assert done["state"] == "revoked"
    assert (done["decisions"][-1]["by"], done["decisions"][-1]["basis"]) == ("合成人", "合成决定")
    assert desk.refused("revoke_honour", honour_id=honour.id, decided_by="合成人", basis="再次").status == 409
    assert desk.refused("record_certificate", honour_id=honour.id).status == 409
    assert (
        desk.refused("review_honour", honour_id=honour.id, decision="keep", decided_by="人", basis="再次").status == 409
    )


def test_a_cadre_sees_their_own_honours_only(desk: Desk) -> None:
    mine, another = an_honour(desk), an_honour(desk)
    me = Principal("me", ("cadre",), "x", Scope(Reach.SELF, None, mine.cadre_id))
    assert [item["id"] for item in desk.ask("list_honours", by=me)["items"]] == [mine.id]
    assert desk.refused("get_honour", by=me, honour_id=another.id).status == 404
    assert desk.refused("record_certificate", by=me, honour_id=another.id).status == 404


def certified(desk: Desk, honour: Honour) -> str:
    desk.ask("record_certificate", honour_id=honour.id)
    answer = desk.ask("issue_certificate", honour_id=honour.id, holder="虚构人")
    return str(answer["certificate"])


def verdict(desk: Desk, folder: Path, certificate: str) -> str:
    (folder / "c.jwt").write_text(certificate)
    (folder / "keys.json").write_text(json.dumps(desk.ask("certificate_keys")))
    (folder / "status.json").write_text(json.dumps(desk.ask("certificate_status")))
    command = [sys.executable, str(SCRIPT), *(str(folder / name) for name in ("c.jwt", "keys.json", "status.json"))]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def forged(certificate: str) -> str:
    head, body, signature = certificate.split(".")
    text = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)).decode().replace("虚构人", "冒名人")
    return ".".join([head, base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode(), signature])


def test_a_certificate_is_verified_without_the_platform_and_a_forgery_and_a_revocation_are_noticed(
    desk: Desk, tmp_path: Path
) -> None:
    first, second = an_honour(desk), an_honour(desk)
    certificate, other = certified(desk, first), certified(desk, second)
    assert certificate == certified(desk, first)
    assert verdict(desk, tmp_path, certificate).startswith("valid")
    assert verdict(desk, tmp_path, forged(certificate)).startswith("forged")
    desk.ask("revoke_honour", honour_id=first.id, decided_by="合成人", basis="合成决定")
    assert verdict(desk, tmp_path, certificate).startswith("revoked")
    assert verdict(desk, tmp_path, other).startswith("valid")


def test_no_name_is_kept_by_issuing_a_certificate(desk: Desk) -> None:
    certified(desk, an_honour(desk))
    for name in desk.db.list_collection_names():
        assert "虚构人" not in str(list(desk.db[name].find({})))


def told_by(desk: Desk, honour: Honour, **names: str) -> dict[str, Any]:
    """What a certificate says."""
    desk.ask("record_certificate", honour_id=honour.id)
    jwt = desk.ask("issue_certificate", honour_id=honour.id, **names)["certificate"]
    body = jwt.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return found


def test_a_certificate_names_the_authority_that_has_conferred_the_honour(desk: Desk) -> None:
    city, region = an_honour(desk), an_honour(desk)
    authority = {"$set": {"level": "region", "authority": "虚构自治区机关"}}
    desk.db["programmes"].update_one({"_id": region.programme_id}, authority)
    said = told_by(desk, region, holder="虚构人")
    assert said["issuer"]["name"] == "虚构自治区机关"
    assert said["iss"] == said["issuer"]["id"]
    assert "虚构自治区机关" in said["credentialSubject"]["achievement"]["criteria"]["narrative"]
    other = told_by(desk, city, holder="虚构人")["issuer"]
    assert (other["name"], other["id"] != said["issuer"]["id"]) == ("合成机关", True)


def test_a_certificate_tells_two_namesakes_apart(desk: Desk) -> None:
    one, other = an_honour(desk), an_honour(desk)
    who = [
        {each["identityType"]: each["identityHash"] for each in said["credentialSubject"]["identifier"]}
        for said in (
            told_by(desk, one, holder="虚构人", unit="虚构一局"),
            told_by(desk, other, holder="虚构人", unit="虚构二局"),
        )
    ]
    assert who == [
        {"name": "虚构人", "ext:unit": "虚构一局", "systemId": one.cadre_id},
        {"name": "虚构人", "ext:unit": "虚构二局", "systemId": other.cadre_id},
    ]


def test_who_confers_a_programmes_honours_is_put_right_and_certificates_say_so(desk: Desk) -> None:
    honour = an_honour(desk)
    wish = {"programme_id": honour.programme_id, "authority": "虚构自治区机关"}
    assert desk.refused("change_programme", **wish).code == "invalid-fields"
    changed = desk.ask("change_programme", **wish, basis="与表彰文件核对")
    (revision,) = changed["revisions"]
    assert (revision["before"], revision["basis"]) == ({"authority": "合成机关"}, "与表彰文件核对")
    assert desk.refused("change_programme", **wish, basis="再次核对").code == "incentive/programme-unchanged"
    assert told_by(desk, honour, holder="虚构人")["issuer"]["name"] == "虚构自治区机关"
    assert len(desk.told("programme.changed.v1")) == 1
