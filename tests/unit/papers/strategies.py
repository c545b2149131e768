"""Forms as hypothesis makes them up: any text, and days known to the month."""

from __future__ import annotations

from hypothesis import strategies as st

from papers import resume
from papers.form import AppointmentForm, Education, FamilyMember
from papers.lrmx import ELEMENTS
from papers.texts import clean

SIGNS = st.characters(exclude_categories=("Cs",))
CELL = st.text(SIGNS | st.sampled_from("汉字（）、；<>&\"'\r\n \t\u3000\u200b\u00a0-.0198"), max_size=30).map(clean)
MONTH = st.dates().map(lambda day: f"{1900 + day.year % 200}-{day.month:02}")
DAY = MONTH | MONTH.map(lambda month: f"{month}-01")
_PARTS = (
    "2001.07", "2003年5月", "2002", "--", "-", "—", " ", "    ", "\u3000", "\n", "\r\n" + resume.INDENT, "任科长",
    "（其间：", "（", "）", "，", "；", "：", "至今", "2002.01--2002.06", "2003.05-2005.06 ", "其间", "2001年参加工作",
    "<br>", "0",
)  # fmt: skip
RESUME = (
    st.text(st.sampled_from("任科长（）其间：\n\r \u3000--—~至今1985.07年月0<br>.，"), max_size=120)
    | st.lists(st.sampled_from(_PARTS), max_size=14).map("".join)
).map(resume.parse)
EDUCATION = st.builds(Education, CELL, CELL, CELL, CELL)
TEXTS = (
    "sex",
    "ethnicity",
    "native_place",
    "birthplace",
    "health",
    "professional_post",
    "specialities",
    "current_post",
    "proposed_post",
    "proposed_removal",
    "rewards_and_punishments",
    "assessments",
    "reason",
    "reported_by",
    "filled_in_by",
    "identity_number",
)
FORMS = st.builds(
    AppointmentForm,
    name=CELL.filter(bool),
    **dict.fromkeys(TEXTS, CELL),
    birth=MONTH | st.just(""),
    joined_party_on=MONTH | st.just(""),
    other_party=st.sampled_from(("", "民盟", "九三学社")),
    began_work_on=MONTH | st.just(""),
    retires_on=MONTH | st.just(""),
    age_on=DAY | st.just(""),
    filled_in_on=DAY | st.just(""),
    full_time=EDUCATION,
    in_service=EDUCATION,
    resume=RESUME,
    family=st.lists(st.builds(FamilyMember, CELL.filter(bool), CELL, MONTH | st.just(""), CELL, CELL), max_size=3).map(
        tuple
    ),
    photo=st.just(b"") | st.binary(max_size=20).map(lambda rest: b"\xff\xd8\xff" + rest),
    others=st.dictionaries(
        st.from_regex(r"[A-Z][a-zA-Z_]{2,20}", fullmatch=True).filter(lambda name: name not in ELEMENTS),
        CELL.filter(bool),
        max_size=2,
    ),
)
