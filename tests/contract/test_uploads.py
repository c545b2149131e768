"""Files that are sent in: what cannot be read is refused in words, and the gateway goes on."""

from __future__ import annotations

import pytest

from tests.contract.gateway_app import App
from tests.support.platform import EVERYTHING
from tests.unit.gateway.test_workbooks import workbook

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(("language", "said"), [("zh", "最后一格最多"), ("en", "cells from first to last")])
async def test_a_workbook_with_a_far_cell_is_refused_and_the_gateway_goes_on(whole: App, language: str, said: str):
    far = workbook((0, 0, "identity_number"), (1_048_575, 16_383, "x"))
    headers = {"accept-language": language, "content-type": "application/octet-stream"}
    answer = await whole.send("POST", "/v1/imports?kind=cadres", EVERYTHING, content=far, headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/imports/workbook-too-large")
    assert (answer.json()["cell"], said in answer.json()["detail"]) == ("XFD1048576", True)
    assert (await whole.send("GET", "/v1/session", EVERYTHING)).status_code == 200
