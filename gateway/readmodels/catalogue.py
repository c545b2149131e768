"""Which of the services' events become which rows of the read models, with the indexes that the figures need.

Rows are kept of what figures, dashboards or the profile read; who comes to read more adds its kind here, and a rebuild
fills it. A section of the profile is declared where its rows are; its right, its schema and its order come from here.
"""

from __future__ import annotations

from gateway.readmodels.kinds import KeptFrom, Kind, Projection, Section
from gateway.readmodels.people import SUMMED
from services import SERVICES
from services.appraisal.schemas.appraisals import AppraisalLine
from services.appraisal.schemas.indices import IndexLine
from services.appraisal.schemas.notices import NoticeLine
from services.incentive.schemas.honours import HonourOut
from services.incentive.schemas.measures import GrantOut
from services.registry.operations import cadres, units
from services.registry.schemas.alerts import KEPT_IN as ALERTS_KEPT_IN
from services.registry.schemas.alerts import AlertOut
from services.registry.schemas.corrections import CorrectionOut
from services.registry.schemas.personal_requests import PersonalRequestLine
from services.supervision.schemas.matters import ALL_RESULTS, RESULT_RIGHTS, MatterLine, ResultOut
from services.supervision.schemas.standing import RestrictionOut
from services.talentpool.schemas.graduates import GraduateRow
from services.talentpool.schemas.programmes import ParticipantOut
from services.talentpool.schemas.secondments import SecondmentRow

# All that the agencies do together, one row each; `mechanism` says by which of the five (五联).
_JOINT = (("mechanism", "state"), ("state", "due_on"))

