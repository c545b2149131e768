"""Eligibility (资格审核) for an honour: what the records say against a nominee, each with its article."""

from __future__ import annotations

from datetime import date

from servicekit.eligibility import Reason


def years_before(on: date, years: int) -> str:
    """The same day some years earlier, as text that compares with partial dates."""
    return f"{on.year - years:04d}{on.isoformat()[4:]}"


def reasons(
    *,
    on: date,
    in_post_since: str | None,
    years_in_post: int,
    post_article: str,
    last_named: date | None,
    repeat_years: int,
    repeat_article: str,
) -> list[Reason]:
    """Why a nominee is not eligible on a day; none where nothing is against it. An unknown date is no reason."""
    found = []
    if in_post_since is not None and in_post_since > years_before(on, years_in_post)[: len(in_post_since)]:
        found.append(
            Reason(
                "years_in_post",
                f"任现职（{in_post_since}）不满{years_in_post}年",
                f"In the present post since {in_post_since}, less than {years_in_post} years",
                post_article,
            )
        )
    if last_named is not None and last_named.isoformat() > years_before(on, repeat_years):
        found.append(
            Reason(
                "honoured_before",
                f"{last_named}已受同一项目表彰，未满{repeat_years}年",
                f"Honoured by the same programme on {last_named}, less than {repeat_years} years ago",
                repeat_article,
            )
        )
    return found
