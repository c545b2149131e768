"""What each kind of document (文书) says, in words, of the things that services keep; nothing is made up.

Everything is read as the reader, by the rows that show it. A thing that does not stand so that its paper could be made
(nothing is public yet, no certificate was given) is told.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from gateway import forms
from gateway.document_hours import hours_stated, standing_entries
from gateway.document_words import clause, common, day_of, matter, number_of, quoted, word_of
from gateway.naming import names_of, who_are
from gateway.printing import PaperTooLarge
from gateway.route import GatewayRequest
from gateway.routes import row_of
from gateway.rpc import Answered, if_answered
from papers.form import AppointmentForm
from servicekit import schooling
from servicekit.chinese import post_at
from servicekit.errors import Conflict, Forbidden, NotFound
from servicekit.offered import LIST_DICTIONARIES
from servicekit.operations import Query
from servicekit.principal import Reach
from servicekit.standards import POLITICAL_STATUSES
from services.appraisal.operations.appraisals import GET_APPRAISAL
from services.appraisal.operations.notices import GET_NOTICE
from services.incentive.operations.honours import GET_HONOUR, LIST_HONOURS
from services.incentive.operations.programmes import GET_BATCH, GET_PROGRAMME
from services.incentive.operations.publicity import LIST_NOTICES
from services.incentive.schemas.programmes import ProgrammeOut
from services.registry.operations.cadres import GET_CADRE
from services.registry.operations.selections import GET_SELECTION, LIST_APPOINTMENT_NOTICES
from services.supervision.operations.conferences import GET_CONFERENCE
from services.supervision.operations.letters import GET_LETTER
from services.supervision.operations.tasks import GET_TASK
from services.supervision.schemas.conferences import ListConferences
from services.training.operations.classes import GET_CLASS
from services.training.operations.enrolments import GET_ENROLMENT
from services.training.operations.ledger import LIST_COMPLIANCE, LIST_HOURS
from services.training.operations.resources import GET_ORGANISER
from services.training.schemas.enrolments import GRADES as STUDY_GRADES

Row: TypeAlias = Mapping[str, Any]
Wish: TypeAlias = Mapping[str, Any]
MOST = 500
"""People, or entries, of one document."""
_ASKS_WITHIN = 2.0
_SECRECY = {"internal": "内部"}
_AGREED, _REFUSED = "会议同意", "会议未同意"


class NotYet(Conflict):
    """The thing does not stand so that this document could be made of it."""

    code = "documents/not-yet"
    zh = "尚不能生成该文书"
    en = "The document cannot be made yet"


class OthersHidden(Conflict):
    """The document names people whom the reader may not see; one that leaves them out would be wrong."""

    code = "documents/others-hidden"
    zh = "文书所列人员不全在查阅范围内"
    en = "The document names people outside the reader's scope"
    advice_zh = "请由可以查阅全部人员的账号生成。"
    advice_en = "An account that sees everybody makes it."


@dataclass(frozen=True, slots=True)
class Content:
    """What a document says, whom it is about, and what its file is called after."""

    values: dict[str, Any]
    about: Sequence[str]
    name: str = ""


Maker: TypeAlias = Callable[[GatewayRequest, Wish, str], Awaitable[Content]]


async def appointment_publicity(request: GatewayRequest, wish: Wish, today: str) -> Content:
    """Publicity of an appointment (任前公示)."""
    selection = await _asked(request, GET_SELECTION, selection_id=wish["selection_id"])
    if selection["publicity_begins"] is None or selection["state"] not in ("publicity", "publicised", "appointed"):
        raise NotYet("该选拔任用尚未进入任前公示", "The selection has not been made public")
    persons, about = await _candidates(request, selection, str(selection["publicity_begins"]), today)
    notices = await if_answered(request.look_up(LIST_APPOINTMENT_NOTICES, limit=1), _ASKS_WITHIN)
    told = (notices or {}).get("items") or ()
    values = {
        **_of_selection(selection),
        "begins": day_of(selection["publicity_begins"]),
        "ends": day_of(selection["publicity_ends"]),
        "days": number_of(selection["publicity_days"]),
        "objections": clause(told[0]["objections"]) if told else "",
        "persons": persons,
    }
    return Content(values | common(selection, selection["publicity_begins"]), about, selection["post_title"])


async def decision_minutes(request: GatewayRequest, wish: Wish, today: str) -> Content:
    """Minutes of the meeting that decided on an appointment (讨论决定任免事项会议纪要)."""
    selection = await _asked(request, GET_SELECTION, selection_id=wish["selection_id"])
    record = _decision(selection)
    if record is None:
        raise NotYet("该选拔任用尚未讨论决定", "No meeting has decided on the selection")
    persons, about = await _candidates(request, selection, str(record["on"]), today)
    figures = record["figures"]
    for person, cadre_id in zip(persons, about, strict=True):
        person["course"] = forms.proposal_of(_before(selection), cadre_id)["reason"]
    values = {
        **_of_selection(selection),
        "held_on": day_of(record["on"]),
        **{name: number_of(figures.get(name)) for name in ("entitled", "present", "agreed")},
        "moved_by": selection["moved_by"],
        "basis": clause(record["basis"]),
        "outcome": _REFUSED if selection["reason"] == "not_decided" else _AGREED,
        "persons": persons,
    }
    return Content(values | common(selection, record["on"]), about, selection["post_title"])


async def honour_publicity(request: GatewayRequest, wish: Wish, today: str) -> Content:
    """Publicity of nominations (表彰公示): what anybody may read of them, and nothing else."""
    award = await _award(request, wish["batch_id"])
    found = await _all(request, LIST_NOTICES, batch_id=[wish["batch_id"]])
    if not found:
        raise NotYet("该批次没有公示中的推荐", "Nothing of this batch is public now")
    known = await who_are(request, (one["cadre_id"] for one in found))
    persons = [
        {**_who(known.get(one["cadre_id"])), "summary": one["summary"] or ""}
        for one in found
        if one["cadre_id"] in known
    ]
    begins = min(one["begins"] for one in found)
    values = {
        **award,
        "begins": day_of(begins),
        "ends": day_of(max(one["ends"] for one in found)),
        "objections": clause(found[0]["objections"]),
        "count": str(len(persons)),
        "persons": persons,
    }
    synthetic = any(one["synthetic"] for one in found)
    return Content(
        values | common({"synthetic": synthetic}, begins), [one["cadre_id"] for one in found], award["batch"]
    )


async def commendation_decision(request: GatewayRequest, wish: Wish, today: str) -> Content:
    """The decision that confers the honours of a batch (表彰决定)."""
    if request.scope.reach is not Reach.ALL:
        raise OthersHidden()
    award = await _award(request, wish["batch_id"])
    found = await _all(request, LIST_HONOURS, batch_id=[wish["batch_id"]], kept=True)
    if not found:
        raise NotYet("该批次尚无授予的荣誉", "No honour of this batch has been conferred")
    found.sort(key=lambda one: str(one["certificate_number"]))
    persons = await _honoured(request, found)
    days = {one["conferred_on"] for one in found}
    values = {
        **award,
        "count": str(len(persons)),
        "conferred_on": day_of(max(days)),
        "persons": persons,
    }
    synthetic = any(one["synthetic"] for one in found)
    return Content(
        values | common({"synthetic": synthetic}, max(days)), [one["cadre_id"] for one in found], award["batch"]
    )


async def honour_certificate(request: GatewayRequest, wish: Wish, today: str) -> Content:
    """The certificate of an honour on paper (荣誉证书)."""
    honour = await _asked(request, GET_HONOUR, honour_id=wish["honour_id"])
    if honour["state"] == "revoked":
        raise NotYet("该荣誉已撤销", "The honour was revoked")
    if honour.get("recorded_by"):
        raise NotYet("历年表彰以当时颁发的证书为准", "An honour of a past year has the certificate of that day")
    programme = await request.look_up(GET_PROGRAMME, programme_id=honour["programme_id"])
    [person] = await _honoured(request, [honour])
    values = {
        "honour": programme["title"],
        "honour_quoted": quoted(programme["title"]),
        "level": word_of(ProgrammeOut, "level", honour["level"]),
        "authority": programme["authority"],
        **person,
        "conferred_on": day_of(honour["conferred_on"]),
    }
    return Content(values | common(honour, today), [honour["cadre_id"]], person["name"])


async def inquiry_letter(request: GatewayRequest, wish: Wish, today: str) -> Content:
    """A letter of inquiry (函询通知书)."""
    return await _letter(request, wish, today, "inquiry")


async def inquiry_reply(request: GatewayRequest, wish: Wish, today: str) -> Content:
    """The form to answer a letter of inquiry (函询回复表), filled in where it was answered."""
    return await _letter(request, wish, today, "inquiry", answer=True)


async def reminder_letter(request: GatewayRequest, wish: Wish, today: str) -> Content:
    """A letter of reminder (提醒函)."""
    return await _letter(request, wish, today, "reminder")


async def conference_minutes(request: GatewayRequest, wish: Wish, today: str) -> Content:
    """Minutes of a joint conference (联席会议纪要)."""
    conference = await _asked(request, GET_CONFERENCE, conference_id=wish["conference_id"])
    if not conference["minutes"]:
        raise NotYet("该会议尚未形成纪要", "The conference has no minutes yet")
    tasks = [await _task(request, one["task_id"]) for one in conference["resolutions"]]
    of_tasks = [agency for task in tasks for agency in task.get("agency_ids", ())]
    of_agenda = [one["agency_id"] for one in conference["agenda"] if one["agency_id"]]
    names = await names_of(request, [conference["host_agency_id"], *conference["member_ids"], *of_tasks, *of_agenda])

    def called(ids: Iterable[str | None]) -> str:
        return "、".join(names.get(one or "", {}).get("name") or "" for one in ids)

    def who(presence: str) -> str:
        return called(one["agency_id"] for one in conference["attendance"] if one["presence"] == presence)

    values = {
        "title": conference["title"],
        "sort": word_of(ListConferences, "kind", conference["kind"]),
        "held_on": day_of(conference["held_on"]),
        "host": called([conference["host_agency_id"]]),
        "present": who("present"),
        "represented": who("represented"),
        "absent": who("absent"),
        "agenda": [{"title": one["title"], "agency": called([one["agency_id"]])} for one in conference["agenda"]],
        "minutes": conference["minutes"],
        "resolutions": [
            {
                "text": clause(one["text"]),
                "agencies": called(task.get("agency_ids", ())),
                "due_on": day_of(task.get("due_on")),
            }
            for one, task in zip(conference["resolutions"], tasks, strict=True)
        ],
        "secrecy": _SECRECY.get(conference["classification"], ""),
    }
    return Content(values | common(conference, conference["held_on"]), (), conference["title"])


async def completion_certificate(request: GatewayRequest, wish: Wish, today: str) -> Content:
    """The certificate of completed training (培训结业证书)."""
    enrolment = await _asked(request, GET_ENROLMENT, enrolment_id=wish["enrolment_id"])
    if enrolment["state"] != "completed" or not enrolment["certificate_number"]:
        raise NotYet("该学员尚未结业，或没有结业证书", "The enrolment is not completed, or has no certificate")
    klass = await request.look_up(GET_CLASS, class_id=enrolment["class_id"])
    organiser = await if_answered(request.look_up(GET_ORGANISER, organiser_id=klass["organiser_id"]), _ASKS_WITHIN)
    values = {
        **await _person(request, enrolment["cadre_id"], enrolment["unit_id"]),
        "class_title": klass["title"],
        "organiser": (organiser or {}).get("name", ""),
        "begins": day_of(enrolment["begins"]),
        "ends": day_of(enrolment["ends"]),
        "hours": number_of(sum((enrolment["hours"] or {}).values())),
        "grade": STUDY_GRADES.get(enrolment["grade"] or "", ""),
        "number": enrolment["certificate_number"],
        "completed_on": day_of(enrolment["completed_on"]),
    }
    return Content(values | common(enrolment, today), [enrolment["cadre_id"]], values["name"])


async def training_hours(request: GatewayRequest, wish: Wish, today: str) -> Content:
    """A statement of hours of study (学时证明): of a year, and of the years that are judged together with it."""
    cadre_id, year = wish["cadre_id"], wish["year"] or int(today[:4])
    if year > int(today[:4]):
        raise NotYet(f"{year}年度尚未开始", f"{year} has not begun")
    cadre = await _asked(request, GET_CADRE, cadre_id=cadre_id)
    judged = await _asked(request, LIST_COMPLIANCE, cadre_id=[cadre_id], year=year)
    stands: Row = judged["items"][0] if judged["items"] else {}
    entries = {
        one: standing_entries(await _all(request, LIST_HOURS, cadre_id=[cadre_id], year=[one]))
        for one in range(int(stands.get("from_year", year)), year + 1)
    }
    if not stands and not entries[year]:
        raise NotYet(f"该干部{year}年度没有学时记录", f"There are no hours of {year}")
    values = {**await _person(request, cadre_id, None), **hours_stated(stands, entries, year, today)}
    return Content(values | common(cadre, today), [cadre_id], f"{values['name']}_{year}")


async def appraisal_notice(request: GatewayRequest, wish: Wish, today: str) -> Content:
    """The notice of an appraisal's result (考核考察结果告知书)."""
    notice = await _asked(request, GET_NOTICE, notice_id=wish["notice_id"])
    # The cadre whose notice it is may not read the appraisal; what it is called stands in their notice all the same.
    appraisal = await if_answered(request.look_up(GET_APPRAISAL, appraisal_id=notice["appraisal_id"]), _ASKS_WITHIN)
    grades = await _dictionary(request, "appraisal", "appraisal.cadre_grades")
    values = {
        **await _person(request, notice["cadre_id"], None),
        "appraisal": (appraisal or {}).get("title", ""),
        "grade": grades.get(notice["grade"], ""),
        "text": notice["text"],
        "delivered_on": day_of(notice["delivered_on"]),
        "acknowledge_by": day_of(notice["acknowledge_by"]),
        "last_day": day_of(notice["last_day"]),
        "secrecy": _SECRECY.get(notice["classification"], ""),
    }
    return Content(values | common(notice, today), [notice["cadre_id"]], values["name"])


