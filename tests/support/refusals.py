"""What a method can refuse, read from its source: the problems that it, and what it calls, may raise.

Names are resolved to the real objects of the running modules, so an import under another name or a table of functions
is followed like a plain call. A problem counts when code names it outside an `except`; a collection that something is
loaded from counts with its own not-found, one that something is kept in with the problems of its unique indexes.

Two bounds come of it. Certain is what plain reading finds. Possible is besides: the problems of unique indexes where
something is saved again (most changes touch no unique field), what is caught and kept, and, where nobody says what
kind of object a method is called on, those of every class of the service with a method of that name. What is declared
lies between the two.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import functools
import inspect
import sys
import textwrap
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from servicekit.errors import NotFound, NotIndependent, Problem
from servicekit.lifecycle import Lifecycle
from servicekit.store import Collection
from servicekit.work import Reading

Refusals = frozenset[type[Problem]]
NOTHING: Refusals = frozenset()
LOADS = {"load", "get", "see", "named", "in_catalogue", "not_found"}
ADDS = {"add", "add_many"}
SAVES = {"save"}
ASKS = {"may", "after", "happen", "steps_from"}
"""What is asked of a lifecycle without being refused."""
FRAME = (
    "work",
    "store",
    "runtime",
    "schema",
    "events",
    "rules",
    "transaction",
    "calls",
    "service",
    "quickload",
    "ids",
    "entries",
)
"""Modules of servicekit whose refusals every operation shares."""


def certain(service: type, method: Callable[..., Any], *, rows: bool = False) -> Refusals:
    """The problems that a method raises as far as its source says, and its operation must declare.

    With `rows` those that a row of a command over many is refused for count too.
    """
    return _reader(service, False, rows).of(inspect.unwrap(method))


def possible(service: type, method: Callable[..., Any]) -> Refusals:
    """The problems that an operation's method may declare; others it can never raise."""
    return _reader(service, True, True).of(inspect.unwrap(method))


def way_to(problem: type[Problem], service: type, method: Callable[..., Any]) -> str:
    """Through which functions a method comes to raise a problem, for whoever wonders."""
    return " → ".join(_reader(service, False, True).way(inspect.unwrap(method), problem))


@functools.cache
def _reader(service: type, lenient: bool, rows: bool) -> _Reader:
    return _Reader(service, lenient, rows)


@dataclass
class _Reader:
    """Reads the functions of one service."""

    service: type
    lenient: bool
    rows: bool
    """Whether what a row of many is refused for counts: what is raised in `with results.row(number):`."""
    _known: dict[Any, Refusals] = field(default_factory=dict)
    _open: list[Any] = field(default_factory=list)
    _calls: dict[Any, list[Any]] = field(default_factory=dict)
    _cut: set[Any] = field(default_factory=set)

    def of(self, function: Any) -> Refusals:
        """The refusals of a function; a call back into one that is being read adds nothing."""
        if self._open:
            self._calls.setdefault(self._open[-1], []).append(function)
        if function in self._known:
            return self._known[function]
        if function in self._open:
            self._cut.add(function)
            return NOTHING
        self._open.append(function)
        found = _Body(self, function).refusals()
        self._open.pop()
        self._cut.discard(function)
        if not self._cut:  # else what was cut short is read again from elsewhere
            self._known[function] = found
        return found

    def ours(self, function: Any) -> bool:
        """Whether a function is read: one of the services, of servicekit above its frame, or of the service's own."""
        module = f"{function.__module__}."
        return module.startswith(("services.", "servicekit.", f"{self.service.__module__}.")) and not module.startswith(
            tuple(f"servicekit.{name}." for name in FRAME)
        )

    def way(self, function: Any, problem: type[Problem]) -> list[str]:
        """The names of the functions from this one to the one that names the problem."""
        self.of(function)
        names, seen = [function.__qualname__], {function}
        while True:
            following = [one for one in self._calls.get(function, ()) if one not in seen]
            function = next((one for one in following if problem in self._known.get(one, NOTHING)), None)
            if function is None:
                return names
            seen.add(function)
            names.append(function.__qualname__)

    @functools.cached_property
    def methods(self) -> Mapping[str, list[Any]]:
        """The methods of the service's own classes, by name."""
        package = self.service.__module__.rpartition(".")[0]
        found: dict[str, list[Any]] = {}
        for name, module in list(sys.modules.items()):
            if not name.startswith((f"{package}.model", f"{package}.vocabulary", "servicekit.")) or name.startswith(
                tuple(f"servicekit.{part}" for part in FRAME)
            ):
                continue
            for kind in vars(module).values():
                if isinstance(kind, type) and kind.__module__ == name and not issubclass(kind, Problem):
                    for attribute, value in vars(kind).items():
                        if (made := _function(value)) is not None and not attribute.startswith("__"):
                            found.setdefault(attribute, []).append(made)
        return found


