"""What is asked of exports and answered of them (导出任务), and examples of both."""

from __future__ import annotations

from typing import Any

from marshmallow import validate

from gateway.conditions import Condition
from gateway.export_jobs import State
from gateway.export_manifests import OF_THE_FILE
from gateway.exports import MEDIA_TYPES
from papers.sheets import CSV, DOCX, PDF, XLSX
from servicekit.forms import among, listed, text
from servicekit.lifecycle import words_of
from servicekit.schema import Id, PageQuery, Schema, fields

LISTS = {XLSX: "表格", CSV: "逗号分隔的文本表格", DOCX: "可编辑的文档", PDF: "版式文件"}
LRMX, JSON = "lrmx", "json"
FORMATS = {**LISTS, LRMX: "任免审批表编辑器文件", JSON: "数据"}
OF_COPIES = {JSON: FORMATS[JSON]}
OF_FORMS = {name: FORMATS[name] for name in (DOCX, PDF, LRMX)}


class AskExport(Schema):
    """Which list, as what, and why."""

    path = text("列表的地址，或任免审批表（“/v1/appointment-forms”）、个人信息副本的地址", 300, required=True,
        metadata={"example": "/v1/cadres"})  # fmt: skip
    query = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=48_000),
        metadata={
            "zh": "列表的筛选与排序条件，写法与列表地址问号之后相同",
            "example": "status=serving&sort=unit_post",
        },
    )
    form = listed(FORMATS, "格式", required=True, metadata={"example": "xlsx"})
    columns = fields.List(
        fields.String(validate=validate.Length(1, 100)),
        load_default=list,
        validate=validate.Length(max=200),
        metadata={"zh": "列及其次序；空则为全部", "example": ["row_number", "name", "sex", "birth", "title"]},
    )
    group_by = text("分组所按的列", 100, load_default=None, allow_none=True, metadata={"example": "unit_id"})
    total = fields.Bool(load_default=False, metadata={"zh": "末行合计"})
    heading = text("标题；空则为列表名称", 60, load_default=None, allow_none=True,
        metadata={"example": "（示例）全市在职干部花名册"})  # fmt: skip
    reason = fields.String(
        required=True,
        validate=validate.Length(2, 500),
        metadata={"zh": "导出事由", "example": "（示例）部务会审议名册"},
    )


class ListExports(PageQuery):
    """Which of the reader's own exports."""

    state = among(State, "状态")
    form = among(FORMATS, "格式")


class GetExport(Schema):
    """Which export."""

    export_id = Id(metadata={"zh": "导出任务"})


class DecideExport(Schema):
    """Whether an export is consented to."""

    export_id = Id(metadata={"zh": "导出任务"})
    approved = fields.Bool(required=True, metadata={"zh": "是否批准", "example": True})
    note = text("审批意见", 500, load_default=None, allow_none=True, metadata={"example": "（示例）同意，用后删除"})


class WhyEnded(Schema):
    """Why an export could not be done."""

    code = fields.String(required=True, metadata={"zh": "代码"})
    detail = fields.String(required=True, metadata={"zh": "说明"})


class FileSaid(Schema):
    """The file, as the manifest says it."""

    name = fields.String(required=True, metadata={"zh": "文件名"})
    media_type = fields.String(required=True, metadata={"zh": "文件类型"})
    size = fields.Int(required=True, metadata={"zh": "字节数"})
    sha256 = fields.String(required=True, metadata={"zh": "校验值（SHA-256）"})
    sm3 = fields.String(required=True, allow_none=True, metadata={"zh": "国密算法的校验值；未启用国密的为空"})


class FileMade(FileSaid):
    """The file of an export: by its checksum any copy can be told to be it."""

    rows = fields.Int(required=True, metadata={"zh": "行数或份数"})
    made_at = fields.AwareDateTime(required=True, metadata={"zh": "生成时间"})
    until = fields.AwareDateTime(required=True, metadata={"zh": "保存至"})


class ExportOut(Schema):
    """An export, how far it is, and who consented."""

    id = fields.String(required=True, metadata={"zh": "导出编号"})
    path = fields.String(required=True, metadata={"zh": "列表的地址"})
    query = fields.String(required=True, metadata={"zh": "筛选与排序条件"})
    conditions = fields.List(
        fields.Nested(Condition), required=True, metadata={"zh": "筛选条件，以姓名、名称和中文表述"}
    )
    title = fields.String(required=True, metadata={"zh": "列表名称"})
    form = fields.String(required=True, metadata={"zh": "格式", "words": FORMATS})
    columns = fields.List(fields.String(), required=True, metadata={"zh": "列"})
    group_by = fields.String(required=True, allow_none=True, metadata={"zh": "分组所按的列"})
    reason = fields.String(required=True, metadata={"zh": "导出事由"})
    state = fields.String(required=True, metadata={"zh": "状态", "words": words_of(State)})
    rows = fields.Int(required=True, metadata={"zh": "已读行数或份数"})
    total = fields.Int(required=True, allow_none=True, metadata={"zh": "总行数或份数；未知的为空"})
    waiting_for = fields.String(required=True, allow_none=True, metadata={"zh": "等待原因"})
    why = fields.Nested(WhyEnded, required=True, allow_none=True, metadata={"zh": "中止原因"})
    created_by = fields.String(required=True, metadata={"zh": "申请人"})
    created_at = fields.AwareDateTime(required=True, metadata={"zh": "申请时间"})
    started_at = fields.AwareDateTime(required=True, allow_none=True, metadata={"zh": "开始时间"})
    ended_at = fields.AwareDateTime(required=True, allow_none=True, metadata={"zh": "结束时间"})
    decided_by = fields.String(required=True, allow_none=True, metadata={"zh": "审批人"})
    decided_at = fields.AwareDateTime(required=True, allow_none=True, metadata={"zh": "审批时间"})
    approved = fields.Bool(required=True, allow_none=True, metadata={"zh": "是否批准；无须审批的为空"})
    note = fields.String(required=True, allow_none=True, metadata={"zh": "审批意见"})
    manifest = fields.Nested(FileMade, required=True, allow_none=True, metadata={"zh": "导出文件"})


