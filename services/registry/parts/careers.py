"""Appointment, removal, promotion, transfer, retirement: each checked, decided by a document, and told."""

from __future__ import annotations

from datetime import date

from servicekit.calls import command
from servicekit.errors import field_error
from servicekit.store import Document
from servicekit.work import UnitOfWork
from services.registry.errors.cadres import OutOfOrder
from services.registry.errors.careers import NotADemotion, NotAPromotion
from services.registry.errors.common import NothingChanged
from services.registry.events.cadres import CADRE_CHANGED
from services.registry.model import acknowledging, careers, checks, codes, entering, vettings
from services.registry.model.checks import Finding
from services.registry.model.dates import add_months, earliest
from services.registry.model.life import must_be_near
from services.registry.model.person import Appointment, Cadre, Entry, Removal, Span, Voided, span_on
from services.registry.operations import careers as operations
from services.registry.parts import judging
from services.registry.parts.common import Part, Wish, day_of, decided, post_named, settle_cadre, unit_named
from services.registry.parts.entering import acknowledge
from services.registry.parts.selection_steps import candidate_moved
from services.registry.store.cadres import CADRES
from services.registry.vocabulary.selections import APPOINTED_ELSEWHERE, TRANSFERRED
from services.registry.vocabulary.status import ServiceStep
from services.registry.vocabulary.units import UnitStep

AWAITS_APPOINTMENT = {
    "code": "awaits-appointment",
    "zh": "档案中尚无所免的任职；补录该任职后自动接续",
    "en": "The file does not have the appointment yet; it ends with this as soon as that is entered",
}
"""What is said of a removal that has ended nothing yet."""
AWAITS_HIGHER = {
    "code": "awaits-higher",
    "zh": "档案中尚无此前较高的层次或职级；补录后自动接续",
    "en": "The file does not have the higher level or rank before it yet; it ends with this as soon as that is entered",
}
"""What is said of a demotion before which nothing higher is entered yet."""


