"""Searches, the register of policies, alerts that time opens, and bulk imports."""

from __future__ import annotations

import base64
import secrets

import pytest

from servicekit.principal import Reach, Scope
from tests.service.registry.conftest import number
from tests.support.pictures import png


@pytest.mark.parametrize("q", ["单虚搜", "单虚", "虚搜", "shanxusou", "shanxu", "sxs", "Shan Xu Sou"])
def test_a_name_is_found_as_people_type_it(registry, q):
    unit = registry.a_unit()
    cadre = registry.a_cadre(unit, name="单虚搜")
    registry.a_cadre(unit, name="张三虚")
    assert [c["id"] for c in registry.list_cadres(q=q, unit_id=unit["id"])["items"]] == [cadre["id"]]


def test_combined_conditions_count_to_the_cut_off_date(registry):
    unit = registry.a_unit()
    cadre = registry.a_cadre(unit, appointments=[{"title": "主任", "began": "2012-01"}])

    def found(**conditions):
        return [c["id"] for c in registry.list_cadres(unit_id=unit["id"], **conditions)["items"]] == [cadre["id"]]

    assert found(age_at_least=44, age_at_most=44, as_of="2025-03-01")
    assert not found(age_at_least=44, as_of="2025-02-28")
    assert found(years_at_level_at_least=9, as_of="2025-01-01")
    assert not found(years_at_level_at_least=9, as_of="2024-12-31")
    assert found(post_level="142", as_of="2013-01-01")
    assert not found(post_level="142")
    assert found(education_level_at_least="20", major="法", sex="1", ethnicity="01")
    assert not found(education_level_at_least="10")


def test_pages_follow_each_other_without_gaps(registry):
    unit = registry.a_unit()
    made = {registry.a_cadre(unit)["id"] for _ in range(7)}
    seen: list[str] = []
    cursor = None
    while True:
        page = registry.list_cadres(unit_id=unit["id"], limit=3, cursor=cursor)
        seen += [c["id"] for c in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert len(seen) == 7
    assert set(seen) == made
    assert registry.list_cadres(unit_id=unit["id"], page=2, page_size=5)["total"] == 7


def test_every_search_is_served_by_an_index(registry):
    cadres = registry.runtime.db["cadres"]
    from datetime import date

    from services.registry.store.cadres import cadre_filter

    for wish in [
        {"q": "单"},
        {"q": "shan"},
        {"q": "shanxiongxinxinxin"},
        {"unit_id": "u"},
        {"post_level": "132"},
        {"rank": "clerk_1"},
        {"status": "serving"},
    ]:
        where = cadre_filter(wish, date(2026, 1, 1))
        plan = cadres.find(where).sort([("sounds", 1), ("_id", 1)]).explain()["queryPlanner"]["winningPlan"]
        assert "COLLSCAN" not in repr(plan), wish
        assert "'SORT'" not in repr(plan), wish
    for wish in [{"unit_id": "u"}, {"post_level": "132"}]:
        where = cadre_filter({**wish, "as_of": date(2020, 1, 1)}, date(2026, 1, 1))
        plan = cadres.find(where).sort([("sounds", 1), ("_id", 1)]).explain()["queryPlanner"]["winningPlan"]
        assert "places.unit_ids" in repr(plan) or "levels.code" in repr(plan), wish


def test_policies_are_found_by_chinese_words_and_classified_ones_refused(registry):
    policy = {"kind": "policy", "classification": "public", "issued_on": "2024-05-08", "synthetic": True}
    text = "第一条 为考准察实干部政治素质，制定本意见。"
    made = registry.register_policy(
        title="关于政治素质考察的意见（示例）", number="包组发〔2024〕8号", text=text, **policy
    )
    registry.register_policy(title="关于年轻干部培养的办法（示例）", **policy)
    for q in ["政治素质", "考准察实", "意见 素质", "〔2024〕8号"]:
        assert [p["id"] for p in registry.list_policies(q=q)["items"]] == [made["id"]], q
    assert registry.list_policies(q="素质政治")["items"] == []
    assert (
        registry.refusal("register_policy", title="x", **{**policy, "classification": "秘密"}).code
        == "registry/classified"
    )
    assert (
        registry.refusal("register_policy", title="x", number="包组发〔2024〕8号", **policy).code
        == "registry/code-taken"
    )
    repealed = registry.change_policy(policy_id=made["id"], state="repealed")
    assert repealed["state"] == "repealed"
    assert repealed["text"] == text
    refused = registry.refusal("change_policy", policy_id=made["id"], state="withdrawn")
    assert [error.pointer for error in refused.errors] == ["/state"]
    assert registry.change_policy(policy_id=made["id"], state="in_force")["state"] == "in_force"


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"issued_on": "2199-01-01"}, "/issued_on"),
        ({"effective_from": "2023-01-01", "effective_to": "2022-01-01"}, "/effective_to"),
        ({"part_of": "pol-unheard-of"}, "/part_of"),
    ],
)
def test_what_a_document_says_of_its_days_and_of_others_is_so(registry, wrong, pointer):
    right = {
        "title": "办法（示例）",
        "kind": "policy",
        "classification": "public",
        "issued_on": "2022-05-08",
        "synthetic": True,
    }
    refused = registry.refusal("register_policy", **{**right, **wrong})
    assert [error.pointer for error in refused.errors] == [pointer]
    made = registry.register_policy(**right)
    if "part_of" not in wrong:
        refused = registry.refusal("change_policy", policy_id=made["id"], **wrong)
        assert [error.pointer for error in refused.errors] == [pointer]