async def _letter(request: GatewayRequest, wish: Wish, today: str, kind: str, *, answer: bool = False) -> Content:
    letter = await _asked(request, GET_LETTER, letter_id=wish["letter_id"])
    if letter["kind"] != kind:
        zh, en = (
            ("该函件不是函询", "It is no inquiry") if kind == "inquiry" else ("该函件不是提醒", "It is no reminder")
        )
        raise NotYet(zh, en)
    if letter["sent_on"] and not letter["sent_by"]:
        raise NotYet("该函件系补录，原件已发出", "It was entered when it had been sent: the original stands")
    if letter["state"] in ("withdrawn", "ended"):
        raise NotYet("该函件已撤回或终止", "The letter was withdrawn, or has ended")
    subjects = await _dictionary(request, "supervision", "supervision.letter_subjects")
    subject = subjects.get(letter["subject_code"], "")
    values = {
        **await _person(request, letter["cadre_id"], None),
        "subject": subject,
        "matter": matter(subject),
        "text": letter["text"],
        "sent_on": day_of(letter["sent_on"]),
        "due_on": day_of(letter["due_on"]),
        "secrecy": _SECRECY.get(letter["classification"], ""),
    }
    if answer and letter["reply"]:
        values |= {"reply": letter["reply"]["text"], "replied_on": day_of(letter["reply"]["on"])}
    return Content(values | common(letter, today), [letter["cadre_id"]], values["name"])


