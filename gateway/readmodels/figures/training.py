"""Figures of training (教育培训)."""

from __future__ import annotations

from gateway.readmodels.asked import Selection, everything, link, units
from gateway.readmodels.figures.base import SHARE, Distinct, Figure, LowestOfClasses, LowestOfTerms, Sum
from services.training.operations.classes import LIST_CLASSES, LIST_TERMS
from services.training.operations.enrolments import LIST_ENROLMENTS
from services.training.operations.places import LIST_POINTS, LIST_VISITS
from services.training.operations.resources import LIST_ORGANISERS

CLASSES = Selection("classes", day="begins", cut=everything)
"""Classes that began in the period."""
HELD = CLASSES.also({"state": {"$in": ["published", "running", "completed"]}})
"""Those of them that were published and not cancelled."""
COMPLETIONS = Selection("completions", {"revoked": {"$ne": True}}, day="ends")
VISITS = Selection("visits", {"state": "recorded"}, day="on", cut=units)
_ROTATION = CLASSES.also({"kind": "rotation", "state": "completed"})
_TIMES, _CLASSES, _SHARE = ("人次", "attendances"), ("期", "classes"), SHARE

FIGURES = [
    Figure(
        "training.rotation_rounds", "集中轮训轮次", "Rounds of rotation training", ("轮", "rounds"),
        _ROTATION.also({"round": {"$ne": None}}), Distinct("round", members="class_id"), listed=LIST_CLASSES,
    ),
    Figure(
        "training.rotation_classes", "集中轮训期数", "Classes of rotation training", _CLASSES, _ROTATION,
        listed=LIST_CLASSES,
        shown_by=link("/training/classes", {"kind": "rotation", "state": "completed"}, ("begins_from", "begins_to")),
    ),
    Figure(
        "training.rotation_attendances_county_level", "集中轮训县处级以上领导干部人次",
        "Person-times of leading cadres of county level and above in rotation training", _TIMES,
        COMPLETIONS.also({"class_kind": "rotation", "county_level_or_above": True}), listed=LIST_ENROLMENTS,
        shown_by=link(
            "/training/enrolments",
            {"class_kind": "rotation", "state": "completed", "county_level_or_above": "true"},
            ("ends_from", "ends_to"),
        ),
    ),
    Figure(
        "training.teaching_points", "现场教学点", "Teaching points in use", ("个", "points"),
        Selection("teaching_points", {"state": "open"}, cut=everything), listed=LIST_POINTS,
        shown_by=link("/training/teaching-points", {"state": "open"}),
    ),
    Figure(
        "training.loyalty_education_attendances", "接受对党忠诚教育人次",
        "Head counts of loyalty education at teaching points", _TIMES,
        VISITS.also({"theme": "loyalty_education"}), Sum("head_count"), listed=LIST_VISITS,
    ),
    Figure(
        "training.sector_committees", "行业培训牵头部门", "Sector committees that organise training (1+7+N)",
        ("个", "committees"), Selection("organisers", {"tier": "sector", "active": True}, cut=everything),
        listed=LIST_ORGANISERS, shown_by=link("/training/organisers", {"tier": "sector", "active": "true"}),
    ),
    Figure(
        "training.main_class_theory_party_share", "主体班次理论教育和党性教育课时占比（最低班次）",
        "Share of theory and party spirit in main classes (the lowest class)", _SHARE,
        HELD.also({"kind": "main", "theory_party_share": {"$ne": None}}), LowestOfClasses("theory_party_share"),
        listed=LIST_CLASSES,
    ),
    Figure(
        "training.leader_lecture_share", "领导干部讲课课时占市委党校主体班次总课时比例（最低学期）",
        "Leading cadres' share of the municipal Party school's main-class hours (the lowest term)", _SHARE,
        HELD.also({"kind": "main", "organiser_tier": "party_school"}), LowestOfTerms(), listed=LIST_TERMS,
    ),
]  # fmt: skip
