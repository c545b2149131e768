"""Others can take part: plain nameko calls commands and hears events, and the CloudEvents SDK reads them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from cloudevents.core.bindings.rabbitmq import RabbitMQMessage, from_binary
from cloudevents.core.formats.json import JSONFormat

from tests.support.polling import poll
from tests.support.processes import ROOT, Child
from tests.support.toy.caller import Caller
from tests.support.toy.names import FILLED
from tests.support.toy.run import Run

PLAIN = str(ROOT / "tests" / "support" / "toy" / "plain.py")


def test_plain_nameko_calls_a_command(toys: Run, caller: Caller, jar: str) -> None:
    command = [sys.executable, PLAIN, "call", toys.maker, jar, f"t-{jar}"]
    environment = {**os.environ, "AMQP_URI": toys.amqp_uri}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)
    assert json.loads(done.stdout) == {"id": jar, "title": jar, "count": 1, "version": 1}
    assert caller.call(toys.maker, "jar", jar_id=jar)["count"] == 1


def test_a_plain_nameko_event_handler_is_given_the_data(toys: Run, caller: Caller, jar: str, tmp_path: Path) -> None:
    log = tmp_path / "plain.log"
    child = Child("plain", [sys.executable, PLAIN, "listen", toys.maker], {"AMQP_URI": toys.amqp_uri}, log).start()
    queue = f"evt-{toys.maker}-{FILLED}--plain_{toys.maker}.heard"
    try:
        poll(lambda: "listening" in log.read_text(), 30)
        token = toys.fill(caller, jar)
        said = poll(lambda: [line for line in log.read_text().splitlines() if line.startswith("{")])
        assert json.loads(said[0]) == {"jar_id": jar, "token": token, "count": 1}
    finally:
        child.kill()
        toys.caller().clear([queue], [])


def test_the_cloudevents_sdk_reads_an_event(toys: Run, caller: Caller, jar: str) -> None:
    ear = caller.listen(toys.exchange, "#")
    token = toys.fill(caller, jar)
    heard = poll(lambda: caller.take(ear))
    event = from_binary(RabbitMQMessage(heard.headers, heard.properties["content_type"], heard.body), JSONFormat())
    assert event.get_data() == {"jar_id": jar, "token": token, "count": 1}
    assert event.get_type() == f"cn.baotou.cadre.{toys.maker}.{FILLED}"
    assert (event.get_source(), event.get_subject()) == (f"/services/{toys.maker}", jar)
    assert event.get_specversion() == "1.0"
    assert event.get_time().utcoffset().total_seconds() == 0
    assert event.get_extension("sequence") == "1"
    assert heard.properties["delivery_mode"] == 2
    assert heard.properties["message_id"] == event.get_id()