def _of_selection(selection: Row) -> dict[str, str]:
    record = _decision(selection)
    return {
        "unit": selection["unit_name"],
        "post": post_at(selection["unit_name"], selection["post_title"]),
        "body": record["figures"].get("body", "") if record else "",
    }


def _decision(selection: Row) -> Row | None:
    """The record of the meeting that decided, the last that holds."""
    held = [one for one in selection["records"] if one["step"] == "decide" and not one["put_right"]]
    return held[-1] if held else None


def _before(selection: Row) -> dict[str, Any]:
    """A selection without the meeting that decided."""
    return {**selection, "records": [one for one in selection["records"] if one["step"] != "decide"]}


async def _candidates(
    request: GatewayRequest, selection: Row, day: str, today: str
) -> tuple[list[dict[str, str]], list[str]]:
    """Whom a selection is about, as forms describe them, with what they held on a day."""
    ids = forms.candidates_of(dict(selection))
    proposed = post_at(selection["unit_name"], selection["post_title"])
    persons = []
    for cadre_id in ids:
        file = await _asked(request, GET_CADRE, cadre_id=cadre_id)
        names = await names_of(request, forms.units_of(file))
        held_on = forms.held_on(selection, file, day)
        form = forms.composed(
            file,
            names=names,
            health="",
            family=(),
            photo=b"",
            today=today,
            age_on=today,
            proposal={},
            held_on=held_on,
        )
        persons.append(_described(file, form, proposed))
    return persons, ids


