"""Campaigns around the reports of personal matters (三必考三必谈一档案): process only."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from servicekit import queries
from servicekit.apart import Judged
from servicekit.bulk import Results
from servicekit.calls import command, query
from servicekit.errors import Problem, field_error
from servicekit.roster import PEOPLE, PEOPLE_IN_PATHS, SERVING, Person, must_live
from servicekit.rules import entry_names
from servicekit.schemas import MAX_ROWS
from servicekit.store import Document, Page, cut_page
from servicekit.work import Reading, UnitOfWork
from services.supervision.errors.personal_matters import NobodyToDraw, NoCampaign, NotDrawnYet, ReportRepeated
from services.supervision.events import personal_matters as events
from services.supervision.model import checks
from services.supervision.model import draw as drawing
from services.supervision.model import personal_matters as model
from services.supervision.model.checks import Check, Draw, Listed
from services.supervision.model.personal_matters import Campaign, Left, Report, StepHeld, Told
from services.supervision.operations import personal_matters as operations
from services.supervision.parts import standing
from services.supervision.parts.again import learnt
from services.supervision.parts.ledger import unit_path
from services.supervision.schemas import personal_matters as schemas
from services.supervision.store.personal_matters import CAMPAIGNS, CHECKS, DRAWS, REPORTS
from services.supervision.vocabulary.checks import (
    CHECK_LIFE,
    DRAW_LIFE,
    CheckKind,
    CheckState,
    CheckStep,
    DrawState,
    DrawStep,
)
from services.supervision.vocabulary.personal_matters import CAMPAIGN_LIFE, CampaignState, CampaignStep, ReportState
from services.supervision.vocabulary.standing import Source

SEED_BYTES = 32
STEPS = "supervision.personal_matter_steps"
_LISTED = "rows.id"
_TOLD = sorted(set(schemas.ReportFields().fields) - {"synthetic"})


class PersonalMatters:
    """Campaigns around the reports of personal matters (三必考三必谈一档案): process only."""

    @command(operations.OPEN_CAMPAIGN)
    def open_campaign(self, wish: Document, work: UnitOfWork) -> Campaign:
        """Open a year's campaign; the rule gives the due day where none is given."""
        model.refuse_contents(wish)
        due_on = wish["due_on"] or model.due_day(wish["year"], work.rules["supervision.personal_matter_due"].value)
        unit_ids = unit_path(work, wish["unit_id"], "/unit_id") if wish["unit_id"] else []
        wish |= {"due_on": due_on, "unit_ids": unit_ids, "opened_on": work.today}
        campaign = work.add(CAMPAIGNS, Campaign(id=work.new_id("pmp"), **wish))
        work.tell(events.CAMPAIGN_OPENED, campaign)
        return campaign

    @command(operations.RECORD_STEP)
    def record_step(self, wish: Document, work: UnitOfWork) -> Campaign:
        """Record one of the six steps, in their order."""
        model.refuse_contents(wish)
        queries.must_know(work.db, STEPS, [wish["step"]], "/step")
        campaign = work.load(CAMPAIGNS, wish.pop("campaign_id"))
        held = StepHeld(**wish, at=work.now, by=work.principal.account)
        model.take_step(campaign, held, _steps(work), work.today)
        work.tell(events.CAMPAIGN_STEP_RECORDED, work.save(CAMPAIGNS, campaign))
        return campaign

    @command(operations.CLOSE_CAMPAIGN)
    def close_campaign(self, wish: Document, work: UnitOfWork) -> Campaign:
        """Close a campaign: with a basis also while people have not reported, or checks are open, which then go on."""
        campaign = work.load(CAMPAIGNS, wish["campaign_id"])
        on = wish["closed_on"] or work.today
        model.close(campaign, _steps(work), _left(work, campaign), on, work.today, wish["basis"])
        work.tell(events.CAMPAIGN_CLOSED, work.save(CAMPAIGNS, campaign))
        return campaign

    @command(operations.CORRECT_STEP)
    def correct_step(self, wish: Document, work: UnitOfWork) -> Campaign:
        """Put right when a step was taken, by how many, with what result: the first entry is kept, the order stays."""
        model.refuse_contents(wish)
        campaign = work.load(CAMPAIGNS, wish["campaign_id"])
        told = {name: wish[name] for name in ("held_on", "attended", "result")}
        right = StepHeld("", at=work.now, by=work.principal.account, **told)
        model.correct_step(campaign, wish["number"], right, wish["correction"], work.today, work.mark())
        work.tell(events.CAMPAIGN_STEP_CORRECTED, work.save(CAMPAIGNS, campaign))
        return campaign

    @command(operations.WITHDRAW_STEP)
    def withdraw_step(self, wish: Document, work: UnitOfWork) -> Campaign:
        """Put right that a step was entered which was not taken: the last one counts no more, is kept to be seen, and
        may be taken yet."""
        campaign = work.load(CAMPAIGNS, wish["campaign_id"])
        model.withdraw_step(campaign, wish["basis"], work.mark())
        work.tell(events.CAMPAIGN_STEP_CORRECTED, work.save(CAMPAIGNS, campaign))
        return campaign

    @command(operations.REOPEN_CAMPAIGN)
    def reopen_campaign(self, wish: Document, work: UnitOfWork) -> Campaign:
        """Put right that a campaign was closed by mistake: reports, checks and steps go on, whoever has not reported is
        counted by today's roster, and what was left when it was closed is kept."""
        campaign = work.load(CAMPAIGNS, wish["campaign_id"])
        model.reopen(campaign, wish["basis"], work.mark())
        work.tell(events.CAMPAIGN_REOPENED, work.save(CAMPAIGNS, campaign))
        return campaign

    @query(operations.GET_CAMPAIGN)
    def get_campaign(self, wish: Document, read: Reading) -> Document:
        """One campaign with its steps, and with how many have not reported and how many checks are open."""
        campaign = read.load(CAMPAIGNS, wish["campaign_id"])
        if campaign.state is CampaignState.OPEN:
            left = _left(read, campaign)
            campaign.unreported_ids, campaign.open_checks = left.unreported_ids, left.open_checks
        return {**CAMPAIGNS.to_document(campaign), "unreported": campaign.unreported}

    @query(operations.LIST_CAMPAIGNS)
    def list_campaigns(self, wish: Document, read: Reading) -> Page:
        """Campaigns by year and state; what is left of one that is open is counted where it is read alone, or where
        those are asked for whose day is over."""
        where = queries.filters(wish, "year", "state", "code")
        late: Document = {"state": CampaignState.OPEN.value, "due_on": {"$lt": read.today.isoformat()}}
        if wish["overdue"] is not None:
            where = queries.both(where, late if wish["overdue"] else {"$nor": [late]})
        sorts = queries.orders("year", "due_on", state="year")
        page = read.page(CAMPAIGNS, where, wish, sorts=sorts, default_sort="year")
        page.items = [_counted(read, one) if wish["overdue"] else _as_kept(one) for one in page.items]
        return page

    @command(operations.RECORD_REPORT)
    def record_report(self, wish: Document, work: UnitOfWork) -> Report:
        """Record how far the process around a cadre's report has come; there is one per campaign and cadre."""
        model.refuse_contents(wish)
        campaign = work.load(CAMPAIGNS, wish["campaign_id"])
        person = work.named(PEOPLE, wish["cadre_id"], "/cadre_id")
        found = work.find(REPORTS, {"campaign_id": campaign.id, "cadre_id": person.id}, most=1)
        report = _recorded(_Desk(work), campaign, person, found[0] if found else None, wish)
        # Whoever closes the campaign at this moment must look again.
        work.save(CAMPAIGNS, campaign)
        return report

    @command(operations.IMPORT_PERSONAL_MATTER_REPORTS)
    def import_personal_matter_reports(self, wish: Document, work: UnitOfWork) -> Document:
        """Reports, many at once, with the campaign by id or by code. A row with contents is refused as such."""
        results = Results(work)
        good = results.read(schemas.ReportRow, wish["rows"])
        for number, sent in enumerate(wish["rows"]):
            with results.row(number):
                model.refuse_contents(sent)
        campaigns = _campaigns(work, [row for _, row in good])
        people = work.load_many(PEOPLE, (row["cadre_id"] for _, row in good))
        known = _known_reports(work, campaigns.values(), people)
        desk = _Desk(work)
        seen: set[tuple[str, str]] = set()
        for number, row in good:
            campaign = campaigns.get(row["campaign_id"] or row["campaign_code"])
            with results.row(number):
                if campaign is None:
                    column = "/campaign_id" if row["campaign_id"] else "/campaign_code"
                    where = field_error(column, "unknown", NoCampaign.zh, NoCampaign.en)
                    raise NoCampaign(errors=[where])
                person = work.named(PEOPLE, row["cadre_id"], "/cadre_id")
                key = (campaign.id, person.id)
                if key in seen:
                    raise _repeated()
                did = _before(known.get(key), row)
                report = _recorded(desk, campaign, person, known.get(key), row, keep=not wish["dry_run"])
                seen.add(key)
                if not wish["dry_run"]:
                    work.save(CAMPAIGNS, campaign)
                results.ok(number, None if wish["dry_run"] else report.id, did=did)
        return results.answer()

    @query(operations.GET_REPORT)
    def get_report(self, wish: Document, read: Reading) -> Document:
        """The process around one report."""
        scope = read.scope.filter(unit="unit_ids", cadre="cadre_id")
        return _shown(read, read.get(REPORTS, wish["report_id"], scope, answer=schemas.ReportOut), _NOT_OF_A_REPORT)

    @query(operations.LIST_REPORTS)
    def list_reports(self, wish: Document, read: Reading) -> Page:
        """Reports by campaign, cadre, unit and state.

        With `overdue` all whom a campaign concerns and who have not reported after its day, those also of whom nothing
        is recorded.
        """
        if wish["overdue"]:
            return _shown_page(read, _overdue(read, wish), _NOT_OF_A_REPORT)
        where = queries.filters(wish, "campaign_id", "cadre_id", "unit_id", "state")
        if wish["overdue"] is not None:
            late: Document = {"state": ReportState.DUE.value, "due_on": {"$lt": read.today.isoformat()}}
            where = queries.both(where, {"$nor": [late]})
        where = queries.both(where, read.scope.filter(unit="unit_ids", cadre="cadre_id"))
        sorts = queries.orders("due_on", state="due_on")
        page = read.page(REPORTS, where, wish, sorts=sorts, answer=schemas.ReportOut)
        return _shown_page(read, page, _NOT_OF_A_REPORT)

    @command(operations.ANNOUNCE_DRAW)
    def announce_draw(self, wish: Document, work: UnitOfWork) -> Draw:
        """Freeze the list, and publish its hash with a commitment to a seed that nobody is shown before the draw."""
        campaign = work.load(CAMPAIGNS, wish["campaign_id"])
        draw_id = work.new_id("drw")
        checks.announce(campaign, draw_id)
        population = _population(work, campaign)
        if not population:
            raise NobodyToDraw()
        seed, share = secrets.token_bytes(SEED_BYTES), work.rules["supervision.personal_matter_draw_share"]
        draw = Draw(
            id=draw_id,
            campaign_id=campaign.id,
            list_sha256=drawing.list_hash(population),
            commitment=drawing.commitment(seed),
            share=str(share.value),
            share_basis=share.cited,
            size=len(population),
            announced_at=work.now,
            announced_by=work.principal.account,
            rows=[Listed(id, population[id]) for id in sorted(population)],
            secret=seed.hex(),
            synthetic=campaign.synthetic,
        )
        work.save(CAMPAIGNS, campaign)
        work.tell(events.DRAW_ANNOUNCED, work.add(DRAWS, draw))
        return draw

    @command(operations.DRAW)
    def draw(self, wish: Document, work: UnitOfWork) -> Draw:
        """Draw once: the entropy is given before the seed is revealed. Each cadre drawn gets a check."""
        draw = work.load(DRAWS, wish["draw_id"])
        DRAW_LIFE.must(draw, DrawStep.DRAW, draw_id=draw.id)
        population = {row.id: row.stratum for row in draw.rows}
        share = Decimal(draw.share)
        drawn = drawing.draw(population, bytes.fromhex(draw.secret), wish["entropy"], share)
        checks.carry_out(draw, drawn, wish["entropy"], work.mark())
        campaign = work.load(CAMPAIGNS, draw.campaign_id)
        campaign.drawn = True
        work.save(CAMPAIGNS, campaign)
        people = work.load_many(PEOPLE, drawn)
        added = []
        for cadre_id in drawn:
            unit_ids = people[cadre_id].unit_ids if cadre_id in people else []
            check = _check(
                work,
                campaign_id=campaign.id,
                cadre_id=cadre_id,
                unit_ids=unit_ids,
                kind=CheckKind.RANDOM,
                draw_id=draw.id,
                synthetic=draw.synthetic,
            )
            work.tell(events.CHECK_ADDED, work.add(CHECKS, check))
            added.append(check)
        learnt(work, "checks", added)
        work.tell(events.DRAW_DRAWN, work.save(DRAWS, draw))
        return draw

    @query(operations.GET_DRAW)
    def get_draw(self, wish: Document, read: Reading) -> Document:
        """One draw: what was announced, and how many were drawn."""
        return read.get(DRAWS, wish["draw_id"], read.scope.filter(cadre=_LISTED), answer=schemas.DrawOut)

    @query(operations.LIST_DRAWS)
    def list_draws(self, wish: Document, read: Reading) -> Page:
        """Draws, by campaign; a cadre sees those whose list they are on."""
        where = queries.both(read.scope.filter(cadre=_LISTED), queries.filters(wish, "campaign_id"))
        return read.page(DRAWS, where, wish, sorts=queries.orders(state="_id"), answer=schemas.DrawOut)

    @query(operations.GET_DRAW_LIST)
    def get_draw_list(self, wish: Document, read: Reading) -> Draw:
        """The frozen list with its hash, to be kept from before the draw."""
        return _draw(read, wish["draw_id"])

    @query(operations.GET_DRAW_RECORD)
    def get_draw_record(self, wish: Document, read: Reading) -> Draw:
        """What anybody on the list needs to recompute the draw, once it was carried out."""
        draw = _draw(read, wish["draw_id"])
        if draw.state is not DrawState.DRAWN:
            raise NotDrawnYet(draw_id=draw.id)
        return draw

    @command(operations.ADD_TARGETED_CHECK)
    def add_targeted_check(self, wish: Document, work: UnitOfWork) -> Check:
        """Have a cadre's report checked for a reason (重点抽查)."""
        model.refuse_contents(wish)
        queries.must_know(work.db, "supervision.check_reasons", [wish["reason"]], "/reason")
        campaign = work.load(CAMPAIGNS, wish["campaign_id"])
        CAMPAIGN_LIFE.must(campaign, CampaignStep.ADD_CHECK)
        person = work.named(PEOPLE, wish["cadre_id"], "/cadre_id")
        must_live(person, work.today, "/cadre_id")
        model.not_later(wish["opened_on"], work.today, "/opened_on")
        if wish["opened_on"] is None:
            del wish["opened_on"]
        check = _check(work, unit_ids=person.unit_ids, kind=CheckKind.TARGETED, **wish)
        work.save(CAMPAIGNS, campaign)
        work.tell(events.CHECK_ADDED, work.add(CHECKS, check))
        learnt(work, "checks", [check])
        return check

    @command(operations.CONCLUDE_CHECK)
    def conclude_check(self, wish: Document, work: UnitOfWork) -> Check:
        """Say how a check ended (查核结果). Not the outcome but its handling has an effect period, as in 诫勉."""
        check = _see_check(work, wish)
        checks.conclude(check, work.today, work.mark(), **wish)
        _enter_what_follows(work, check, wish)
        work.tell(events.CHECK_CONCLUDED, work.save(CHECKS, check))
        learnt(work, "checks", [check])
        return check

    @command(operations.CORRECT_CHECK)
    def correct_check(self, wish: Document, work: UnitOfWork) -> Check:
        """Put right a conclusion that was entered wrongly; the effect period that came of it follows."""
        check = _see_check(work, wish)
        if checks.correct(check, work.today, work.mark(), **wish):
            standing.annul_what_followed(work, check.cadre_id, Source.CHECK, check.id, wish["correction"])
            _enter_what_follows(work, check, wish)
        work.tell(events.CHECK_CORRECTED, work.save(CHECKS, check))
        learnt(work, "checks", [check])
        return check

    @query(operations.GET_CHECK)
    def get_check(self, wish: Document, read: Reading) -> Document:
        """One check."""
        return _shown(read, read.get(CHECKS, wish["check_id"], _seen(read), answer=schemas.CheckOut), _NOT_OF_A_CHECK)

    @query(operations.LIST_CHECKS)
    def list_checks(self, wish: Document, read: Reading) -> Page:
        """Checks by campaign, cadre, unit, kind, state and outcome."""
        where = queries.filters(wish, "campaign_id", "cadre_id", "unit_id", "kind", "state", "outcome")
        where = queries.both(where, _seen(read))
        page = read.page(CHECKS, where, wish, sorts=queries.orders(state="_id"), answer=schemas.CheckOut)
        return _shown_page(read, page, _NOT_OF_A_CHECK)

    @query(operations.GET_INTEGRITY_RECORD)
    def get_integrity_record(self, wish: Document, read: Reading) -> Document:
        """A cadre's integrity record (诚信档案): reports, checks and their outcomes.

        Cadres see their own, without the basis of a check, without who recorded it, and without checks still open.
        """
        cadre_id = wish["cadre_id"]
        read.get(PEOPLE_IN_PATHS, cadre_id, read.scope.filter())
        reports = list(read.db[REPORTS.name].find({"cadre_id": cadre_id}).sort("_id", 1))
        found = read.opened_many(CHECKS, read.db[CHECKS.name].find({"cadre_id": cadre_id}).sort("_id", 1))
        if read.scope.is_of(cadre_id):
            found = [check for check in found if check["state"] == CheckState.CONCLUDED.value]
        reports = [_shown(read, report, _NOT_OF_A_REPORT) for report in reports]
        found = [_shown(read, check, _NOT_OF_A_CHECK) for check in found]
        outcomes: dict[str, int] = {}
        for check in found:
            if check["outcome"] is not None:
                outcomes[check["outcome"]] = outcomes.get(check["outcome"], 0) + 1
        return {"cadre_id": cadre_id, "reports": reports, "checks": found, "outcomes": outcomes}


