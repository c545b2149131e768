"""Each process is told the keys that it needs, and of the others none."""

from __future__ import annotations

from pathlib import Path

import pytest

from local.processes import PROCESSES, Process, common_environment, make_keys, own_environment

KEY = ("_KEY", "_KEY_FILE", "_KEYS_FOLDER")
"""How the names of what holds secrets end."""
PORTS = dict.fromkeys((*(each.name for each in PROCESSES), "http"), 1)


@pytest.mark.parametrize("process", PROCESSES, ids=lambda process: process.name)
def test_a_process_is_told_no_key_that_it_has_no_use_for(process: Process, tmp_path: Path) -> None:
    keys = make_keys(tmp_path / "keys")
    told = common_environment("amqp://", "mongodb://", "cadre_") | own_environment(
        process, PORTS, keys, "the field key"
    )
    own = {name for name in told if name.endswith(KEY)}
    sealing = {"FIELD_KEY"} if process.name in ("registry", "supervision", "appraisal") else set()
    signing = {"HONOUR_SIGNING_KEY_FILE"} if process.name == "incentive" else set()
    assert own - {"CALL_KEY_FILE"} == {"DATA_KEY_FILE"} | sealing | signing
    database = "gateway" if process.name in ("gateway", "importer", "projector") else process.name
    assert told["DATA_KEY_FILE"] == str(keys / f"data-key-{database}")
    for name in own - {"FIELD_KEY"}:
        assert Path(told[name]).read_text()