def _function(value: Any) -> Any:
    """The plain function behind a method, property or partial; None for anything else."""
    if isinstance(value, staticmethod | classmethod):
        value = value.__func__
    elif isinstance(value, property):
        value = value.fget
    elif isinstance(value, functools.cached_property | functools.partial):
        value = value.func
    elif isinstance(value, types.MethodType):
        value = value.__func__
    return value if isinstance(value, types.FunctionType) else None


class _Body:
    """One function's source, with what its names mean."""

    def __init__(self, reader: _Reader, function: Any) -> None:
        self.reader = reader
        self.function = function
        self.node = _parsed(function)
        self.names = {**vars(builtins), **function.__globals__}
        cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
        self.names |= {name: cell.cell_contents for name, cell in cells}
        self.kinds = _kinds(function) | _locals(self.node)
        self.kinds |= self._assigned()
        raises = [node.exc for node in ast.walk(self.node or ast.Pass()) if isinstance(node, ast.Raise)]
        # A problem that was caught and kept may be raised later: nothing that was caught is taken off then.
        self.raises_kept = any(
            isinstance(what, ast.Name | ast.Subscript) and not self._is_class(what) for what in raises
        )

    def _is_class(self, node: ast.AST) -> bool:
        return isinstance(self._resolve(node), type)

    def _assigned(self) -> dict[str, type | None]:
        """The classes of the names that a function gives once to what another answers or a collection loads."""
        found: dict[str, list[Any]] = {}
        for node in ast.walk(self.node or ast.Pass()):
            match node:
                case (
                    ast.Assign(targets=[ast.Name(id=name)], value=value)
                    | ast.NamedExpr(target=ast.Name(id=name), value=value)
                ):
                    found.setdefault(name, []).append(self._answered(value) if isinstance(value, ast.Call) else None)
        return {name: kinds[0] for name, kinds in found.items() if len(kinds) == 1 and kinds[0] is not None}

    def _answered(self, call: ast.Call) -> type | None:
        """The class of what a call answers, as far as it is said."""
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        collections = [one for one in map(self._resolve, call.args[:1]) if isinstance(one, Collection)]
        if name in ("load", "see", "named", "in_catalogue") and collections:
            return collections[0].entity
        function = _function(self._resolve(call.func))
        try:
            hint = typing.get_type_hints(function).get("return") if function is not None else None
        except (NameError, TypeError):
            return None
        if isinstance(hint, types.UnionType):
            plain = [one for one in typing.get_args(hint) if one is not type(None)]
            hint = plain[0] if len(plain) == 1 else None
        return hint if isinstance(hint, type) else None

    def refusals(self) -> Refusals:
        if self.node is None:
            return NOTHING
        return self._of_all(self.node.body) if isinstance(self.node, ast.FunctionDef) else self._of(self.node.body)

    def _of_all(self, nodes: Iterable[ast.AST]) -> Refusals:
        return NOTHING.union(*(self._of(node) for node in nodes))

    def _of(self, node: ast.AST) -> Refusals:
        match node:
            case ast.Try():
                return self._attempt(node)
            case ast.Call():
                return self._call(node)
            case ast.Name() | ast.Attribute():
                return self._named(node, called=False)
            case ast.AnnAssign():
                return self._of(node.value) if node.value is not None else NOTHING
            case ast.With(items=[ast.withitem(context_expr=ast.Call(func=ast.Attribute(attr="row"), args=args))]):
                return self._of_all(args) | (self._of_all(node.body) if self.reader.rows else NOTHING)
            case ast.With(items=[ast.withitem(context_expr=ast.Call(func=called, args=kinds))]) if (
                self._resolve(called) is contextlib.suppress
            ):
                caught = tuple(kind for each in kinds for kind in self._caught(each))
                return frozenset(one for one in self._of_all(node.body) if not issubclass(one, caught))
            case ast.FunctionDef():
                return self._of_all([*node.body, *node.args.defaults])
            case ast.arg():
                return NOTHING
        return self._of_all(ast.iter_child_nodes(node))

    def _attempt(self, node: ast.Try) -> Refusals:
        raised = self._of_all(node.body)
        for handler in node.handlers:
            again = self.raises_kept or (self.reader.lenient and handler.name is not None)
            again |= any(isinstance(inner, ast.Raise) and inner.exc is None for inner in ast.walk(handler))
            if not again and handler.type is not None:
                raised -= {one for one in raised if issubclass(one, tuple(self._caught(handler.type)))}
            raised |= self._of_all(handler.body)
        return raised | self._of_all(node.orelse) | self._of_all(node.finalbody)

    def _caught(self, node: ast.expr) -> Iterator[type]:
        for part in node.elts if isinstance(node, ast.Tuple) else [node]:
            if isinstance(kind := self._resolve(part), type):
                yield kind

    def _call(self, node: ast.Call) -> Refusals:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in ("isinstance", "issubclass"):
            return NOTHING
        callee = node.func
        found = self._named(callee, called=True) if isinstance(callee, ast.Name | ast.Attribute) else self._of(callee)
        if isinstance(callee, ast.Attribute) and isinstance(life := self._resolve(callee.value), Lifecycle):
            found -= NOTHING if self._keeps_apart(life, node) else {NotIndependent}
        found |= self._of_all(node.args) | self._of_all(word.value for word in node.keywords)
        for argument in [*node.args, *(word.value for word in node.keywords)]:
            if isinstance(collection := self._resolve(argument), Collection):
                found |= self._of_collection(collection, name, self._resolve(node.func))
        return found

    def _keeps_apart(self, life: Lifecycle[Any, Any], node: ast.Call) -> bool:
        """Whether the step of this call is one that nobody takes who had a part in it."""
        apart = {row.on for row in life.rows if row.apart_from}
        step = self._resolve(node.args[1]) if len(node.args) > 1 else None
        told = isinstance(step, life.steps) and not any(word.arg == "on_paper" for word in node.keywords)
        return step in apart if told else self.reader.lenient and bool(apart)

    def _named(self, node: ast.Name | ast.Attribute, *, called: bool) -> Refusals:
        value = self._resolve(node)
        if value is None:
            # Nobody says what it is called on.
            if isinstance(node, ast.Attribute):
                of_value = self._of(node.value)
                if self._kind(node.value) is None:
                    candidates = self.reader.methods.get(node.attr, []) if called else []
                    if len(candidates) > 1 and not self.reader.lenient:
                        return of_value
                    return of_value.union(*(self.reader.of(one) for one in candidates))
                return of_value
            return NOTHING
        found = self._of_value(value)
        if isinstance(node, ast.Attribute):
            owner = self._resolve(node.value)
            if isinstance(owner, Lifecycle) and node.attr in ASKS:
                return NOTHING
            if isinstance(owner, Collection) and node.attr == "not_found":
                found |= {owner.missing or NotFound}
            if owner is not None and not isinstance(owner, types.ModuleType | type | Collection):
                found |= _refusals_held(owner)
            elif owner is None:
                found |= self._of(node.value)
        return found

    def _of_value(self, value: Any) -> Refusals:
        if isinstance(value, type):
            if issubclass(value, Problem):
                return frozenset({value})
            made = [_function(vars(value).get(name)) for name in ("__init__", "__post_init__")]
            return NOTHING.union(*(self.reader.of(one) for one in made if one is not None and self.reader.ours(one)))
        if (function := _function(value)) is not None:
            plain = inspect.unwrap(function)
            held = NOTHING.union(*map(self._of_value, value.args)) if isinstance(value, functools.partial) else NOTHING
            return (self.reader.of(plain) if self.reader.ours(plain) else NOTHING) | held
        if isinstance(value, dict):
            return NOTHING.union(*(self._of_value(one) for one in value.values()))
        if isinstance(value, tuple | list):
            return NOTHING.union(*(self._of_value(one) for one in value))
        return NOTHING

    def _resolve(self, node: ast.AST) -> Any:
        """The object that an expression names; None where only running it would tell."""
        if isinstance(node, ast.Name):
            if node.id in self.kinds:
                return None
            return self.names.get(node.id)
        if isinstance(node, ast.Attribute):
            if isinstance(node.value, ast.Name) and node.value.id == "self" and "self" in self.kinds:
                return getattr(self.kinds["self"] or self.reader.service, node.attr, None)
            owner = self._resolve(node.value)
            if owner is not None and not isinstance(owner, Mapping):
                return getattr(owner, node.attr, None)
            kind = self._kind(node.value)
            if kind is not None and not issubclass(kind, Reading):
                return inspect.getattr_static(kind, node.attr, None)
        return None

    def _of_collection(self, collection: Collection[Any], name: str, called: Any) -> Refusals:
        """What passing a collection to a method or function of this name can raise."""
        function = _function(called)
        if name in LOADS or (function is not None and self.reader.ours(function) and _loads_its_parameter(function)):
            return frozenset({collection.missing or NotFound})
        if name in ADDS or (self.reader.lenient and name in SAVES):
            return frozenset(index.problem for index in collection.indexes if index.problem is not None)
        return NOTHING

    def _kind(self, node: ast.AST) -> type | None:
        """The class of a parameter, by its annotation."""
        return self.kinds.get(node.id) if isinstance(node, ast.Name) else None