def _described(file: Row, form: AppointmentForm, proposed: str) -> dict[str, str]:
    degrees = [one.degree for one in (form.full_time, form.in_service) if one.degree]
    return {
        "name": form.name,
        "sex": form.sex,
        "ethnicity": form.ethnicity,
        "birth": day_of(form.birth[:7]),
        "schooling": schooling.called(file["education_level"]),
        "degree": min(degrees, key=schooling.rank, default=""),
        "political_status": POLITICAL_STATUSES.get(file["political_status"] or "", ""),
        "began_work_on": day_of(form.began_work_on[:7]),
        "post": form.current_post,
        "proposed_post": proposed,
    }


async def _award(request: GatewayRequest, batch_id: str) -> dict[str, str]:
    batch = await request.look_up(GET_BATCH, batch_id=batch_id)
    programme = await request.look_up(GET_PROGRAMME, programme_id=batch["programme_id"])
    level = word_of(ProgrammeOut, "level", programme["level"])
    return {
        "honour": programme["title"],
        "honour_quoted": quoted(programme["title"]),
        "level": level,
        "authority": programme["authority"],
        "batch": batch["title"],
        "level_and_batch": batch["title"] if level in batch["title"] else f"{level}，{batch['title']}",
    }


async def _honoured(request: GatewayRequest, honours: Sequence[Row]) -> list[dict[str, str]]:
    """Who holds honours, in the unit in which they were when these were conferred."""
    known = await who_are(request, (one["cadre_id"] for one in honours))
    units = await names_of(request, {one["unit_ids"][-1] for one in honours if one.get("unit_ids")})
    persons = []
    for one in honours:
        person = known.get(one["cadre_id"], {})
        at = one["unit_ids"][-1] if one.get("unit_ids") else ""
        has_moved = bool(at) and at != person.get("unit_id")
        unit = units.get(at, {}).get("name") or ""
        post = unit if has_moved else _post(person)
        persons.append({"name": person.get("name") or "", "post": post, "number": one["certificate_number"]})
    return persons


