"""How what lies sealed (`servicekit.crypto`) begins, for whoever only has to tell it from what does not."""

from __future__ import annotations

from typing import Final

FIRST: Final = b"\x01"
"""By the only key there was."""
NAMED: Final = b"\x02"
"""By the key whose id follows."""
OF_PERSON: Final = b"\x03"
"""By the key of a person; the suite and the kind follow."""


def is_sealed(value: object) -> bool:
    """Whether a value that is kept is a sealed one; no picture begins so."""
    return isinstance(value, bytes) and value[:1] in (FIRST, NAMED, OF_PERSON)


def kind_under_person(value: object) -> bytes | None:
    """Of which kind it is, where a value is sealed under a person's key; else None."""
    return value[2:3] if isinstance(value, bytes) and value[:1] == OF_PERSON else None