KINDS: dict[tuple[str, str], Kind] = {
    ("registry", "cadre"): Kind(
        "cadres", (("unit_ids", "status"), ("status", "county_level_or_above")),
        snapshot=True, about_people=True, reads=("unit_ids", "unit_id", "synthetic"),
    ),
    ("registry", "unit"): Kind("units", (("unit_ids",),), snapshot=True),
    ("registry", "post"): Kind("posts", (("state", "vacant"), ("unit_id", "state")), snapshot=True),
    ("registry", "policy"): Kind("policies", (("kind", "state"),)),
    ("registry", "alert"): Kind("alerts", (("state", "due_on"), ("unit_ids", "state")), section=Section(
        "alerts", "due_on", "registry.alerts.read", "未关闭的预警", "Alerts that are open",
        states=("open", "handled"), person="subject_id", only=("subject_kind", "cadre"),
        kept_in=("rule", ALERTS_KEPT_IN), like=AlertOut),
        kept_from=KeptFrom("subject_id", ("rule", ALERTS_KEPT_IN))),
    # Their events tell no day, and ids rise with time.
    ("registry", "correction"): Kind("corrections", (("state",), ("unit_ids", "state")), section=Section(
        "corrections", "_id", "registry.corrections.read", "未办结的更正申请", "Corrections that are asked for",
        states=("requested",), like=CorrectionOut)),
    ("registry", "disposal"): Kind("disposals", (("state",), ("unit_ids", "state"))),
    ("registry", "personal_request"): Kind("personal_requests", (("state", "answer_by"),), section=Section(
        "personal_requests", "asked_on", "registry.personal-requests.read", "未办结的个人信息权利申请",
        "What was asked about what is kept of them", states=("open", "answered"), like=PersonalRequestLine)),
    ("registry", "planned_change"): Kind("planned_changes", (("state", "on"),)),
    ("registry", "selection"): Kind("selections", (("state", "fresh_until"), ("unit_ids", "state"))),
    ("training", "organiser"): Kind("organisers", (("tier", "active"), ("unit_id",))),
    ("training", "class"): Kind("classes", (("kind", "state", "begins"), ("state", "begins"))),
    ("training", "completion"): Kind(
        "completions",
        (
            ("class_kind", "county_level_or_above", "ends"),
            ("unit_ids", "class_kind", "county_level_or_above", "ends"),
            ("ends", "class_kind"),
        ),
        section=Section("completions", "ends"),
        reads=("revoked",),
    ),
    ("training", "outside_record"): Kind(
        "outside_records", rows=False, section=Section("outside", "ends", states=("recorded",)),
    ),
    ("training", "hours"): Kind(
        "hours", (("year", "mode"), ("unit_ids", "year")), section=Section("hours", "year"), reads=SUMMED
    ),
    ("training", "reminder"): Kind(
        "reminders",
        (("year", "open"), ("unit_ids", "open"), ("cadre_id", "open")),
        section=Section("reminders", "year"),
        reads=("open",),
    ),
    ("training", "teaching_point"): Kind("teaching_points", (("state",),)),
    ("training", "visit"): Kind("visits", (("theme", "state", "on"), ("unit_id", "theme", "on"))),
    ("training", "booking"): Kind("bookings", (("state", "ends"),)),
    ("training", "plan"): Kind("training_plans", (("state",),)),
    ("supervision", "agency"): Kind("agencies", (("active",), ("unit_id",))),
    ("supervision", "vetting"): Kind(
        "vettings", (("state", "outcome", "requested_on"), ("requested_on", "purpose"), ("unit_ids", "requested_on")),
        kept_from=KeptFrom(),
    ),
    ("supervision", "restriction"): Kind("restrictions", (("state", "kind"), ("unit_ids", "state")), section=Section(
        "restrictions", "begins", "profile.restrictions", "影响期", "Restrictions",
        states=("scheduled", "in_force", "ended"), like=RestrictionOut)),
    ("supervision", "item"): Kind("rectification_items", (("state", "overdue"), ("unit_ids", "state"))),
    ("supervision", "accountability"): Kind("accountability", (("decided_on",), ("unit_ids", "decided_on"))),
    ("supervision", "conference"): Kind("joint_work", _JOINT),
    ("supervision", "agreement"): Kind("joint_work", _JOINT),
    ("supervision", "information"): Kind(
        "joint_work", _JOINT, kept_from=KeptFrom(only=("mechanism", ("information",)))
    ),
    ("supervision", "result"): Kind("joint_work", _JOINT, section=Section(
        "results", "published_on", ALL_RESULTS, "联用成果", "Published results, to those whose work they name",
        states=("in_force",), each=("uses", RESULT_RIGHTS), like=ResultOut)),
    ("supervision", "task"): Kind("joint_work", _JOINT),
    ("supervision", "matter"): Kind("joint_work", _JOINT, section=Section(
        "matters", "registered_on", "supervision.matters.manage", "联议事项", "Matters under joint discussion",
            like=MatterLine),
        kept_from=KeptFrom(only=("mechanism", ("discussion",)))),
    ("supervision", "letter"): Kind("letters", (("state", "due_on"), ("cadre_id", "state"))),
    ("supervision", "appeal"): Kind("appeals", (("state", "due_on"),)),
    ("supervision", "check"): Kind("checks", (("state",),), kept_from=KeptFrom(only=("state", ("open",)))),
    ("supervision", "report"): Kind("personal_matter_reports", (("state", "due_on"),)),
    ("supervision", "campaign"): Kind("campaigns", (("state",),)),
    ("supervision", "draw"): Kind("draws", (("state",),)),
    ("supervision", "checklist"): Kind("checklists", (("state",),)),
    ("incentive", "batch"): Kind("batches", (("state",),)),
    ("incentive", "nomination"): Kind("nominations", (("state", "level"), ("unit_ids", "state"))),
    ("incentive", "ballot"): Kind("award_ballots", (("state", "held_on"),)),
    ("incentive", "objection"): Kind("objections", (("state",),)),
    ("incentive", "honour"): Kind(
        "honours",
        (
            ("level", "state", "conferred_on"),
            ("unit_ids", "level", "conferred_on"),
            ("conferred_on", "field"),
            ("state",),
        ),
        section=Section("honours", "conferred_on", "incentive.honours.read", "荣誉", "Honours", like=HonourOut),
    ),
    ("incentive", "measure"): Kind("measures", (("state", "kind"),)),
    ("incentive", "grant"): Kind("grants", (("state", "measure_id"), ("unit_ids", "state")), section=Section(
        "measures", "begins", "incentive.grants.read", "激励措施", "Measures of incentive", like=GrantOut)),
    ("incentive", "tolerance"): Kind("tolerance", (("state", "outcome"), ("unit_ids", "state"))),
    ("incentive", "ceremony"): Kind("ceremonies", (("state", "held_on"),)),
    ("appraisal", "mechanism"): Kind("mechanisms", (("state", "code"),)),
    ("appraisal", "appraisal"): Kind(
        "appraisals", (("planned_on", "kind", "state"), ("unit_ids", "planned_on"), ("state",)),
        section=Section("appraisals", "planned_on", "appraisal.appraisals.read", "考察", "Appraisals",
            like=AppraisalLine),
    ),
    ("appraisal", "talk"): Kind("talks", (("held_on",), ("unit_ids", "held_on")), kept_from=KeptFrom()),
    ("appraisal", "notice"): Kind("notices", (("state", "overdue"), ("unit_ids", "state")), section=Section(
        "notices", "delivered_on", "appraisal.notices.read", "考察结果告知", "Notices of what appraisals found",
            like=NoticeLine)),
    ("appraisal", "ballot"): Kind("appraisal_ballots", (("state",), ("unit_ids", "state"))),
    ("appraisal", "tally"): Kind("tally_sheets", (("state",), ("unit_ids", "state"))),
    ("appraisal", "deed"): Kind("deeds", (("state", "happened_on"), ("unit_ids", "happened_on"))),
    ("appraisal", "major_matter"): Kind("major_matters", (("state",),)),
    ("appraisal", "model"): Kind("models", (("state",),)),
    ("appraisal", "evaluation"): Kind("evaluations", (("state", "cadre_id"), ("unit_ids", "state"))),
    # Each subject in two places, of which readers see one; see `runs`.
    ("appraisal", "index"): Kind(
        "indices", (("subject_kind", "slot", "closed", "confirmed"), ("unit_ids", "subject_kind", "slot")),
        section=Section(
            "indices", "computed_on", "appraisal.indices.read", "担当指数（仅供参考）", "Indices, for reference alone",
                like=IndexLine),
        reads=("run", "closed"),
    ),
    ("appraisal", "index_run"): Kind("index_runs", (("kind", "state", "run"), ("kind", "run"))),
    ("appraisal", "contact_point"): Kind("contact_points", (("begins", "ends"), ("unit_ids", "begins"))),
    ("appraisal", "contact_visit"): Kind(
        "contact_visits", (("on",), ("unit_ids", "on"), ("follow_up_state", "due_on"))
    ),
    ("talentpool", "plan"): Kind("pool_plans", (("state",),)),
    ("talentpool", "tier"): Kind("pool_tiers", (("plan_id", "rank"),)),
    ("talentpool", "batch"): Kind("pool_batches", (("opens_on", "number"),)),
    # No section of a person's document: a cadre does not see the pool.
    ("talentpool", "member"): Kind(
        "pool_members", (("state", "suspended"), ("unit_ids", "state"), ("batch_id", "state"))
    ),
    ("talentpool", "secondment"): Kind(
        "secondments",
        (("kind", "host", "begins"), ("state", "begins"), ("unit_ids", "begins")),
        section=Section("secondments", "begins", "talentpool.secondments.read", "挂职、跟岗", "Secondments",
            like=SecondmentRow),
    ),
    ("talentpool", "graduate"): Kind(
        "selected_graduates", (("state", "year"), ("promoted", "state"), ("unit_ids", "state")),
        section=Section(
            "graduates", "year", "talentpool.graduates.read", "选调生跟踪管理", "Selected graduates",
            not_to_oneself=("key_training",), like=GraduateRow),
    ),
    ("talentpool", "programme"): Kind("talent_programmes", (("state", "kind", "code"),)),
    ("talentpool", "participant"): Kind(
        "talent_participants", (("programme_id", "state"), ("unit_ids", "state")),
        section=Section("programmes", "enrolled_on", "talentpool.programmes.read", "培养项目", "Training programmes",
            like=ParticipantOut),
    ),
    ("talentpool", "match"): Kind("shortlists", (("state",),)),
    ("talentpool", "successor"): Kind("successors", (("state", "post_id"), ("unit_ids", "state"))),
}  # fmt: skip

CATALOGUES = tuple(service.events for service in SERVICES)
PROJECTION = Projection(KINDS, CATALOGUES)
"""What the projector keeps."""

SNAPSHOTS = {"people": cadres.SNAPSHOTS, "units": units.UNIT_SNAPSHOTS, "posts": units.POST_SNAPSHOTS}
"""Who is asked for the words that events do not carry, by collection."""
