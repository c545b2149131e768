"""The figures of the steps of a selection (全程纪实): what each has to add up to, when recorded and when put right."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from servicekit import chinese
from servicekit.errors import FieldError, field_error
from services.registry.errors.selections import BadFigures, NoQuorum
from services.registry.model.rules import Rules

Figures = dict[str, Any]


def check_recommendation(figures: Figures) -> None:
    """That a recommendation adds up. Raises BadFigures."""
    found = _more_than(figures, "took_part", "entitled", "参加人数", "应参加人数")
    seen: set[str] = set()
    for place, vote in enumerate(figures["votes"]):
        pointer = f"/votes/{place}"
        if vote["votes"] > figures["took_part"]:
            zh = f"得票数不能多于参加人数（{figures['took_part']}）"
            found.append(field_error(f"{pointer}/votes", "too-many", zh, "More votes than people who took part"))
        if vote["cadre_id"] in seen:
            found.append(field_error(f"{pointer}/cadre_id", "repeated", "人选重复", "The candidate is there twice"))
        seen.add(vote["cadre_id"])
    if figures["passed"] and not figures["votes"]:
        found.append(field_error("/votes", "required", "应有推荐人选", "Name those who were recommended"))
    if found:
        raise BadFigures(errors=found)


def checked_inspection(figures: Figures, rules: Rules) -> Figures:
    """The figures with the one who is put forward: of several the one that is named. Raises BadFigures."""
    least = rules["registry.inspectors_least"]
    if len(set(figures["inspectors"])) < int(least.value):
        zh, en = f"考察人员不少于{least.value}人（{least.cited}）", f"At least {least.value} inspectors [{least.cited}]"
        raise BadFigures(zh, en, errors=[field_error("/inspectors", "too-few", zh, en)])
    if not figures["passed"]:
        return {**figures, "cadre_id": None}
    considered = figures["cadre_ids"]
    chosen = figures["cadre_id"] or (considered[0] if len(considered) == 1 else None)
    if chosen not in considered:
        zh, en = "应从考察对象中提出一名拟任人选", "Put one of those who were inspected forward"
        raise BadFigures(zh, en, errors=[field_error("/cadre_id", "not-considered", zh, en)], allowed=considered)
    return {**figures, "cadre_id": chosen}


def agreed(figures: Figures, rules: Rules) -> bool:
    """Whether a meeting has agreed. Raises BadFigures and NoQuorum."""
    found = _more_than(figures, "present", "entitled", "到会人数", "应到会人数")
    found += _more_than(figures, "agreed", "present", "同意人数", "到会人数")
    if found:
        raise BadFigures(errors=found)
    quorum, majority = rules["registry.decision_quorum"], rules["registry.decision_majority"]
    entitled, present = figures["entitled"], figures["present"]
    if Fraction(present, entitled) < Fraction(quorum.value):
        zh = f"应到会{entitled}人，到会{present}人，不足{chinese.share(quorum.value)}（{quorum.cited}）"
        en = f"{present} of {entitled} were present, fewer than {quorum.value} [{quorum.cited}]"
        raise NoQuorum(zh, en, errors=[field_error("/present", "no-quorum", zh, en)])
    return Fraction(figures["agreed"], entitled) > Fraction(majority.value)


def _more_than(figures: Figures, part: str, whole: str, part_zh: str, whole_zh: str) -> list[FieldError]:
    if figures[part] <= figures[whole]:
        return []
    return [field_error(f"/{part}", "too-many", f"{part_zh}不能多于{whole_zh}", f"It is more than {whole}")]