def _seen(read: Reading) -> Document:
    """The checks within the reader's reach, but for those about the reader that are still open."""
    about = read.of_oneself_only("cadre_id", {"state": CheckState.CONCLUDED.value})
    return queries.both(read.scope.filter(unit="unit_ids", cadre="cadre_id"), about)


_NOT_OF_A_REPORT: Document = {"recorded_by": ""}
_NOT_OF_A_CHECK: Document = {
    "basis": None,
    "conclusion_basis": None,
    "added_by": "",
    "concluded_by": None,
    "superseded": [],
}


def _shown(read: Reading, row: Document, hidden: Document) -> Document:
    """A row as a reader is shown it: whom it is about is not told who recorded or concluded it, nor on what basis."""
    return {**row, **hidden} if read.scope.is_of(row["cadre_id"]) else row


def _shown_page(read: Reading, page: Page, hidden: Document) -> Page:
    page.items = [_shown(read, row, hidden) for row in page.items]
    return page


@dataclass
class _Desk:
    """What recording reports needs once for many rows: the dictionaries that were read."""

    work: UnitOfWork
    known: set[tuple[str, str]] = field(default_factory=set)

    def must_know(self, dictionary: str, key: str | None, name: str) -> None:
        if key is not None and (dictionary, key) not in self.known:
            queries.must_know(self.work.db, dictionary, [key], f"/{name}")
            self.known.add((dictionary, key))