class Careers(Part):
    """What happens in a career."""

    @command(operations.APPOINT)
    def appoint(self, wish: Wish, work: UnitOfWork) -> Document:
        """Appoint to a post or a title (任职). Raises Unqualified with every reason unless it is overridden."""
        cadre = work.see(CADRES, wish["cadre_id"])
        must_be_near(wish["on"], work.today, work.rules, "/on")
        careers.must_serve(cadre, ServiceStep.APPOINT, wish["on"])
        entered = enter_appointment(work, cadre, wish)
        return _noting(cadre, day_of(work, wish["on"]), entered)

    @command(operations.REMOVE)
    def remove(self, wish: Wish, work: UnitOfWork) -> Document:
        """End appointments (免职). Raises NotInPost where the cadre does not hold what is named.

        What lies far back, or is entered as history, may come before the appointment that it ends: it waits for that.
        """
        cadre = work.see(CADRES, wish["cadre_id"])
        named = {"post_id": wish["post_id"], "of": wish["entry"], "end_level": wish["end_level"]}
        removal = Removal(on=wish["on"], document=wish["document"], reason=wish["reason"], **named)
        entering.must_be_new(cadre, "removals", removal, "")
        careers.remove(cadre, removal, history=_of_the_past(work, wish))
        decided(work, cadre, "removals", removal)
        waits = [] if removal.ends else [AWAITS_APPOINTMENT]
        return {**vars(cadre), "warnings": [*cadre.warnings, *waits]}

    @command(operations.PROMOTE)
    def promote(self, wish: Wish, work: UnitOfWork) -> Document:
        """Promote to a post level or a rank (晋升), step by step and after the years that the rules ask for."""
        cadre = work.see(CADRES, wish["cadre_id"])
        must_be_near(wish["on"], work.today, work.rules, "/on")
        careers.must_serve(cadre, ServiceStep.PROMOTE, wish["on"])
        if (wish["post_level"] is None) == (wish["rank"] is None):
            zh, en = "晋升职务层次或职级，二者择一", "Name either a post level or a rank"
            raise NothingChanged(zh, en, errors=[field_error("/rank", "one-of", zh, en)])
        on, afterwards = earliest(wish["on"]), _afterwards(work, wish)
        kind, history = ("rank", "ranks") if wish["rank"] else ("post_level", "levels")
        after = wish[kind]
        before = span_on(getattr(cadre, history), on)
        if before is not None and before.code == after:
            raise NothingChanged()
        higher = codes.higher_rank if kind == "rank" else codes.higher
        if before is not None and not higher(after, before.code) and not afterwards:
            raise NotAPromotion(before=before.code, after=after)
        span = Span(code=after, began=wish["on"], began_by=wish["document"])
        if wish["override"] is None:
            entering.must_be_new(cadre, history, span, f"/{kind}")
        against = judging.not_looked_at if afterwards else judging.of_span
        _judge(work, span, against(work, cadre, history, span), wish, f"/{kind}")
        careers.begin_span(cadre, history, span, entered_afterwards=afterwards)
        decided(work, cadre, history, span)
        return _noting(cadre, on, span)

    @command(operations.DEMOTE)
    def demote(self, wish: Wish, work: UnitOfWork) -> Document:
        """Lower a post level or a rank (降职、降级), by a document; no promotion is told. Raises NotADemotion.

        What lies far back, or is entered as history, may come before the level or rank that it lowers.
        """
        cadre = work.see(CADRES, wish["cadre_id"])
        must_be_near(wish["on"], work.today, work.rules, "/on")
        careers.must_serve(cadre, ServiceStep.PROMOTE, wish["on"])
        kind, history = ("rank", "ranks") if wish["rank"] else ("post_level", "levels")
        before = span_on(getattr(cadre, history), earliest(wish["on"]))
        after = wish[kind]
        higher = codes.higher_rank if kind == "rank" else codes.higher
        one = (wish["post_level"] is None) != (wish["rank"] is None)
        lower = before is not None and higher(before.code, after)
        past = _of_the_past(work, wish) if before is None else _afterwards(work, wish)
        if not one or not (lower or past):
            raise NotADemotion(before=before.code if before else None, after=after)
        span = Span(code=after, began=wish["on"], began_by=wish["document"])
        if past:
            entering.must_be_new(cadre, history, span, f"/{kind}")
        careers.begin_span(cadre, history, span, entered_afterwards=past)
        settle_cadre(work, cadre)
        work.tell(CADRE_CHANGED, cadre, changed=[history])
        waits = [] if lower else [AWAITS_HIGHER]
        return {**vars(cadre), "warnings": [*cadre.warnings, *waits]}

    @command(operations.TRANSFER)
    def transfer(self, wish: Wish, work: UnitOfWork) -> Document:
        """Move to another unit (调动): the appointments end, and another may begin there."""
        cadre = work.see(CADRES, wish["cadre_id"])
        must_be_near(wish["on"], work.today, work.rules, "/on")
        careers.must_serve(cadre, ServiceStep.TRANSFER, wish["on"])
        unit = unit_named(work, wish["unit_id"])
        afterwards, left = _afterwards(work, wish), cadre.unit_id
        if not afterwards:
            unit.must(UnitStep.RECEIVE)
        if unit.id == cadre.unit_id and not afterwards:
            raise NothingChanged("该干部已在此单位", "The cadre is in this unit already")
        if not afterwards:
            for held in cadre.current(work.today):
                careers.must_follow(held.began, wish["on"], *careers.APPOINTED)
        move = careers.move(cadre, unit.id, unit.unit_ids, wish["on"], wish["document"], None)
        _judge(work, move, checks.for_transfer(cadre, day_of(work, wish["on"]), work.rules), wish, "/on")
        decided(work, cadre, "moves", move)
        if wish["post_id"] or wish["title"]:
            enter_appointment(work, cadre, {**wish, "unit_id": unit.id}, came_with=move.entry)
        if not afterwards or cadre.unit_id != left:
            candidate_moved(work, cadre, TRANSFERRED, move.entry)
        return _noting(cadre, day_of(work, wish["on"]), move)

    @command(operations.RETIRE)
    def retire(self, wish: Wish, work: UnitOfWork) -> Cadre:
        """Retire (退休), from the day on. It is checked against the reform of 2025; a basis overrides it."""
        cadre = work.see(CADRES, wish["cadre_id"])
        afterwards = _afterwards(work, wish)
        careers.must_serve(cadre, ServiceStep.RETIRE, wish["on"], history=afterwards)
        on = earliest(wish["on"])
        found = checks.for_retirement(cadre, wish["kind"], on, work.rules)
        found += checks.investigated(cadre, on, work.rules, "registry.retiring_investigated")
        override = None if afterwards else checks.settle(found, wish["override"], "/on")
        change = careers.change_status(
            cadre,
            ServiceStep.RETIRE,
            wish["on"],
            wish["kind"],
            wish["document"],
            override,
            history=afterwards,
        )
        change.unchecked = [one.rule for one in found] if afterwards else []
        decided(work, cadre, "statuses", change)
        return cadre

    @command(operations.LEAVE)
    def leave(self, wish: Wish, work: UnitOfWork) -> Cadre:
        """Leave the roster otherwise, from the day on: resignation, dismissal, transfer out, death (which has been, and
        is told of those too who have retired or left before).

        Nobody resigns (辞去公职) while an investigation is open (公务员法 86); what else art. 86 names the roster does
        not know.
        """
        cadre = work.see(CADRES, wish["cadre_id"])
        step = ServiceStep.DIE if wish["kind"] == "deceased" else ServiceStep.LEAVE
        if step is ServiceStep.DIE and earliest(wish["on"]) > work.today:
            zh, en = "去世日期不能晚于今天", "A death lies in the past"
            raise OutOfOrder(zh, en, errors=[field_error("/on", "too-late", zh, en)], today=work.today.isoformat())
        afterwards = _afterwards(work, wish)
        if step is ServiceStep.DIE and (later := entering.dated_after(cadre, wish["on"])):
            zh, en = "档案中有此日以后的条目", "The file has entries of later days"
            wrong = field_error("/on", "out-of-order", zh, en)
            raise OutOfOrder(zh, en, errors=[wrong], later=[f"{history}/{entry}" for history, entry in later])
        forbids = "registry.leaving_investigated"
        bound = wish["kind"] in work.rules[forbids].value
        found = checks.investigated(cadre, earliest(wish["on"]), work.rules, forbids) if bound else []
        override = None if afterwards else checks.settle(found, wish["override"], "/kind")
        change = careers.change_status(
            cadre, step, wish["on"], wish["kind"], wish["document"], override, history=afterwards
        )
        change.unchecked = [one.rule for one in found] if afterwards else []
        decided(work, cadre, "statuses", change)
        return cadre

    @command(operations.LIFT_HOLD)
    def lift_hold(self, wish: Wish, work: UnitOfWork) -> Cadre:
        """Let a decision take effect that something held on its day (解除暂缓); it is judged once more.

        Raises Unqualified for what stands against it still, unless a named person overrides it.
        """
        cadre = work.see(CADRES, wish["cadre_id"])
        history = wish["history"]
        entry = careers.held_entry(cadre, history, wish["entry"])
        assert entry.held is not None
        on = wish["on"] or work.today.isoformat()
        if not earliest(entry.held.planned) <= earliest(on) <= work.today:
            zh, en = f"应在{entry.held.planned}至今天之间", f"It lies between {entry.held.planned} and today"
            raise OutOfOrder(zh, en, errors=[field_error("/on", "out-of-order", zh, en)], begins=entry.held.planned)
        careers.must_serve(cadre, ServiceStep.APPOINT, on)
        careers.dated(entry, on)
        found = judging.on_its_day(work, cadre, history, entry)
        against = checks.standing(found, entry.override)
        override = checks.settle(against, wish["override"])
        by, basis = work.principal.account, wish["basis"]
        if override is not None:
            by, basis = override.by, f"{basis}；{override.basis}"
        careers.lift(entry, by, basis, on, work.now, override.findings if override else ())
        decided(work, cadre, history, entry)
        return cadre

    @command(operations.SET_ASIDE)
    def set_aside(self, wish: Wish, work: UnitOfWork) -> Cadre:
        """Mark an entry of a history as not counting (作废); it stays in the file with the basis.

        What it had ended goes on as before, what had come with it goes too, and what was planned and had given way to
        an end of the service is planned again.
        """
        cadre = work.see(CADRES, wish["cadre_id"])
        void, history = Voided(by=wish["by"], basis=wish["basis"], at=work.now), wish["history"]
        said = wish["acknowledgement"]
        before = acknowledging.entry_before(cadre, history, wish["entry"], said)
        back = [name for name in careers.overtaken(cadre, wish["entry"]) if name != history]
        careers.set_aside(cadre, history, wish["entry"], void)
        along = careers.set_aside_along(cadre, wish["entry"], void) if history == "moves" else []
        acknowledge(work, cadre, before, said, "/acknowledgement/on")
        settle_cadre(work, cadre)
        work.tell(CADRE_CHANGED, cadre, changed=[history, *(["appointments"] if along else back)])
        return cadre


