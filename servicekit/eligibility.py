"""A check of conditions (资格审核) gives reasons with their articles; a named person may override it in writing.

A service names the refusal, so that the problem keeps that service's own code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from servicekit.errors import Invalid


@dataclass(frozen=True)
class Reason:
    """Why somebody does not meet the conditions, with the article."""

    code: str
    zh: str
    en: str
    article: str


@dataclass
class Override:
    """Who went past a failed check of the conditions, on what written basis."""

    by: str
    basis: str
    reasons: list[str] = field(default_factory=list)


def must_be_eligible(found: Sequence[Reason], override: Override | None, refusal: type[Invalid]) -> Override | None:
    """The override with what it went past, None where none was needed. Raises the refusal with the reasons."""
    if not found:
        return None
    if override is None:
        raise refusal(
            "；".join(reason.zh for reason in found),
            "; ".join(reason.en for reason in found),
            reasons=[{"code": r.code, "zh": r.zh, "en": r.en, "article": r.article} for r in found],
        )
    override.reasons = [reason.code for reason in found]
    return override
