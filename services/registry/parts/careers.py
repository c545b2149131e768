"""Appointment, removal, promotion, transfer, retirement: each checked, decided by a document, and told."""

from __future__ import annotations

from datetime import date
from typing import Any

from servicekit.calls import command
from servicekit.errors import field_error
from servicekit.store import Document
from servicekit.work import UnitOfWork
from services.registry.errors.common import NothingChanged
from services.registry.events.cadres import (
    CADRE_APPOINTED,
    CADRE_CHANGED,
    CADRE_LEFT,
    CADRE_PROMOTED,
    CADRE_REMOVED,
    CADRE_RETIRED,
    CADRE_TRANSFERRED,
)
from services.registry.model import careers, checks, vettings
from services.registry.model.dates import Partial, add_months, earliest
from services.registry.model.person import Appointment, Cadre, Override, Voided
from services.registry.model.selections import APPOINTED_ELSEWHERE, TRANSFERRED
from services.registry.model.status import ServiceStep
from services.registry.model.units import UnitStep
from services.registry.operations import careers as operations
from services.registry.parts.common import (
    Part,
    Wish,
    day_of,
    occupy,
    post_named,
    settle_cadre,
    unit_named,
    vacate,
)
from services.registry.parts.selection_steps import candidate_moved
from services.registry.store.cadres import CADRES, relatives
from services.registry.store.selections import newest_vetting


class Careers(Part):
    """What happens in a career."""

    @command(operations.APPOINT)
    def appoint(self, wish: Wish, work: UnitOfWork) -> Document:
        """Appoint to a post or a title (任职). Raises Unqualified with every reason unless it is overridden."""
        cadre = work.see(CADRES, wish["cadre_id"])
        careers.must_serve(cadre, ServiceStep.APPOINT)
        enter_appointment(work, cadre, wish)
        return _noting(cadre, day_of(work, wish["on"]))

    @command(operations.REMOVE)
    def remove(self, wish: Wish, work: UnitOfWork) -> Cadre:
        """End appointments (免职). Raises NotInPost where the cadre does not hold what is named."""
        cadre = work.see(CADRES, wish["cadre_id"])
        ending = careers.held(cadre, wish["entry"], wish["post_id"])
        careers.end_appointments(cadre, ending, wish["on"], wish["document"], wish["reason"])
        vacate(work, cadre, ending, day_of(work, wish["on"]))
        if wish["end_level"]:
            careers.change_span(cadre, "levels", None, wish["on"], wish["document"])
        settle_cadre(work, cadre)
        work.tell(CADRE_REMOVED, cadre, entries=[a.entry for a in ending], on=wish["on"])
        return cadre

    @command(operations.PROMOTE)
    def promote(self, wish: Wish, work: UnitOfWork) -> Document:
        """Promote to a post level or a rank (晋升), step by step and after the years that the rules ask for."""
        cadre = work.see(CADRES, wish["cadre_id"])
        careers.must_serve(cadre, ServiceStep.PROMOTE)
        if (wish["post_level"] is None) == (wish["rank"] is None):
            zh, en = "晋升职务层次或职级，二者择一", "Name either a post level or a rank"
            raise NothingChanged(zh, en, errors=[field_error("/rank", "one-of", zh, en)])
        on = earliest(wish["on"])
        kind, after, before = (
            ("rank", wish["rank"], cadre.rank) if wish["rank"] else ("post_level", wish["post_level"], cadre.post_level)
        )
        if after == before:
            raise NothingChanged()
        check = checks.for_rank if kind == "rank" else checks.for_level
        override = checks.settle(check(cadre, after, on, work.rules), wish["override"], f"/{kind}")
        careers.change_span(
            cadre, "ranks" if kind == "rank" else "levels", after, wish["on"], wish["document"], override
        )
        settle_cadre(work, cadre)
        work.tell(
            CADRE_PROMOTED,
            cadre,
            kind=kind,
            before=before,
            after=after,
            on=wish["on"],
            overridden=_set_aside(override),
        )
        return _noting(cadre, on)

    @command(operations.TRANSFER)
    def transfer(self, wish: Wish, work: UnitOfWork) -> Document:
        """Move to another unit (调动): the appointments end, and another may begin there."""
        cadre = work.see(CADRES, wish["cadre_id"])
        careers.must_serve(cadre, ServiceStep.TRANSFER)
        unit = unit_named(work, wish["unit_id"])
        unit.must(UnitStep.RECEIVE)
        if unit.id == cadre.unit_id:
            raise NothingChanged("该干部已在此单位", "The cadre is in this unit already")
        findings = checks.for_transfer(cadre, day_of(work, wish["on"]), work.rules)
        override = checks.settle(findings, wish["override"], "/on")
        left, ending = cadre.unit_id, cadre.current()
        careers.end_appointments(cadre, ending, wish["on"], wish["document"], "transferred")
        vacate(work, cadre, ending, day_of(work, wish["on"]))
        careers.place(cadre, unit.id, unit.unit_ids)
        if wish["post_id"] or wish["title"]:
            enter_appointment(work, cadre, {**wish, "unit_id": unit.id})
        settle_cadre(work, cadre)
        work.tell(CADRE_TRANSFERRED, cadre, from_unit_id=left, on=wish["on"], overridden=_set_aside(override))
        candidate_moved(work, cadre, TRANSFERRED)
        return _noting(cadre, day_of(work, wish["on"]))

    @command(operations.RETIRE)
    def retire(self, wish: Wish, work: UnitOfWork) -> Cadre:
        """Retire (退休). The date is checked against the reform of 2025 and may be overridden with a basis."""
        cadre = work.see(CADRES, wish["cadre_id"])
        careers.must_serve(cadre, ServiceStep.RETIRE)
        on = earliest(wish["on"])
        override = checks.settle(checks.for_retirement(cadre, wish["kind"], on, work.rules), wish["override"], "/on")
        return self._end(work, cadre, ServiceStep.RETIRE, wish, CADRE_RETIRED, override)

    @command(operations.LEAVE)
    def leave(self, wish: Wish, work: UnitOfWork) -> Cadre:
        """Leave the roster otherwise: resignation, dismissal, transfer out, death."""
        cadre = work.see(CADRES, wish["cadre_id"])
        step = ServiceStep.DIE if wish["kind"] == "deceased" else ServiceStep.LEAVE
        return self._end(work, cadre, step, wish, CADRE_LEFT)

    def _end(
        self,
        work: UnitOfWork,
        cadre: Cadre,
        step: ServiceStep,
        wish: Wish,
        event: Any,
        override: Override | None = None,
    ) -> Cadre:
        ending = cadre.current()
        careers.change_status(cadre, step, wish["on"], wish["kind"], wish["document"], override)
        vacate(work, cadre, ending, earliest(wish["on"]))
        settle_cadre(work, cadre)
        work.tell(event, cadre, kind=wish["kind"], on=wish["on"])
        return cadre

    @command(operations.SET_ASIDE)
    def set_aside(self, wish: Wish, work: UnitOfWork) -> Cadre:
        """Mark an entry of a history as not counting (作废); it stays in the file with the basis."""
        cadre = work.see(CADRES, wish["cadre_id"])
        held = {a.entry: a for a in cadre.current()}
        void = Voided(by=wish["by"], basis=wish["basis"], at=work.now)
        careers.set_aside(cadre, wish["history"], wish["entry"], void)
        if wish["history"] == "appointments" and wish["entry"] in held:
            vacate(work, cadre, [held[wish["entry"]]], work.today)
        settle_cadre(work, cadre)
        work.tell(CADRE_CHANGED, cadre, changed=[wish["history"]])
        return cadre


