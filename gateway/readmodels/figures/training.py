"""Figures of training (教育培训)."""

from __future__ import annotations

from gateway.readmodels.figures.base import Figure

HELD = ["published", "running", "completed"]
"""States of classes that were published and not cancelled."""
_TIMES, _CLASSES, _SHARE = ("人次", "attendances"), ("期", "classes"), ("比例", "share")

FIGURES = [
    Figure(
        "training.rotation_rounds",
        "集中轮训轮次",
        "Rounds of rotation training",
        ("轮", "rounds"),
        "classes",
        lambda asked: {
            "kind": "rotation",
            "state": "completed",
            "round": {"$ne": None},
            **asked.period.on("begins"),
        },
        how="distinct",
        field="round",
    ),
    Figure(
        "training.rotation_classes",
        "集中轮训期数",
        "Classes of rotation training",
        _CLASSES,
        "classes",
        lambda asked: {"kind": "rotation", "state": "completed", **asked.period.on("begins")},
        query=lambda period: (
            "/training/classes",
            {"kind": "rotation", "state": "completed", **period.named("begins_from", "begins_to")},
        ),
    ),
    Figure(
        "training.rotation_attendances_county_level",
        "集中轮训县处级以上领导干部人次",
        "Person-times of leading cadres of county level and above in rotation training",
        _TIMES,
        "completions",
        lambda asked: asked.persons(
            {"class_kind": "rotation", "county_level_or_above": True, **asked.period.on("ends")}
        ),
        query=lambda period: (
            "/training/enrolments",
            {
                "class_kind": "rotation",
                "state": "completed",
                "county_level_or_above": "true",
                **period.named("ends_from", "ends_to"),
            },
        ),
    ),
    Figure(
        "training.teaching_points",
        "现场教学点",
        "Teaching points in use",
        ("个", "points"),
        "teaching_points",
        lambda _: {"state": "open"},
        query=lambda _: ("/training/teaching-points", {"state": "open"}),
    ),
    Figure(
        "training.loyalty_education_attendances",
        "接受对党忠诚教育人次",
        "Head counts of loyalty education at teaching points",
        _TIMES,
        "visits",
        lambda asked: asked.of_units({"theme": "loyalty_education", "state": "recorded", **asked.period.on("on")}),
        how="sum",
        field="head_count",
        query=lambda period: (
            "/training/visits",
            {"theme": "loyalty_education", "state": "recorded", **period.named("day_from", "day_to")},
        ),
    ),
    Figure(
        "training.sector_committees",
        "行业培训牵头部门",
        "Sector committees that organise training (1+7+N)",
        ("个", "committees"),
        "organisers",
        lambda _: {"tier": "sector", "active": True},
        query=lambda _: ("/training/organisers", {"tier": "sector", "active": "true"}),
    ),
    Figure(
        "training.main_class_theory_party_share",
        "主体班次理论教育和党性教育课时占比（最低班次）",
        "Share of theory and party spirit in main classes (the lowest class)",
        _SHARE,
        "classes",
        lambda asked: {
            "kind": "main",
            "state": {"$in": HELD},
            "theory_party_share": {"$ne": None},
            **asked.period.on("begins"),
        },
        how="lowest",
        field="theory_party_share",
    ),
    Figure(
        "training.leader_lecture_share",
        "领导干部讲课课时占市委党校主体班次总课时比例（最低学期）",
        "Leading cadres' share of the municipal Party school's main-class hours (the lowest term)",
        _SHARE,
        "classes",
        lambda asked: {
            "kind": "main",
            "organiser_tier": "party_school",
            "state": {"$in": HELD},
            **asked.period.on("begins"),
        },
        how="lowest_of_terms",
    ),
]