def _before(report: Report | None, row: Document) -> Document:
    """Where a report stood before a row, for whoever undoes the import: of tests and talks how many there were, and -1
    where the row replaces one."""
    if report is None:
        return {"state": "due", "received_on": None, "reminder_sent_on": None, "exams": 0, "talks": 0}
    again = row["exam_score"] is not None and row["exam"] in [one.exam for one in report.exams]
    talked = row["talk_held_on"] is not None and row["talk"] in [one.talk for one in report.talks]
    return {
        "state": report.state.value,
        "received_on": report.received_on and report.received_on.isoformat(),
        "reminder_sent_on": report.reminder_sent_on and report.reminder_sent_on.isoformat(),
        "exams": -1 if again else len(report.exams),
        "talks": -1 if talked else len(report.talks),
    }


def _recorded(
    desk: _Desk, campaign: Campaign, person: Person, report: Report | None, row: Document, *, keep: bool = True
) -> Report:
    work = desk.work
    CAMPAIGN_LIFE.must(campaign, CampaignStep.RECORD_REPORT)
    desk.must_know("supervision.personal_matter_exams", row["exam"], "exam")
    desk.must_know("supervision.personal_matter_talks", row["talk"], "talk")
    new = report is None
    if report is None:
        report = Report(id=work.new_id("pmr"), campaign_id=campaign.id, cadre_id=person.id, due_on=campaign.due_on)
        report.synthetic = row["synthetic"] or person.synthetic
    for name in ("received_on", "reminder_sent_on", "talk_held_on"):
        if row[name] is not None:
            must_live(person, row[name], f"/{name}")
    told = Told(**{name: row[name] for name in _TOLD})
    pass_score = work.rules["supervision.personal_matter_pass_score"].value
    model.update_report(report, told, pass_score, work.today, new=new)
    report.unit_ids = list(person.unit_ids)
    report.recorded_at, report.recorded_by = work.now, work.principal.account
    if keep:
        work.tell(events.REPORT_RECORDED, work.add(REPORTS, report) if new else work.save(REPORTS, report))
    return report


