"""The citizen's identity number (公民身份号码, GB 11643-1999): read, checked, masked; never kept in the clear."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stdnum.cn import ric

from servicekit.blanks import unbroken
from servicekit.errors import field_error
from services.registry.errors.cadres import BadIdentityNumber

_LENGTH = 18
SHOWN = 2
"""Characters of a masked number that are shown, the first ones."""
MASKED = "*" * (_LENGTH - SHOWN)


@dataclass(frozen=True)
class IdentityNumber:
    """A number that passed its checks. `sex` is by GB/T 2261.1: 1 male, 2 female."""

    text: str
    birth: date
    sex: str

    def __repr__(self) -> str:
        return f"IdentityNumber({self.masked})"

    @property
    def region_and_birth(self) -> str:
        """What the numbers agree in that are left to try, where it is known where and when somebody was born."""
        return self.text[:14]

    @property
    def masked(self) -> str:
        """The form that may be shown: the province alone.

        Birth and sex stand beside it, and the check digit follows from the rest: of the region and the last characters
        each that is shown leaves fewer numbers to try.
        """
        return self.text[:SHOWN] + MASKED


def read(text: str, pointer: str = "/identity_number", today: date | None = None) -> IdentityNumber:
    """Read a number, however it was set: in full width, or with blanks or dashes in it. Raises BadIdentityNumber saying
    what is wrong with it.

    The region is not compared with the list of the person's birth year, as python-stdnum's own `validate` does: numbers
    were first given out in 1984, with the regions of that day, to people of every age.
    """
    number = unbroken(text)
    if len(number) != _LENGTH:
        raise _bad(
            pointer, "length", f"应为 18 位，实为 {len(number)} 位", f"It has {len(number)} characters instead of 18"
        )
    if not (number[:-1].isascii() and number[:-1].isdigit()):
        raise _bad(pointer, "characters", "前 17 位应为数字", "The first 17 characters must be digits")
    if number[-1] != ric.calc_check_digit(number):
        raise _bad(pointer, "check-digit", "校验码不符", "The check digit is wrong")
    try:
        birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise _bad(pointer, "birth-date", "出生日期段不是有效日期", "The birth date inside it is not a date") from None
    if today is not None and birth > today:
        raise _bad(pointer, "birth-date", "出生日期段在将来", "The birth date inside it lies in the future")
    return IdentityNumber(number, birth, "1" if int(number[16]) % 2 else "2")


def _bad(pointer: str, code: str, zh: str, en: str) -> BadIdentityNumber:
    return BadIdentityNumber(zh, en, errors=[field_error(pointer, f"identity-number-{code}", zh, en)])
