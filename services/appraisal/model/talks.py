"""Talks (考察谈话): with whom, by whom, what was said. A talk is corrected with its history, never deleted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from servicekit.errors import field_error
from services.appraisal.errors.common import BadPeriod
from services.appraisal.errors.talks import CounterpartWrong, TalkerWrong, TooFewTalkers
from services.appraisal.vocabulary.talks import LIFE, State, Step

# fmt: on
SUBJECT = "subject"
"""The role of the appraised cadre, who alone has it."""


@dataclass
class Words:
    """What a talk's record says, as it stands or as it stood before a correction."""

    held_on: date
    text: str
    classification: str
    marks: dict[str, Decimal] = field(default_factory=dict)


@dataclass
class Correction:
    """A correction: when, by which account, why, and what stood there before."""

    at: datetime
    by: str
    reason: str
    before: Words


@dataclass
class Talk:
    """A talk of an appraisal; the subject's `cadre_id` and `unit_ids` are copied from the appraisal."""

    id: str
    appraisal_id: str
    unit_ids: list[str]
    role: str
    talker_ids: list[str]
    words: Words
    recorded_by: str
    recorded_on: date
    cadre_id: str | None = None
    with_cadre_id: str | None = None
    described_as: str | None = None
    """Who it was where it is nobody of the roster: a role, without a name."""
    corrections: list[Correction] = field(default_factory=list)
    """How it was put right, first to last; that it was annulled is the last."""
    state: State = State.RECORDED
    synthetic: bool = False
    version: int = 0

    @property
    def corrected(self) -> int:
        """How many times it was put right."""
        return len(self.corrections)

    @property
    def held_on(self) -> date:
        """The day of the talk."""
        return self.words.held_on


def check_counterpart(role: str, with_cadre_id: str | None, described_as: str | None, subject_id: str | None) -> None:
    """A cadre of the roster or a described role, exactly one; the subject in the role of the subject alone.

    Raises CounterpartWrong.
    """
    if (with_cadre_id is None) == (described_as is None):
        raise _wrong("with_cadre_id", "one-of", "谈话对象与其描述只填其一", "Give exactly one of the two")
    if (role == SUBJECT) != (with_cadre_id is not None and with_cadre_id == subject_id):
        raise _wrong(
            "role", "role", "身份为考察对象本人时，谈话对象须为其本人", "The role subject is the appraised cadre's"
        )


def check_talkers(
    talker_ids: list[str], appraiser_ids: list[str], with_cadre_id: str | None, least: int, cited: str
) -> None:
    """Enough members of the appraisal team, none of them the one talked with. Raises TalkerWrong and TooFewTalkers."""
    for place, talker in enumerate(talker_ids):
        if talker not in appraiser_ids or talker == with_cadre_id:
            zh, en = "谈话人须为考察组成员，且不得为谈话对象", f"{talker} is not of the team, or is talked with"
            raise TalkerWrong(zh, en, errors=[field_error(f"/talker_ids/{place}", "talker", zh, en)])
    if len(set(talker_ids)) < least:
        raise TooFewTalkers(
            f"谈话须由至少{least}人进行，现有{len(set(talker_ids))}人（{cited}）",
            f"At least {least} people hold a talk, not {len(set(talker_ids))} ({cited})",
            least=least,
        )


def check_day(held_on: date, first: date, today: date) -> None:
    """Not before `first`, the appraisal's first day, whenever it is entered; not in the future. Raises BadPeriod."""
    if not first <= held_on <= today:
        begin, end = first.isoformat(), today.isoformat()
        zh, en = f"谈话日期须在{begin}至{end}之间", f"A talk is between {begin} and {end}"
        raise BadPeriod(zh, en, errors=[field_error("/held_on", "outside", zh, en)])


def correct(talk: Talk, words: Words, reason: str, at: datetime, by: str) -> None:
    """Correct what is written; what stood there stays in the history. Raises StepNotPossible."""
    LIFE.move(talk, Step.CORRECT)
    talk.corrections.append(Correction(at, by, reason, talk.words))
    talk.words = words


def annul(talk: Talk, reason: str, at: datetime, by: str) -> None:
    """Annul a record that was entered by mistake (作废). Raises StepNotPossible."""
    LIFE.move(talk, Step.ANNUL)
    talk.corrections.append(Correction(at, by, reason, talk.words))


def _wrong(field_name: str, code: str, zh: str, en: str) -> CounterpartWrong:
    return CounterpartWrong(zh, en, errors=[field_error(f"/{field_name}", code, zh, en)])