@functools.cache
def _loads_its_parameter(function: Any) -> bool:
    """Whether a function loads from a collection that is handed to it."""
    parameters = set(inspect.signature(function).parameters)
    return any(
        isinstance(node, ast.Call)
        and (node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")) in LOADS
        and any(isinstance(argument, ast.Name) and argument.id in parameters for argument in node.args[:1])
        for node in ast.walk(_parsed(function) or ast.Pass())
    )


def _refusals_held(owner: Any) -> Refusals:
    """The problems that a table or another declared object carries with it."""
    values = vars(owner).values() if hasattr(owner, "__dict__") else ()
    return frozenset(value for value in values if isinstance(value, type) and issubclass(value, Problem))


@functools.cache
def _parsed(function: Any) -> Any:
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    except (OSError, SyntaxError):  # made by dataclasses, or a lambda in the middle of an expression
        return None
    if isinstance(tree, ast.FunctionDef):
        return tree
    return next((node for node in ast.walk(tree) if isinstance(node, ast.Lambda)), None)


def _locals(tree: Any) -> dict[str, type | None]:
    """What a function gives names to itself: they hide the module's."""
    nodes = ast.walk(tree) if tree is not None else ()
    return {node.id: None for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def _kinds(function: Any) -> dict[str, type | None]:
    """The parameters of a function with their classes, as far as they are said."""
    try:
        hints = typing.get_type_hints(function)
    except (NameError, TypeError):
        hints = {}
    return {
        name: hint if isinstance(hint := hints.get(name), type) else None
        for name in inspect.signature(function).parameters
    }