def _steps(reading: Reading) -> dict[str, str]:
    """The steps in the order of the dictionary, with their names."""
    return entry_names(reading.db, STEPS)


def _repeated() -> Problem:
    zh, en = "同一干部在本批中重复", "The cadre comes twice in these rows"
    return ReportRepeated(zh, en, errors=[field_error("/cadre_id", "repeated", zh, en)])


def _campaigns(work: UnitOfWork, rows: list[Document]) -> dict[str, Campaign]:
    """Campaigns that rows name, by id and by code."""
    known: dict[str, Campaign] = work.load_many(CAMPAIGNS, (row["campaign_id"] for row in rows if row["campaign_id"]))
    codes = sorted({row["campaign_code"] for row in rows if row["campaign_code"]})
    for campaign in work.find(CAMPAIGNS, {"code": {"$in": codes}}, most=MAX_ROWS) if codes else []:
        known[campaign.code] = known[campaign.id] = campaign
    return known


def _known_reports(
    work: UnitOfWork, campaigns: Iterable[Campaign], cadre_ids: Iterable[str]
) -> dict[tuple[str, str], Report]:
    """The reports of cadres in campaigns that there are already."""
    wanted = list(cadre_ids)
    known = {}
    for campaign_id in sorted({campaign.id for campaign in campaigns}):
        where = {"campaign_id": campaign_id, "cadre_id": {"$in": wanted}}
        for report in work.find(REPORTS, where, most=len(wanted) or 1):
            known[campaign_id, report.cadre_id] = report
    return known


