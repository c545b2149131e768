"""The examples in the documents work as they are printed."""

from __future__ import annotations

import json
import os
import re
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

ROOT = Path(__file__).parent.parent.parent


def examples(document: str, language: str) -> list[str]:
    """The code blocks of a language in a document, in their order."""
    text = (ROOT / document).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def test_the_first_look_in_the_readme_works_as_printed(platform):
    (script,) = examples("README.md", "sh")
    surroundings = {
        **os.environ,
        "GATEWAY": platform.base,
        "PASSWORD": platform.admin_password_file.read_text(),
        "SECURITY_PASSWORD": platform.admin_password_file.with_name("security-password").read_text(),
    }
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], env=surroundings, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    decoder, said, rest = json.JSONDecoder(), [], done.stdout.decode().strip()
    while rest:
        document, end = decoder.raw_decode(rest)
        said.append(document)
        rest = rest[end:].strip()
    briefing, work, unit, same_unit, refusal = said
    assert {"items", "total", "counts"} <= set(work)
    assert {"id", "value", "unit", "title", "query"} <= set(briefing["figures"][0])
    assert unit == same_unit
    assert unit["code"] == "README-1"
    assert {error["pointer"] for error in refusal["errors"]} >= {"/name", "/colour"}
    assert refusal["status"] == 422


def test_forms_are_taken_in_as_the_guide_says(platform, tmp_path):
    script = "\n".join(examples("docs/how-to/import-forms.md", "sh"))
    token = platform.as_role("registry_officer").http.headers["authorization"].removeprefix("Bearer ")
    surroundings = {**os.environ, "GATEWAY": platform.base, "TOKEN": token}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], env=surroundings, cwd=tmp_path, capture_output=True, timeout=60
    )
    assert done.returncode == 0, done.stderr.decode()
    said = [[note["code"] for note in json.loads(line)["items"][0]["notes"]] for line in done.stdout.splitlines()]
    assert [notes[0] for notes in said] == ["new", "new", "changed", "changed", "unchanged", "changed"]
    assert said[0] == said[1]


def test_a_rule_is_changed_as_the_guide_says(platform):
    wish = json.loads(examples("docs/how-to/change-a-rule.md", "json")[0])
    made = platform.security.make("/rules", wish)
    assert (made["value"], made["undecided"]) == (wish["value"], False)
    versions = platform.security.get("/rules", params={"code": wish["code"]}).json()["items"]
    assert [(rule["value"], rule["in_force"]) for rule in versions] == [(50, True), (60, False)]
    assert {rule["shipped"]["value"] for rule in versions} == {50}
    asked = {"code": wish["code"], "on": wish["valid_from"]}
    then = platform.security.get("/rules", params=asked).json()["items"]
    assert [rule["value"] for rule in then if rule["in_force"]] == [60]


def test_a_spreadsheet_is_loaded_as_the_guide_says(platform, tmp_path):
    (roster,), scripts = examples("docs/how-to/import.md", "csv"), examples("docs/how-to/import.md", "sh")
    mark = secrets.token_hex(4)
    unit = {"code": f"D-{mark}", "name": f"示例单位{mark}", "kind": "government", "synthetic": True}
    platform.admin.make("/units", unit)
    (tmp_path / "roster.csv").write_text(roster.replace("示例单位", unit["name"]))
    officer = platform.as_role("registry_officer")
    token = officer.http.headers["Authorization"].removeprefix("Bearer ")
    surroundings = {**os.environ, "GATEWAY": platform.base, "TOKEN": token}
    command = ["bash", "-euo", "pipefail", "-c", "\n".join(scripts)]
    done = subprocess.run(command, env=surroundings, capture_output=True, timeout=60, cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    job = json.loads(done.stdout)
    assert job["understood"]["columns"][0]["title"] == "姓 名"
    assert (job["good"], [row["row"] for row in job["errors"]]) == (1, [3])
    bad = CalamineWorkbook.from_path(str(tmp_path / "errors.xlsx")).get_sheet_by_index(0).to_python()
    assert [row[1] for row in bad] == ["姓 名", "导入又例"]
    kinds = {kind["kind"]: kind for kind in json.loads((tmp_path / "kinds.json").read_text())["items"]}
    assert kinds["cadres"]["mine"]
    assert not kinds["measures"]["mine"]
    (head,) = CalamineWorkbook.from_path(str(tmp_path / "template.xlsx")).get_sheet_by_index(0).to_python()
    assert [title.rstrip("*") for title in head] == [column["title"] for column in kinds["cadres"]["columns"]]


PRELUDE = {
    "nameko": """
import warnings; warnings.simplefilter("ignore")
import eventlet; eventlet.monkey_patch()
""",
    "kombu": "",
    "sdk": """
import kombu
""",
}
ENDING = {
    "nameko": """
from nameko.containers import ServiceContainer
container = ServiceContainer(Listener, {"AMQP_URI": AMQP_URI})
container.start()
READY()
with eventlet.Timeout(20):
    while not SEEN:
        eventlet.sleep(0.05)
container.stop()
""",
    "kombu": "",
    "sdk": """
""",
}


def subscriber(kind: str, block: str, amqp_uri: str, queue: str) -> str:
    """An example as a program: it prints READY when its queue is there, and at the end what it has seen."""
    if kind == "sdk":
        indented = "\n".join(f"    {line}" for line in block.splitlines())
        block = f"""
def handle(body, message):
{indented}
    message.ack()

exchange = kombu.Exchange("registry.events", type="topic", durable=True)
own = kombu.Queue(QUEUE, exchange, routing_key="unit.*.v1", durable=True, queue_arguments={{"x-queue-type": "quorum"}})
with kombu.Connection(AMQP_URI) as connection, connection.Consumer(own, callbacks=[handle]):
    READY()
    while not SEEN:
        connection.drain_events(timeout=20)
"""
    given = f"""
import json
SEEN = []
AMQP_URI, QUEUE = {amqp_uri!r}, {queue!r}
def READY(): print("READY", flush=True)
"""
    return PRELUDE[kind] + given + block + ENDING[kind] + "\nprint(json.dumps(SEEN), flush=True)\n"


@pytest.mark.parametrize(("number", "kind"), [(0, "nameko"), (1, "kombu"), (2, "sdk")])
def test_a_subscriber_written_as_the_guide_says_receives_the_event(platform, number, kind):
    block = examples("docs/how-to/subscribe.md", "python")[number]
    program = subscriber(kind, block, platform.amqp_uri, f"listener-{secrets.token_hex(4)}")
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout.readline().strip() == "READY"
            code = f"DOC-{secrets.token_hex(4)}"
            wish = {"code": code, "name": "示例单位", "kind": "government", "level": "141", "synthetic": True}
            unit = platform.admin.make("/units", wish)
            seen = json.loads(running.stdout.readline())
        finally:
            running.kill()
    first = seen[0]
    if kind == "nameko":
        assert unit["id"] in seen
    elif kind == "kombu":
        assert first == ["cn.baotou.cadre.registry.unit.registered.v1", unit["id"]]
    else:
        assert first == ["cn.baotou.cadre.registry.unit.registered.v1", unit["id"], unit["id"]]
