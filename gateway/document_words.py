"""Words of documents (文书): days, figures, what codes are called, a sentence within another one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.route import SchemaClass
from servicekit.chinese import with_days
from servicekit.lifecycle import words_of
from servicekit.schema import declared_in

_SYNTHETIC = "虚构数据，不作凭据"
_WITHIN = str.maketrans("“”‘’", "‘’“”")
_MATTERS = ("问题", "事项", "情况")


def common(thing: Mapping[str, Any], day: str | None) -> dict[str, str]:
    """What every document says: its day, and whether what it says is made up."""
    return {"made_on": day_of(day), "synthetic": _SYNTHETIC if thing["synthetic"] else ""}


def quoted(title: str) -> str:
    """A title in quotation marks: those within it are of the other kind (GB/T 15834)."""
    is_quoted = title.startswith("“") and title.find("”") == len(title) - 1
    return title if is_quoted else f"“{title.translate(_WITHIN)}”"


def matter(subject: str) -> str:
    """What a letter is about as its first sentence says it: no 问题 of a 问题."""
    return f"{subject}有关问题" if subject and not subject.endswith(_MATTERS) else subject


def word_of(schema: SchemaClass, name: str, code: str | None) -> str:
    """What a code of a field is called."""
    declared: Any = declared_in(schema)[name]
    declared = getattr(declared, "inner", declared)
    words = declared.metadata.get("words") or declared.enum
    return (words_of(words) if isinstance(words, type) else words).get(code or "", "")


def day_of(day: str | None) -> str:
    """A day in words; nothing where there is none."""
    return with_days(str(day)) if day else ""


def number_of(value: float | None) -> str:
    """A figure without needless zeros; nothing where there is none."""
    return "" if value is None else f"{value:g}"


def clause(sentence: str) -> str:
    """A sentence as part of another one."""
    return sentence.rstrip("。；;. ")