def _draw(read: Reading, draw_id: str) -> Draw:
    """A draw that the reader may see: an officer each, a cadre those whose list they are on. Raises NoDraw."""
    return DRAWS.to_entity(read.get(DRAWS, draw_id, read.scope.filter(cadre=_LISTED)))


def _concerned(campaign: Campaign) -> Document:
    """A filter on cadres: whom a campaign concerns now."""
    where: Document = {"status": SERVING}
    if campaign.county_level_or_above:
        where["county_level_or_above"] = True
    if campaign.unit_id is not None:
        where["unit_ids"] = campaign.unit_id
    return where


def _left(reading: Reading, campaign: Campaign) -> Left:
    """What an open campaign has not brought to an end."""
    reported = _recorded_of(reading, campaign.id, {"$ne": ReportState.DUE.value})
    concerned = reading.db[PEOPLE.name].find(_concerned(campaign), {"_id": 1})
    still_open = {"campaign_id": campaign.id, "state": CheckState.OPEN.value}
    open_checks = reading.db[CHECKS.name].count_documents(still_open)
    return Left(sorted({row["_id"] for row in concerned} - reported), open_checks)


def _as_kept(campaign: Document) -> Document:
    """A campaign in a list, with what was left when it was closed."""
    return {**campaign, "unreported": len(campaign.get("unreported_ids", []))}


