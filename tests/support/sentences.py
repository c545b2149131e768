"""The Chinese sentences of the source: what each says, and what is put into it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support.wording import SENT

ROOT = Path(__file__).parents[2]
FOLDERS = ("gateway", "servicekit", "services")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
_SENTENCE_OF_A_SCHEMA = 2
"""Bars in what a schema words itself: code|中文|English."""
HOLE = "〇"
"""Stands for what is put in."""


@dataclass(frozen=True)
class Sentence:
    """A text with Chinese in it, where it stands, and the expressions that are put in, outside of quotes and inside."""

    where: str
    text: str
    put_in: tuple[str, ...]
    quoted: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()
    """Of those in quotes the ones that no word stands before, and that nobody has sent."""


def sentences() -> Iterator[Sentence]:
    """Every text with Chinese of services, servicekit and gateway, without docstrings."""
    for folder in FOLDERS:
        for file in sorted((ROOT / folder).rglob("*.py")):
            yield from _of(file)


def _of(file: Path) -> Iterator[Sentence]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    said |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    said |= {id(part) for node in ast.walk(tree) if _compiles(node) for part in ast.walk(node)}
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in said:
                found = _sentence(text), (), (), ()
            case ast.JoinedStr() if id(node) not in said:
                found = _parts(node)
            case _:
                continue
        if CHINESE.search(found[0]):
            yield Sentence(f"{file.relative_to(ROOT)}:{node.lineno}", *found)


def _compiles(node: ast.AST) -> bool:
    """Whether this is a pattern, which is said to nobody."""
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile"


def _sentence(text: str) -> str:
    return text.split("|")[1] if text.count("|") == _SENTENCE_OF_A_SCHEMA else text


def _parts(node: ast.JoinedStr) -> tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    text = ""
    put_in: list[str] = []
    quoted: list[str] = []
    bare: list[str] = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            text += str(part.value)
        elif isinstance(part, ast.FormattedValue):
            within, said = text.count("“") != text.count("”"), ast.unparse(part.value)
            (quoted if within else put_in).append(said)
            if within and not text.endswith("（“") and not SENT.search(text):
                bare.append(said)
            text += HOLE
    return _sentence(text), tuple(put_in), tuple(quoted), tuple(bare)


_CODE = re.compile(
    r"id|code|state|status|kind|key|step|right|dictionary|criterion|dimension|outcome|reason|history|share"
)
_INNER = re.compile(r"id|right|dictionary|rule|\w+_id")
_WORDS = ("zh", "title", "name", "text", "cell")
_CODE_ENDS = ("_id", "_code", "_share", "_kind", "_state")
_PLACEHOLDER = re.compile(r"\{\w+\}")
_ENGLISH = re.compile(r"[A-Za-z][^\u4e00-\u9fff]")


def may_be_a_code(put_in: str) -> bool:
    """Whether an expression, by the name that it ends with, is a code, an id or a share that has not got its word."""
    name = _name_of(put_in)
    return _CODE.fullmatch(name) is not None or name.endswith(_CODE_ENDS)


def is_inner(quoted: str) -> bool:
    """Whether an expression is an id, or the code of a right, a dictionary or a rule: nobody has sent it."""
    return _INNER.fullmatch(_name_of(quoted)) is not None


def is_called(quoted: str) -> bool:
    """Whether an expression, by the name that it ends with, is a word of people and no code."""
    return _name_of(quoted) in _WORDS


def _name_of(expression: str) -> str:
    match ast.parse(expression, mode="eval").body:
        case ast.Attribute(attr=name) | ast.Name(id=name) | ast.Subscript(slice=ast.Constant(value=str(name))):
            return name
    return ""


def chinese_of(text: str) -> str:
    """The Chinese sentence in a text: nothing of an English one with Chinese terms, of pages' marks, of patterns."""
    if _ENGLISH.match(text) or text.startswith(("|", "#", "<", "[", "^", "(?")):
        return ""
    said = _PLACEHOLDER.sub("", text)
    last = max(at for at, letter in enumerate(said) if CHINESE.match(letter))
    behind = said[last + 1 :]
    return said[: last + 1] if re.match(r"。? [A-Z]", behind) else said