def test_a_line_that_ends_within_a_word_hides_it_from_no_search(registry):
    policy = {"kind": "policy", "classification": "public", "synthetic": True}
    made = registry.register_policy(title="办法（示例）", text="貔貅饲\n　　喂规定", **policy)
    for q in ["貔貅饲喂", "饲喂", "喂规定"]:
        assert [one["id"] for one in registry.list_policies(q=q)["items"]] == [made["id"]], q


def test_a_text_is_found_to_its_end_and_in_whatever_width_it_was_typed(registry):
    policy = {"kind": "policy", "classification": "public", "synthetic": True}
    long = "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(49_900))
    end = "依包办发〔２０２４〕12号，条例（试行）建立1＋7＋Ｎ制度，按ＰＤＣＡ循环。"
    made = registry.register_policy(title="办法（示例）", text=f"{long}。{end}", **policy)
    for q in ["循环", "12号", "〔2024〕12号", "条例(试行)", "2024 依包办发", "1+7+N", "pdca", "依包办发 试行"]:
        assert [one["id"] for one in registry.list_policies(q=q)["items"]] == [made["id"]], q


def test_alerts_open_and_close_by_time_and_once_only(registry, monkeypatch):
    from datetime import UTC, datetime

    from servicekit import clock

    unit = registry.a_unit()
    cadre = registry.a_cadre(unit, birth="1964-10", identity_number=number())
    day = {"now": datetime(2024, 1, 1, tzinfo=UTC)}
    registry.runtime.db["cadres"].update_one({"_id": cadre["id"]}, {"$set": {"look_on": "2023-01-01"}})
    monkeypatch.setattr(clock, "now", lambda: day["now"])
    registry.runtime.rules.forget()

    def alerts(state):
        return registry.list_alerts(subject_id=cadre["id"], state=state)["items"]

    day["now"] = datetime(2026, 6, 1, tzinfo=UTC)
    registry.runtime.rules.forget()
    while registry.sweep_alerts()["more"]:
        pass
    opened = alerts("open")
    assert [alert["rule"] for alert in opened] == ["retirement_due"]
    assert registry.sweep_alerts() == {"looked_at": 0, "opened": 0, "closed": 0, "more": False}
    registry.retire(cadre_id=cadre["id"], on="2026-06-01", document="文")
    assert alerts("open") == []
    assert alerts("closed")[0]["id"] == opened[0]["id"]


def test_units_are_imported_with_parents_named_by_code_in_any_order(registry):
    mark = secrets.token_hex(3)

    def row(code, parent=None, **more):
        return {"code": f"{mark}-{code}", "name": f"虚构{code}", "kind": "government", "synthetic": True, **more} | (
            {"parent_code": f"{mark}-{parent}"} if parent else {}
        )

    rows = [row("C", "B"), row("B", "A"), row("A"), row("D", "NONE"), row("A"), row("E", kind="circus")]
    dry = registry.import_units(rows=rows, dry_run=True)
    assert dry["done"] == 3
    assert registry.list_units(code=f"{mark}-A")["items"] == []
    answer = registry.import_units(rows=rows)
    assert answer["done"] == 3
    codes = [result["errors"][0]["code"] if "errors" in result else "ok" for result in answer["results"]]
    assert codes == ["ok", "ok", "ok", "unknown-unit", "code-taken", "not-allowed"]
    third = registry.get_unit(unit_id=answer["results"][0]["id"])
    assert third["unit_ids"] == [answer["results"][n]["id"] for n in (2, 1, 0)]
    assert registry.import_units(rows=rows)["done"] == 0