def _afterwards(work: UnitOfWork, wish: Wish) -> bool:
    """Whether something that has been is entered from its document (补录) and nobody decides on it any more.

    What was decided of late (within the days of a rule) is judged as today's is, by the file of its day: the flag opens
    nothing that a named person would have to answer for. Raises OutOfOrder for today and what is to come.
    """
    if not wish.get("back_entry"):
        return False
    if earliest(wish["on"]) >= work.today:
        zh, en = "补录只用于今天以前的事项", "Only what has been before today is entered afterwards"
        raise OutOfOrder(zh, en, errors=[field_error("/on", "not-before-today", zh, en)], today=work.today.isoformat())
    return judging.lies_far_back(work, wish["on"])


def _of_the_past(work: UnitOfWork, wish: Wish) -> bool:
    """Whether it is so long ago that it may be entered before what it follows; of that nothing is judged.

    Raises OutOfOrder for what is entered as history and has not been before today.
    """
    return _afterwards(work, wish) or judging.lies_far_back(work, wish["on"])


def _judge(work: UnitOfWork, entry: Entry, findings: list[Finding], wish: Wish, pointer: str = "") -> None:
    """Refuse what the rules forbid, unless a named person overrides it, or it is entered from its document afterwards:
    today's checks decide nothing of what has been, and the entry says what stood against it.

    What was decided long ago wants no vetting of today either; the entry, with its document, says so. Raises
    Unqualified, and OutOfOrder for what is of late and names a year only.
    """
    judging.must_name_a_month(work, entry, "/on")
    if _afterwards(work, wish):
        entry.unchecked = [one.rule for one in findings]
        return
    if judging.lies_far_back(work, wish["on"]) and any(one.rule == vettings.RULE for one in findings):
        entry.unchecked = [vettings.RULE]
        findings = [one for one in findings if one.rule != vettings.RULE]
    entry.override = checks.settle(findings, wish["override"], pointer)