class Signatory(Schema):
    """Who asked, or decided."""

    id = fields.String(required=True, metadata={"zh": "账号"})
    name = fields.String(required=True, allow_none=True, metadata={"zh": "姓名"})


class Manifest(Schema):
    """What is signed (导出清单)."""

    export_id = fields.String(required=True, metadata={"zh": "导出编号"})
    created_by = fields.Nested(Signatory, required=True, metadata={"zh": "申请人"})
    created_at = fields.AwareDateTime(required=True, metadata={"zh": "申请时间"})
    reason = fields.String(required=True, metadata={"zh": "导出事由"})
    approved = fields.Bool(required=True, allow_none=True, metadata={"zh": "是否批准；无须审批的为空"})
    decided_by = fields.Nested(Signatory, required=True, allow_none=True, metadata={"zh": "审批人"})
    decided_at = fields.AwareDateTime(required=True, allow_none=True, metadata={"zh": "审批时间"})
    note = fields.String(required=True, allow_none=True, metadata={"zh": "审批意见"})
    path = fields.String(required=True, metadata={"zh": "列表的地址"})
    query = fields.String(required=True, metadata={"zh": "筛选与排序条件"})
    form = fields.String(required=True, metadata={"zh": "格式", "words": FORMATS})
    columns = fields.List(fields.String(), required=True, metadata={"zh": "文件中的列，按次序"})
    group_by = fields.String(required=True, allow_none=True, metadata={"zh": "分组所按的列"})
    heading = fields.String(required=True, allow_none=True, metadata={"zh": "标题"})
    rows = fields.Int(required=True, metadata={"zh": "行数或份数"})
    file = fields.Nested(FileSaid, required=True, metadata={"zh": "导出文件"})
    made_at = fields.AwareDateTime(required=True, metadata={"zh": "生成时间"})
    until = fields.AwareDateTime(required=True, metadata={"zh": "保存至"})


class SignedManifest(Schema):
    """The manifest to read, and the same signed."""

    manifest = fields.Nested(Manifest, required=True, metadata={"zh": "导出清单"})
    signed = fields.String(required=True, metadata={"zh": "签名的导出清单"})


class ManifestKeys(Schema):
    """The public keys, as a JWK set (RFC 7517)."""

    keys = fields.List(fields.Dict(), required=True, metadata={"zh": "公钥"})


_FILE: dict[str, Any] = {
    "name": "干部 2026-03-02.xlsx",
    "media_type": MEDIA_TYPES[XLSX],
    "size": 1_204_311,
    "sha256": "9f2c1d7e8a4b6c5d3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0d",
    "sm3": None,
    "rows": 12_961,
    "made_at": "2026-03-02T01:04:00Z",
    "until": "2026-03-09T01:04:00Z",
}
EXPORT: dict[str, Any] = {
    "id": "exp-2f9c1d7e8a4b6c5d",
    "path": "/v1/cadres",
    "query": "status=serving&sort=unit_post",
    "conditions": [{"title": "在职状态", "said": "在职"}, {"title": "排序", "said": "单位职位次序"}],
    "title": "干部",
    "form": "xlsx",
    "columns": ["row_number", "name", "sex", "birth", "title"],
    "group_by": "unit_id",
    "reason": "（示例）部务会审议名册",
    "state": "ready",
    "rows": 12_961,
    "total": 12_961,
    "waiting_for": None,
    "why": None,
    "created_by": "acc-01j9x3e7qk5zr0v4m8tgh2b6",
    "created_at": "2026-03-02T01:00:00Z",
    "started_at": "2026-03-02T01:00:01Z",
    "ended_at": "2026-03-02T01:04:00Z",
    "decided_by": "acc-01j9x3e7qk5zr0v4m8tgh2b7",
    "decided_at": "2026-03-02T01:03:00Z",
    "approved": True,
    "note": "（示例）同意，用后删除",
    "manifest": _FILE,
}
MANIFEST = {
    "export_id": EXPORT["id"],
    "created_by": {"id": EXPORT["created_by"], "name": "（示例）李办事"},
    "decided_by": {"id": EXPORT["decided_by"], "name": "（示例）王审批"},
    **{name: EXPORT[name] for name in ("created_at", "reason", "approved", "decided_at", "note", "path", "query")},
    **{name: EXPORT[name] for name in ("form", "columns", "group_by", "rows")},
    "heading": "（示例）全市在职干部花名册",
    "file": {name: _FILE[name] for name in OF_THE_FILE},
    **{name: _FILE[name] for name in ("made_at", "until")},
}
SIGNED = {"manifest": MANIFEST, "signed": "（示例）签名的导出清单"}
KEY = {
    "kty": "OKP",
    "crv": "Ed25519",
    "x": "（示例）公钥",
    "kid": "（示例）公钥编号",
    "alg": "EdDSA",
    "use": "sig",
}