def test_cadres_and_posts_are_imported_by_codes_and_each_bad_row_explained(registry):
    mark = secrets.token_hex(3)
    unit = registry.a_unit(code=mark, approved={"chief": 1, "deputy": 1})
    posts = registry.import_posts(
        rows=[
            {
                "code": f"{mark}-1",
                "unit_code": mark,
                "title": "局长",
                "post_level": "131",
                "role": "chief",
                "synthetic": True,
            }
        ]
    )
    assert posts["done"] == 1
    chief = {"title": "局长", "post_code": f"{mark}-1", "began": "2020-05"}
    twin = number()

    def row(**more):
        person = registry.person(unit, **{"unit_code": mark, **more})
        del person["unit_id"]
        return person

    known = number()
    registry.a_cadre(unit, identity_number=known)
    rows = [
        row(appointments=[chief], levels=[{"code": "131", "began": "2020-05"}], identity_number=twin),
        row(identity_number=twin),
        row(identity_number=known),
        row(identity_number="150203198501010013"),
        row(unit_code="NONE"),
        row(appointments=[chief]),
        row(appointments=[{"title": "x", "post_code": "NONE", "began": "2020"}]),
        row(ethnicity="99"),
        row(family=[{"relation": "spouse", "name": "虚构乙"}]),
    ]
    answer = registry.import_cadres(rows=rows)
    assert [r["errors"][0]["code"] if "errors" in r else "ok" for r in answer["results"]] == [
        "ok",
        "identity-number-known",
        "identity-number-known",
        "identity-number-check-digit",
        "unknown-unit",
        "post-taken",
        "unknown-post",
        "not-allowed",
        "ok",
    ]
    assert answer["done"] == 2
    chief_id = answer["results"][0]["id"]
    assert registry.list_posts(code=f"{mark}-1")["items"][0]["holder_ids"] == [chief_id]
    assert registry.get_unit(unit_id=unit["id"])["filled"]["chief"] == 1
    seen = registry.snapshots(ids=[chief_id, "cad-none"])["items"]
    assert [(c["unit_name"], c["title"], c["post_level"]) for c in seen] == [(unit["name"], "局长", "131")]
    assert twin not in repr(seen)
    assert [event["type"] for event in registry.events(chief_id)] == ["cadre.registered.v1"]
    outside = registry.as_("li", Scope(Reach.UNIT, unit_id="unt-other")).import_cadres(rows=[row()])
    assert outside["results"][0]["errors"][0]["code"] == "unknown-unit"


def test_policies_are_imported(registry):
    mark = secrets.token_hex(3)
    row = {"title": "（示例）", "kind": "measure", "classification": "public", "number": mark, "synthetic": True}
    answer = registry.import_policies(rows=[row, row, {**row, "number": None, "classification": "机密"}])
    assert [r["errors"][0]["code"] if "errors" in r else "ok" for r in answer["results"]] == [
        "ok",
        "code-taken",
        "classified",
    ]


def test_a_photo_is_kept_and_anything_else_refused(registry):
    cadre = registry.a_cadre(registry.a_unit())
    photo = base64.b64encode(png()).decode()
    registry.set_photo(cadre_id=cadre["id"], media_type="image/png", data=photo)
    assert registry.get_photo(cadre_id=cadre["id"])["data"] == photo
    for wrong in (base64.b64encode(b"<svg/>").decode(), "（示例）内容", "@@"):
        refused = registry.refusal("set_photo", cadre_id=cadre["id"], media_type="image/png", data=wrong)
        assert refused.code == "registry/bad-photo"


STUDIED = [
    {"mode": "full_time", "level": "31", "school": "（虚构）师专", "ended": "2002-07"},
    {
        "mode": "full_time",
        "level": "21",
        "degree": "文学学士",
        "school": "（虚构）大学",
        "major": "中文",
        "ended": "2004-07",
    },
    {"mode": "in_service", "level": "14", "degree": "法学硕士", "school": "（虚构）党校", "ended": "2018-07"},
]


def test_a_line_tells_what_a_roster_needs_to_those_who_ask(registry, at):
    unit = registry.a_unit()
    cadre = registry.a_cadre(
        unit,
        birth="1981-03",
        native_place="（虚构）山东济南",
        birthplace="（虚构）包头",
        education=STUDIED,
        political_status="01",
        joined_party_on="2003-07",
        began_work_on="2004-08",
    )
    at("2026-03-01")
    asked = ["native_place", "age", "joined_party_on", "began_work_on", "full_time", "in_service"]

    def line(**how):
        (one,) = registry.list_cadres(unit_id=unit["id"], **how)["items"]
        return one

    told = line(more=asked)
    assert told["id"] == cadre["id"]
    assert (told["native_place"], told["age"], told["joined_party_on"]) == ("（虚构）山东济南", 45, "2003-07")
    assert told["began_work_on"] == "2004-08"
    assert told["full_time"] == {"level": "大学", "degree": "文学学士", "school": "（虚构）大学中文专业"}
    assert told["in_service"] == {"level": "研究生", "degree": "法学硕士", "school": "（虚构）党校"}
    assert "birthplace" not in told
    assert set(told) - set(line()) == set(asked)
    before = line(more=["age", "in_service", "full_time"], as_of="2017-06-30")
    assert (before["age"], before["in_service"]["level"], before["full_time"]["level"]) == (36, "", "大学")
    assert "education" not in told
    refused = registry.refusal("list_cadres", more=["salary"])
    assert (refused.code, refused.errors[0].pointer) == ("invalid-fields", "/more")
    assert "籍贯" in refused.errors[0].zh


def test_who_is_no_member_of_the_party_has_no_day_of_entry_on_a_roster(registry):
    unit = registry.a_unit()
    registry.a_cadre(unit, political_status="05", joined_party_on=None)
    (one,) = registry.list_cadres(unit_id=unit["id"], more="joined_party_on")["items"]
    assert one["joined_party_on"] == ""
