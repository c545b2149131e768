"""`make cadre`: the operators' tool, for what the environment names, else for the demonstration of this folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from local import broker, database
from local.place import ROOT, Place
from local.processes import common_environment


def main(arguments: list[str]) -> int:
    """Answers the tool's exit status."""
    environment = {**surroundings(Place("demo")), **os.environ}
    return subprocess.run([sys.executable, "-m", "tools.cadre", *arguments], cwd=ROOT, env=environment).returncode


def surroundings(place: Place) -> dict[str, str]:
    """What the processes of a place were told; nothing where the environment names servers, or none have run here."""
    try:
        ports = json.loads((place.path / "ports.json").read_text())
    except OSError:
        return {}
    if {"AMQP_URI", "MONGO_URI"} & os.environ.keys():
        return {}
    uris = broker.uri(place, ports["amqp"], "platform"), database.uri(ports["database"])
    keys = {"DATA_KEYS_FOLDER": str(place.keys), "FIELD_KEY": place.field_key()}
    return common_environment(*uris, "cadre_") | keys
