"""Checks a template of documents (文书模板) that was uploaded, in a process of its own (`gateway.bounded`).

In come a line with the kind, and the file; out goes a line of JSON: `{}`, or what is wrong. What passes was filled in
with the example, too.
"""

from __future__ import annotations

import sys

import orjson

from papers.documents import package, rules, word
from papers.documents.kinds import KINDS, Document, Kind
from papers.refusals import Refused

_ANY_DAY = "2026-03-01"


def main() -> int:
    """Check what comes in."""
    kind, _, content = sys.stdin.buffer.read().partition(b"\n")
    sys.stdout.buffer.write(orjson.dumps({"mistakes": found(KINDS[kind.decode()], content)}) + b"\n")
    return 0


def found(kind: Kind, content: bytes) -> list[dict[str, str]]:
    """What is wrong in a template."""
    try:
        mistakes = rules.mistakes(kind, package.parts(content))
    except Refused as refused:
        return [{"code": refused.code, "zh": refused.zh, "en": refused.en}]
    if mistakes:
        return [{"code": one.code, "zh": one.zh, "en": one.en} for one in mistakes]
    for values in (kind.example, {}):
        try:
            word.docx(Document(kind.name, values, 1, content), _ANY_DAY)
        except MemoryError:
            raise
        except Refused as refused:
            return [{"code": refused.code, "zh": refused.zh, "en": refused.en}]
        except Exception:  # noqa: BLE001 - whatever the library cannot do with it
            zh = "模板不能填写：请检查标记是否都在普通段落或表格中，并用示例模板对照"
            return [{"code": "not-fillable", "zh": zh, "en": "It cannot be filled in: compare it with the shipped one"}]
    return []
