"""Indices with every input (担当指数), and the runs that compute all of them."""

from __future__ import annotations

from gateway.route import Route, Scope
from services.appraisal.operations import indices, runs

_I, _R = "/appraisal/indices", "/appraisal/index-runs"

# fmt: off
ROWS: list[Route] = [
    Route.post(_I, indices.COMPUTE_INDEX, right="appraisal.indices.compute", zh="计算并留存指数（仅供研判参考）",
        en="Compute an index as of a day, from what was known at an instant, by a version, and keep it; advice only",
        example={"subject_kind": "cadre", "subject_id": "cad-01"}, scope=Scope.PERSON),
    Route.get(_I, indices.LIST_INDICES, right="appraisal.indices.read", zh="查询指数（仅供研判参考）",
        en="The current indices, all of one run; advice only", scope=Scope.PERSON),
    Route.get("/appraisal/own-index", indices.GET_OWN_INDEX, right="appraisal.own-index.read",
        zh="本人指数及其说明（仅供参考）", en="One's own index, with each figure explained; advice only",
        scope=Scope.PERSON),
    Route.get("/appraisal/kept-indices", indices.LIST_KEPT_INDICES, right="appraisal.indices.read", zh="查询留存的指数",
        en="The indices that were kept", scope=Scope.PERSON),
    Route.get(f"{_I}/{{index_id}}", indices.GET_INDEX, right="appraisal.indices.read",
        zh="指数详情：素材、权重、步骤及何种变化会改变得分",
        en="An index with every input, weight and step, and what would change it", scope=Scope.PERSON),
    Route.get(f"{_I}/{{index_id}}/recomputation", indices.RECOMPUTE_INDEX, right="appraisal.indices.read",
        zh="按原依据重算指数并逐位核对",
        en="Compute an index again on its own basis, and say whether the digits are the same", scope=Scope.PERSON),
    Route.post(f"{_I}/{{index_id}}/confirmation", indices.CONFIRM_INDEX, right="appraisal.indices.confirm",
        zh="具名确认指数并留存", en="A named person confirms an index, and it is kept; it remains advice",
        example={"confirmed_by": "（示例）经办负责人", "basis": "（示例）集体研判记录"}, location=f"{_I}/{{id}}",
        scope=Scope.PERSON),
    Route.post(_R, runs.START_INDEX_RUN, right="appraisal.indices.run", zh="全量重算指数",
        en="Compute every index of a kind anew",
        example={"kind": "cadre", "started_by": "（示例）经办负责人", "basis": "（示例）"}),
    Route.get(_R, runs.LIST_INDEX_RUNS, right="appraisal.indices.read", zh="全量重算记录", en="The runs"),
    Route.get(f"{_R}/{{run_id}}", runs.GET_INDEX_RUN, right="appraisal.indices.read", zh="全量重算进度",
        en="One run with its progress"),
]