def _counted(reading: Reading, campaign: Document) -> Document:
    """An open campaign in a list, with what is left of it now."""
    left = _left(reading, CAMPAIGNS.to_entity(campaign))
    return {**campaign, "unreported": len(left.unreported_ids), "open_checks": left.open_checks}


def _recorded_of(reading: Reading, campaign_id: str, state: Any) -> set[str]:
    """The cadres with a record in these states of a campaign."""
    found = reading.db[REPORTS.name].find({"campaign_id": campaign_id, "state": state}, {"cadre_id": 1})
    return {row["cadre_id"] for row in found}


def _overdue(read: Reading, wish: Document) -> Page:
    """Who has not reported after the day of a campaign: as it is recorded, or as due where nothing is recorded.

    Of a closed campaign it is who had not reported when it was closed.
    """
    named = queries.filters(wish, campaign_id="_id")
    rows: list[Document] = []
    if wish["state"] is None or ReportState.DUE in wish["state"]:
        for past in read.db[CAMPAIGNS.name].find({**named, "due_on": {"$lt": read.today.isoformat()}}):
            rows += _overdue_in(read, CAMPAIGNS.to_entity(past), wish)
    name = ":".join(["overdue", *(str(wish[field]) for field in ("campaign_id", "cadre_id", "unit_id", "state"))])
    return cut_page(name, sorted(rows, key=_place), wish, _place, secret=read.cursor_secret)


