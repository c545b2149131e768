"""Undoing an import as a whole (撤销导入): who may, when it can be, and what begins it; `gateway.undoing` does it."""

from __future__ import annotations

from gateway import grants, journal, undo_jobs
from gateway.grants import acting_as
from gateway.import_jobs import Document, Jobs
from gateway.import_schemas import JOB, UNDOING, ImportJob, UndoImport
from gateway.imports import job_of, no_job, shown
from gateway.route import Answer, GatewayRequest, ImportKind, Route, Scope, in_full
from gateway.table import import_kinds
from gateway.undo_jobs import State as Undone
from servicekit.errors import Conflict, KeyReused, NotFound
from servicekit.operations import Stands
from servicekit.schema import load


class NotToBeUndone(Conflict):
    """The import cannot be undone as a whole (撤销导入), or not now; the detail says why."""

    code = "imports/not-to-be-undone"
    zh = "这次导入现在不能整体撤销"
    en = "The import cannot be undone as a whole now"
    advice_zh = "请先查看导入任务的状态；不能整体撤销的，逐条更正。"
    advice_en = "Look at the state of the import; what cannot be undone as a whole is put right entry by entry."


async def undo_import(request: GatewayRequest) -> Answer:
    """Undo an import as a whole, for a reason: who started it may, and who may import such rows anywhere.

    What somebody has changed since, or something rests on, stays, and its row says why.
    """
    wish = load(UndoImport, request.params)
    jobs = Jobs(request.db)
    job = await job_of(request, wish["import_id"])
    kind = import_kinds().get(job["kind"])
    if kind is None:
        raise no_job()
    principal = acting_as(request.principal, kind)
    before = job.get("undo_check" if wish["dry_run"] else "undo")
    if before is not None and before["key"] == request.key and before["account"] == principal.account:
        if before["reason"] != wish["reason"]:
            raise KeyReused()
        return Answer(shown(job), status=202, location=f"/v1/imports/{job['_id']}")
    if refused := await why_not_undone(jobs, job, kind):
        raise NotToBeUndone(*refused, state=job["state"])
    grant = grants.of_undoing(in_full(request).core.rpc.signer, principal, kind, job["_id"])
    begun = await undo_jobs.begin(
        jobs, job, principal, request.key, wish["reason"], request.session, grant, dry_run=wish["dry_run"]
    )
    if begun is None:
        raise NotToBeUndone("这次导入正由他人撤销", "Somebody else has just begun to undo it")
    await journal.tell(
        request.db,
        journal.Action.IMPORT_UNDONE,
        f"/v1/imports/{job['_id']}",
        principal.account,
        request.request_id,
        kind=kind.kind,
        dry_run=wish["dry_run"],
        reason=wish["reason"],
    )
    return Answer(shown(begun), status=202, location=f"/v1/imports/{job['_id']}")


async def why_not_undone(jobs: Jobs, job: Document, kind: ImportKind) -> tuple[str, str] | None:
    """Why a job cannot be undone now, in Chinese and English."""
    if kind.operation.stays is not None:
        why = kind.operation.stays
        return f"这类导入不能整体撤销：{why.zh}", f"Such an import is not undone as a whole: {why.en}"
    if job["mode"] == "dry_run":
        return "只检查的导入没有写入任何内容，无须撤销", "A dry run has entered nothing: there is nothing to undo"
    match job["state"]:
        case "queued" | "running":
            return "导入尚未完成，请待其完成后再撤销", "The import is not done yet: undo it when it is"
        case Undone.CHECKING.value:
            return "正在检查能否撤销，请稍候", "It is being looked through for that already"
        case Undone.UNDOING.value:
            return "这次导入正在撤销中", "It is being undone already"
        case Undone.UNDONE.value:
            return "这次导入已经撤销", "It was undone before"
    if not job["good"]:
        return "这次导入没有写入任何行，无须撤销", "No row of it was entered: there is nothing to undo"
    if await jobs.chunks.find_one({"job": job["_id"], "at": {"$exists": True}}, {"_id": 1}) is None:
        return (
            "这次导入是在系统升级前完成的，没有留下整体撤销所需的记录，请逐条更正",
            "It was done by an earlier release, which kept nothing to undo it by: put single entries right",
        )
    return None


# fmt: off
ROWS = [
    Route.local("POST", "/imports/{import_id}/undo", undo_import, right="imports.create", scope=Scope.NONE,
        body=UndoImport, answer=ImportJob, status=202, problems=[NotFound, NotToBeUndone, KeyReused],
        example={"reason": "导入了去年的名册", "dry_run": True},
        answer_example={**JOB, "state": "undo_checking", "undo_check": UNDOING}, zh="撤销整批导入",
        en="Undo an import as a whole", tag="imports",
        put_right=Stands("撤销后可以重新导入", "What was undone may be imported again")),
]
