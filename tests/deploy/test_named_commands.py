"""What runbooks and how-to pages tell somebody to type or to look for is there: commands, flags, routes, log lines.

Whether a command does what its page says is shown where it is tested; here, that nobody is sent after something that
has another name by now.
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import re
import shlex
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

import marshmallow

from gateway.projector import __main__ as projector
from gateway.route import BASE
from gateway.settings import GatewaySettings
from gateway.table import collect, converter
from local import broker, kubectl
from local.place import ROOT
from servicekit.config import Settings
from tests.support.every import of_every
from tests.support.manifests import RENDERINGS, compose, of_kind, rendered, workloads
from tools import verify_export
from tools.cadre import __main__ as cadre

RUNBOOKS = sorted((ROOT / "docs" / "runbooks").glob("*.md"))
PAGES = [*RUNBOOKS, *sorted((ROOT / "docs" / "how-to").glob("*.md"))]
PROGRAMS = ("python", "python3", "docker", "kubectl", "make", "rabbitmqctl", "mongosh")
PARSERS: dict[str, Callable[[], argparse.ArgumentParser]] = {
    "tools.cadre": cadre.parser,
    "gateway.projector": projector.parser,
    "tools.verify_export": verify_export.parser,
}
"""Of the modules that a page runs with arguments."""
MADE_ELSEWHERE = {"job/backup-now": "cronjob/backup"}
"""What a page makes itself, of what is there."""


def commands(page: Path) -> Iterator[list[str]]:
    """Each command line that a page shows, as words; from blocks, and from spans that begin with a program."""
    text = page.read_text()
    blocks = [body.replace("\\\n", " ") for body in re.findall(r"```(?:sh)?\n(.*?)```", text, re.DOTALL)]
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    for line in [*(line.strip() for block in blocks for line in block.splitlines()), *spans]:
        if line.split(" ")[0] in PROGRAMS and " " in line and not line.endswith("…"):
            for part in re.split(r"\s(?:\||;|&&|\|\||>|<)\s", line):
                words = shlex.split(part, comments=True)
                if words and words[0] in PROGRAMS:
                    yield words


COMMANDS = sorted({tuple(words) for page in PAGES for words in commands(page)})


def of_program(*names: str) -> list[tuple[str, ...]]:
    found = [words for words in COMMANDS if words[0] in names]
    assert found, names
    return found


def named_by(words: tuple[str, ...]) -> str:
    return " ".join(words)[:60]


def inner(words: tuple[str, ...]) -> tuple[str, ...]:
    """What a command runs inside of a container, or the command itself."""
    if "--" in words:
        return words[words.index("--") + 1 :]
    if words[0] == "docker" and {"run", "exec"} & set(words):
        for at, word in enumerate(words):
            if word in compose():
                rest = words[at + 1 :]
                return ("python", "-m", "tools.cadre", *rest) if word == "operator" else rest
    return words


def in_python() -> list[tuple[str, ...]]:
    given = {inner(words) for words in COMMANDS}
    return sorted(words for words in given if words[:1] in (("python",), ("python3",)))


@of_every("words", in_python(), ids=named_by)
def test_a_module_that_is_run_is_there_and_takes_the_arguments(words: tuple[str, ...]) -> None:
    if words[1] == "-c":
        compile(words[2], "-c", "exec")
        return
    if words[1] != "-m":
        assert (ROOT / words[1]).exists()
        return
    module, arguments = words[2], [word for word in words[3:] if word != "…"]
    assert importlib.util.find_spec(module) is not None
    if arguments:
        PARSERS[module]().parse_args(arguments)


@of_every("words", of_program("make"), ids=named_by)
def test_a_target_of_make_is_there(words: tuple[str, ...]) -> None:
    assert re.search(rf"^{words[1]}:.*##", (ROOT / "Makefile").read_text(), re.MULTILINE)


COMPOSE_COMMANDS = {"build", "cp", "exec", "logs", "ps", "restart", "run", "stop", "up"}
FLAGS_WITH_VALUES = {"-f", "--profile", "--scale", "--since", "--tail", "--user", "-v", "-e"}
FLAGS = {*FLAGS_WITH_VALUES, "-d", "--build", "--rm", "-T", "--no-deps", "--no-log-prefix", "--force-recreate"}


@of_every("words", [one for one in of_program("docker") if one[1] == "compose" and one[2:]], ids=named_by)
def test_a_command_of_compose_names_services_and_profiles_that_are_there(words: tuple[str, ...]) -> None:
    services = compose()
    rest, seen = list(words[2:]), []
    while rest:
        word = rest.pop(0)
        if word == "-f" and seen == ["logs"]:
            continue
        if word in FLAGS:
            value = rest.pop(0) if word in FLAGS_WITH_VALUES else ""
            if word == "--profile":
                assert value in {one for service in services.values() for one in service.get("profiles", [])}
            if word == "-f":
                assert (ROOT / value).exists()
            if word == "--scale":
                assert value.partition("=")[0] in services
            continue
        assert not word.startswith("-"), word
        seen.append(word)
        if seen[0] in ("exec", "run") and len(seen) == 2:
            break
    assert seen[0] in COMPOSE_COMMANDS
    assert set(seen[1:]) - {"<process>"} <= services.keys()


@cache
def kubectl_says(*words: str) -> str:
    return subprocess.run([kubectl.find(), *words], capture_output=True, text=True, check=True).stdout


def there() -> set[str]:
    """Whatever can be applied, as kubectl names it, with the names of the pods that follow from it."""
    found = set()
    for name in RENDERINGS:
        for one in rendered(name):
            kind, own = one["kind"].lower(), one["metadata"]["name"]
            found |= {f"{kind}/{own}", f"deploy/{own}" if kind == "deployment" else ""}
        found |= {f"pod/{one['metadata']['name']}-0" for one in of_kind(rendered(name), "StatefulSet")}
        found |= {f"pod/{one['metadata']['name']}-server-0" for one in of_kind(rendered(name), "RabbitmqCluster")}
    return found


SUBCOMMANDS = {"create": ("job", "secret", "tls"), "rollout": ("status", "restart")}
KINDS = ("deployment", "job", "cronjob", "pods", "pod", "secret", "scaledobject")


@of_every("words", of_program("kubectl"), ids=named_by)
def test_a_command_of_kubectl_has_verb_flags_and_things_that_are_there(words: tuple[str, ...]) -> None:
    own = [word for word in words[1 : words.index("--") if "--" in words else None] if word != "…"]
    if own[0] == "-n":
        assert own[1] == "cadre"
        own = own[2:]
    verb, rest = own[0], own[1:]
    below = list(itertools.takewhile(lambda word: word in SUBCOMMANDS.get(verb, ()), rest))
    said = kubectl_says(verb, *below, "--help") + kubectl_says("options")
    rest = rest[len(below) :]
    for flag in (word.partition("=")[0] for word in rest if word.startswith("-")):
        letters = [f"-{letter}" for letter in flag[1:]] if re.fullmatch(r"-\w\w+", flag) else [flag]
        assert all(re.search(rf"(^|\s){one}\b", said) for one in letters), flag
    for selector in re.findall(r"app\.kubernetes\.io/name=(\w+)", " ".join(rest)):
        assert any(selector == name for name, _ in workloads(rendered("small")))
    for word, following in zip(rest, [*rest[1:], ""], strict=True):
        thing = word.partition("=")[2] if word.startswith("--from=cronjob/") else word
        if word in KINDS and following and not following.startswith("-") and verb != "create":
            thing = f"{word}/{following}"
        thing = MADE_ELSEWHERE.get(thing, thing)
        if re.fullmatch(r"(deploy|deployment|job|cronjob)/[a-z-]+", thing):
            assert thing in there()
        if verb == "exec" and re.fullmatch(r"[a-z-]+-0", word):
            assert f"pod/{word}" in there()


def on_the_broker() -> list[tuple[str, ...]]:
    given = {inner(words) for words in COMMANDS}
    return sorted(words for words in given if words[:1] == ("rabbitmqctl",))


@of_every("words", on_the_broker(), ids=named_by)
def test_a_command_of_the_broker_is_one_of_its_own(words: tuple[str, ...]) -> None:
    asked = [word for word in words[1:] if word not in ("-q", "-p", "cadre", "--silent")]
    tool = broker.find().with_name("rabbitmqctl")
    said = subprocess.run([tool, "help", asked[0]], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr


def unnamed(path: str) -> str:
    """A path whatever its parameters are called."""
    return re.sub(r"\{\w+\}", "{}", path)


ROUTES = {(one.method, unnamed(BASE + one.path)): one for one in collect()}
ASKED = sorted(
    {
        (method, path, query)
        for page in PAGES
        for method, path, query in re.findall(
            r"`(GET|POST|PUT|PATCH|DELETE) (/v1/[\w/{}-]+)(?:\?([^`]*))?`", page.read_text()
        )
    }
)


KEY_FILES = {"CALL_KEY_FILE", "CALL_KEYS_FILE", "DATA_KEY_FILE", "FIELD_KEY_FILE", "HONOUR_SIGNING_KEY_FILE"}
"""Settings that are read where they are used; see `servicekit.config`."""


def parameters(schema: Any) -> dict[str, marshmallow.fields.Field[Any]]:
    return dict(schema().fields) if schema is not None else {}


@of_every("method, path, query", ASKED)
def test_a_route_that_is_named_is_there_and_takes_the_parameters(method: str, path: str, query: str) -> None:
    if (method, unnamed(path)) not in ROUTES:
        pages = {BASE + "/session": {"POST", "GET", "DELETE"}, BASE + "/session/password": {"POST"}}
        assert method in pages.get(path, ())
        return
    taken = parameters(ROUTES[method, unnamed(path)].query)
    for name, _, value in (pair.partition("=") for pair in query.split("&") if pair):
        assert name in taken
        if value not in ("…", ""):
            taken[name].deserialize(converter(taken[name])([value]))


def sources() -> str:
    folders = ("servicekit", "gateway", "services", "tools/cadre")
    return "".join(path.read_text() for folder in folders for path in (ROOT / folder).rglob("*.py"))


def quoted_lines(page: Path) -> set[str]:
    """What a runbook says stands in a log: the words in backticks on a line that speaks of one."""
    lines = [line for line in page.read_text().splitlines() if re.search(r"\blogs?\b", line)]
    spans = {one for line in lines for one in re.findall(r"`([^`=]+)`", line)}
    return {one for one in spans if " " in one and one.split(" ")[0] not in (*PROGRAMS, "GET", "POST")}


def test_a_line_of_the_log_that_a_runbook_quotes_is_written_somewhere() -> None:
    text = sources()
    quoted = {one for page in RUNBOOKS for one in quoted_lines(page)}
    assert "the relay is waiting" in quoted
    assert {one for one in quoted if one.removesuffix("…").strip() not in text} == set()


def test_a_setting_that_a_runbook_names_is_one() -> None:
    declared = [*fields(Settings), *fields(GatewaySettings)]
    known = {one.metadata["name"] for one in declared if "name" in one.metadata} | KEY_FILES
    for page in RUNBOOKS:
        assert set(re.findall(r"`([A-Z]+(?:_[A-Z]+)+)`", page.read_text())) <= known, page.name
