"""A unit's leadership team on its sheet (班子配备表): every post in order, who holds it, and what is vacant.

A day is text known to the year, the month or the day, as on the form for appointments (`papers.form`); what is not
known is empty.
"""

from __future__ import annotations

from dataclasses import dataclass

from papers.form import Education

_NONE = Education()


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a post, in words."""

    name: str
    sex: str = ""
    birth: str = ""
    ethnicity: str = ""
    native_place: str = ""
    joined_party_on: str = ""
    other_party: str = ""
    is_communist: bool = False
    """Whether of the Communist Party, though the day of entry may not be known."""
    began_work_on: str = ""
    full_time: Education = _NONE
    in_service: Education = _NONE
    schooling: str = ""
    """The highest education, as structures count it: 研究生, 大学, 大专 or what else there is."""
    since: str = ""
    """When the present post was taken up (任现职时间)."""
    level: str = ""
    level_since: str = ""
    rank: str = ""
    rank_since: str = ""
    photo: bytes = b""
    is_shown: bool = True
    """Whether the reader may see the file; of others the name alone is told."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A line of the sheet: a post and its holder; one person's several posts (兼任) stand in one line."""

    title: str
    role: str
    """正职, 副职 or 总师."""
    level: str = ""
    """The post's own, for one that is vacant."""
    holder: Holder | None = None
    free: int = 1
    """How many are vacant: several where they are approved and not yet established as posts."""


@dataclass(frozen=True, slots=True)
class Number:
    """Approved posts (核定职数) of a role against those that are filled (实配)."""

    role: str
    approved: int | None
    """None where no number has been approved."""
    filled: int

    @property
    def vacant(self) -> int:
        """How many fewer than approved (空缺)."""
        return 0 if self.approved is None else max(0, self.approved - self.filled)

    @property
    def over(self) -> int:
        """How many more than approved (超配)."""
        return 0 if self.approved is None else max(0, self.filled - self.approved)


@dataclass(frozen=True, slots=True)
class TeamSheet:
    """The sheet of a unit on a day."""

    unit: str
    on: str
    numbers: tuple[Number, ...] = ()
    seats: tuple[Seat, ...] = ()
    made_by: str = ""
    left_out: str = ""
    """What the reader's rights leave out, in words."""
    synthetic: bool = False