def _overdue_in(read: Reading, campaign: Campaign, wish: Document) -> list[Document]:
    due = {"campaign_id": campaign.id, "state": ReportState.DUE.value}
    asked = queries.both(queries.filters(wish, "cadre_id", "unit_id"), read.scope.filter(cadre="cadre_id"))
    rows = list(read.db[REPORTS.name].find(queries.both(due, asked)))
    is_open = campaign.state is CampaignState.OPEN
    people = _concerned(campaign) if is_open else {"_id": {"$in": campaign.unreported_ids}}
    for narrower in (queries.filters(wish, cadre_id="_id"), queries.filters(wish, "unit_id"), read.scope.filter()):
        people = queries.both(people, narrower)
    recorded = _recorded_of(read, campaign.id, {"$in": [state.value for state in ReportState]})
    found = read.db[PEOPLE.name].find(people, {"synthetic": 1})
    return rows + [_unrecorded(campaign, person) for person in found if person["_id"] not in recorded]


def _unrecorded(campaign: Campaign, person: Document) -> Document:
    """Somebody whom a campaign concerns and of whom nothing is recorded."""
    report = Report("", campaign.id, person["_id"], campaign.due_on, synthetic=bool(person.get("synthetic")))
    return {**REPORTS.to_document(report), "_id": None}


def _place(row: Document) -> list[str]:
    return [row["campaign_id"], row["cadre_id"]]


def _population(work: UnitOfWork, campaign: Campaign) -> dict[str, str]:
    """Whom the draw is from, each with their stratum; see `checks.population`."""
    shown = {"campaign_id": campaign.id}
    reports = {
        row["cadre_id"]: ReportState(row["state"])
        for row in work.db[REPORTS.name].find(shown, {"cadre_id": 1, "state": 1})
    }
    concerned = _strata(work, _concerned(campaign))
    others = [cadre_id for cadre_id in reports if cadre_id not in concerned]
    return checks.population(concerned, reports.items(), _strata(work, {"_id": {"$in": others}}))


def _strata(work: UnitOfWork, where: Document) -> dict[str, str]:
    found = work.db[PEOPLE.name].find(where, {"unit_ids": 1, "post_level": 1})
    return {one["_id"]: checks.stratum(one.get("unit_ids", []), one.get("post_level")) for one in found}


def _see_check(work: UnitOfWork, wish: Document) -> Check:
    """The check whose end is told, once the words for it are known. Takes `check_id` out of the wish."""
    model.refuse_contents(wish)
    queries.must_know(work.db, "supervision.check_outcomes", [wish["outcome"]], "/outcome")
    queries.must_know(work.db, "supervision.check_handling", [wish["handling"]], "/handling")
    return work.see(CHECKS, wish.pop("check_id"))


def _enter_what_follows(work: UnitOfWork, check: Check, wish: Document) -> None:
    """Enter the effect period that the handling of a check has, in the book."""
    standing.enter_what_follows(
        work, wish["handling"], check.cadre_id, wish["decided_on"], wish["basis"], Source.CHECK, check.id, "/handling"
    )


def _check(work: UnitOfWork, **more: Any) -> Check:
    by = work.principal.account
    return Check(id=work.new_id("pmk"), added_at=work.now, added_by=by, **{"opened_on": work.today, **more})


JUDGED = (
    Judged(
        operations.CONCLUDE_CHECK,
        CHECKS,
        CHECK_LIFE,
        (CheckStep.CONCLUDE,),
        also=lambda read: [{"added_by": read.principal.account}],
    ),
)