def _noting(cadre: Cadre, on: date, entry: Entry) -> Document:
    """The file, with what is to be known of what was just decided and stopped nothing."""
    unchecked = checks.unchecked(entry.unchecked)
    return {**vars(cadre), "warnings": [*cadre.warnings, *checks.notices(cadre, on), *unchecked]}


def enter_appointment(
    work: UnitOfWork, cadre: Cadre, wish: Wish, *, vetted: bool = False, came_with: str | None = None
) -> Appointment:
    """Check an appointment, enter it in the file and tell it; `vetted` where the vetting that a leading post needs has
    been seen to; `came_with` is the transfer that it came with.

    Raises Unqualified with every reason unless it is overridden.
    """
    afterwards = _afterwards(work, wish)
    post = post_named(work, wish["post_id"], wish.get("post_code"))
    unit = unit_named(work, post.unit_id if post else wish["unit_id"] or cadre.unit_id)
    if not afterwards:
        unit.must(UnitStep.RECEIVE)
    title = wish["title"] or (post.title if post else None)
    if title is None:
        raise _needs_title()
    on = day_of(work, wish["on"])
    level: str | None = post.post_level if post else wish.get("post_level")
    main = wish.get("main", True)
    trial = add_months(on, int(work.rules["registry.trial_months"].value)) if wish.get("trial") else None
    appointment = Appointment(
        unit_id=unit.id,
        unit_ids=list(unit.unit_ids),
        title=title,
        began=wish["on"],
        role=post.role.value if post else wish["role"],
        post_id=post.id if post else None,
        post_level=level,
        authorities=post.said if post else None,
        main=main,
        replaces=main and wish.get("leave_present", True),
        brings_level=level is not None,
        began_by=wish["document"],
        trial_until=trial,
        came_with=came_with,
    )
    if wish["override"] is None:
        entering.must_be_new(cadre, "appointments", appointment, "")
    if afterwards:
        found = judging.not_looked_at(work, cadre, "appointments", appointment)
    else:
        found = judging.of_appointment(work, cadre, appointment, vetted=vetted)
    _judge(work, appointment, found, wish)
    if not afterwards:
        unknown = checks.native_unknown(cadre, unit, appointment.role, work.rules)
        appointment.unchecked += [one.rule for one in unknown]
    careers.appoint(cadre, appointment, history=afterwards)
    decided(work, cadre, "appointments", appointment)
    if main and (not afterwards or appointment in cadre.current(work.today)):
        candidate_moved(work, cadre, APPOINTED_ELSEWHERE, appointment.entry)
    return appointment


def _needs_title() -> NothingChanged:
    zh, en = "须指明职位或职务名称", "Name a post or a title"
    return NothingChanged(zh, en, errors=[field_error("/title", "required", zh, en)])