async def _person(request: GatewayRequest, cadre_id: str, unit_id: str | None) -> dict[str, str]:
    """Name and post of somebody; with a unit that they have left since, that unit alone."""
    known = (await who_are(request, [cadre_id])).get(cadre_id, {})
    if unit_id and known.get("unit_id") != unit_id:
        unit = (await names_of(request, [unit_id])).get(unit_id, {}).get("name") or ""
        return {"name": known.get("name") or "", "post": unit}
    return _who(known)


def _who(known: Row | None) -> dict[str, str]:
    return {"name": (known or {}).get("name") or "", "post": _post(known or {})}


def _post(known: Row) -> str:
    return post_at(known.get("unit_name") or "", known.get("title") or "")


async def _task(request: GatewayRequest, task_id: str) -> Row:
    """The task that a resolution has become; nothing where the reader may not see it."""
    try:
        return await _asked(request, GET_TASK, task_id=task_id)
    except Forbidden:
        return {}
    except Answered as refused:
        if refused.problem.status != NotFound.status:
            raise
        return {}


async def _asked(request: GatewayRequest, operation: Query, **arguments: Any) -> dict[str, Any]:
    """What a service answers to the reader, by the row that shows it."""
    found: dict[str, Any] = await request.call_as(row_of(operation), operation, **arguments)
    return found


async def _all(request: GatewayRequest, operation: Query, **arguments: Any) -> list[dict[str, Any]]:
    """A list to its end. Raises PaperTooLarge."""
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = await request.call(operation, **arguments, limit=100, **cursor)
        found += page["items"]
        if page["next"] is None and len(found) <= MOST:
            return found
        if page["next"] is None or len(found) >= MOST:
            raise PaperTooLarge(f"一份文书最多{MOST}条", f"At most {MOST} in one document", most=MOST)
        cursor = {"cursor": page["next"]}


async def _dictionary(request: GatewayRequest, service: str, code: str) -> dict[str, str]:
    """What a dictionary calls its codes."""
    page = await if_answered(request.look_up(LIST_DICTIONARIES.of(service), code=[code]), _ASKS_WITHIN)
    items = page["items"] if page else []
    return {entry["key"]: entry["zh"] for one in items for entry in one["entries"]}