def _noting(cadre: Cadre, on: date) -> Document:
    """The file, with what is to be known of what was just decided and stopped nothing."""
    return {**vars(cadre), "warnings": [*cadre.warnings, *checks.notices(cadre, on)]}


def enter_appointment(work: UnitOfWork, cadre: Cadre, wish: Wish, *, vetted: bool = False) -> Appointment:
    """Check an appointment, enter it in the file, count it into unit and post, and tell it; `vetted` where the vetting
    that a leading post needs has been seen to. Raises Unqualified with every reason unless it is overridden."""
    post = post_named(work, wish["post_id"], wish.get("post_code"))
    unit = unit_named(work, post.unit_id if post else wish["unit_id"] or cadre.unit_id)
    unit.must(UnitStep.RECEIVE)
    title = wish["title"] or (post.title if post else None)
    if title is None:
        raise _needs_title()
    on = day_of(work, wish["on"])
    role: str = post.role.value if post else wish["role"]
    level: str | None = post.post_level if post else wish.get("post_level")
    before = cadre.post_level
    findings = checks.for_level(cadre, level, on, work.rules) if level else []
    if level in (None, before):
        findings += checks.for_use(cadre, on, work.rules)
    if not vetted:
        findings += _vetting(work, cadre, level, role, wish["on"])
    main = wish.get("main", True)
    leaving = [a for a in cadre.current() if a.main] if main and wish.get("leave_present", True) else []
    if leaving:
        careers.end_appointments(cadre, leaving, wish["on"], wish["document"], "appointed elsewhere")
        vacate(work, cadre, leaving, on)
    findings += checks.for_post(cadre, unit, post, role, on, work.rules, relatives(work.db, cadre))
    override = checks.settle(findings, wish["override"])
    trial = add_months(on, int(work.rules["registry.trial_months"].value)) if wish.get("trial") else None
    appointment = Appointment(
        unit_id=unit.id,
        unit_ids=list(unit.unit_ids),
        title=title,
        began=wish["on"],
        role=role,
        post_id=post.id if post else None,
        post_level=level,
        main=main,
        began_by=wish["document"],
        trial_until=trial,
    )
    careers.appoint(cadre, appointment, level, override)
    if main:
        careers.place(cadre, unit.id, unit.unit_ids)
    occupy(work, cadre, unit, post, role, on)
    settle_cadre(work, cadre)
    work.tell(
        CADRE_APPOINTED,
        cadre,
        entry=appointment.entry,
        post_id=appointment.post_id,
        on=appointment.began,
        promoted=level is not None and (before is None or level < before),
        overridden=_set_aside(override),
    )
    if main:
        candidate_moved(work, cadre, APPOINTED_ELSEWHERE)
    return appointment


def _vetting(work: UnitOfWork, cadre: Cadre, level: str | None, role: str, on: Partial) -> list[checks.Finding]:
    """What stands against a leading post for want of a vetting; nothing where it is entered from its document."""
    leading = vettings.is_leading(level, role, cadre.post_level, work.rules)
    if not leading or vettings.is_back_entry(earliest(on), work.today, work.rules):
        return []
    return vettings.against(newest_vetting(work, cadre.id), on, work.rules)


def _set_aside(override: Override | None) -> list[str]:
    return override.findings if override else []


def _needs_title() -> NothingChanged:
    zh, en = "须指明职位或职务名称", "Name a post or a title"
    return NothingChanged(zh, en, errors=[field_error("/title", "required", zh, en)])
