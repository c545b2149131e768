"""Files that are sent in: what cannot be read is refused in words, and the gateway goes on."""

from __future__ import annotations

import pytest

from papers.documents.kinds import KINDS
from tests.contract.gateway_app import KEEPER, App
from tests.support.platform import EVERYTHING
from tests.unit.gateway.test_workbooks import workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZH = {"accept-language": "zh"}
pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(("language", "said"), [("zh", "最后一格最多"), ("en", "cells from first to last")])
async def test_a_workbook_with_a_far_cell_is_refused_and_the_gateway_goes_on(whole: App, language: str, said: str):
    far = workbook((0, 0, "identity_number"), (1_048_575, 16_383, "x"))
    headers = {"accept-language": language, "content-type": "application/octet-stream"}
    answer = await whole.send("POST", "/v1/imports?kind=cadres", EVERYTHING, content=far, headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/imports/workbook-too-large")
    assert (answer.json()["cell"], said in answer.json()["detail"]) == ("XFD1048576", True)
    assert (await whole.send("GET", "/v1/session", EVERYTHING)).status_code == 200


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("机·密★名册.csv", "classified"),
        ("秘 密.csv", "classified"),
        ("机密_名册.csv", "classified"),
        ("名册（秘 密）.csv", "classified"),
        ("名\u202e册.csv", "hidden"),
    ],
)
async def test_the_name_of_a_file_is_looked_at_like_any_text(whole: App, name: str, code: str):
    files = {"file": (name, "姓名\n示例".encode())}
    answer = await whole.send("POST", "/v1/imports?kind=cadres", EVERYTHING, files=files, headers=ZH)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/file"), answer.text
    assert answer.json()["errors"][0]["code"] == code


@pytest.mark.parametrize("path", ["/v1/imports?kind=cadres", "/v1/imports/workbooks"])
async def test_a_mark_of_secrecy_above_the_header_refuses_the_file(whole: App, path: str):
    book = workbook((0, 0, "秘 密★3年"), (1, 0, "姓名"), (1, 1, "性别"), (2, 0, "示例"), (2, 1, "男"))
    headers = {"content-type": XLSX, **ZH}
    answer = await whole.send("POST", path, EVERYTHING, content=book, headers=headers)
    wanted = "imports/classified" if "kind" in path else "imports/no-known-sheet"  # Of the name `Sheet1`.
    assert (answer.status_code, answer.json()["type"]) == (422, f"/problems/{wanted}"), answer.text


@pytest.mark.parametrize("kind", ["application/pdf", "text/plain", "application/vnd.ms-word.document.macroEnabled.12"])
async def test_a_template_is_taken_as_what_it_is_sent_as(whole: App, kind: str):
    content, headers = KINDS["inquiry-letter"].template.read_bytes(), {"content-type": kind, "if-match": '"0"'}
    path = "/v1/document-templates/inquiry-letter?reason=%E8%AF%95%E4%B8%80%E8%AF%95"
    answer = await whole.send("PUT", path, KEEPER, content=content, headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (415, "/problems/unsupported-media-type"), answer.text


@pytest.mark.parametrize("path", ["\\v1\\cadres", "/v1\\cadres", "\\v1/cadres", "/v2/cadres", "xxx/cadres"])
async def test_what_is_no_path_of_a_list_is_no_list_to_export(whole: App, path: str):
    wish = {"path": path, "form": "xlsx", "reason": "（示例）核对"}
    answer = await whole.send("POST", "/v1/exports", EVERYTHING, json=wish)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/path"), answer.text
