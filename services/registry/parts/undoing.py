"""How imports of the roster are undone (撤销导入): what each kind of row did is taken back, and what rests on what."""

from __future__ import annotations

from typing import Any

from servicekit import undoing
from servicekit.undoing import Back, Built, ChangedSince, Undo, must_stand_alone, released
from servicekit.work import UnitOfWork
from services.registry.events.cadres import CADRE_CHANGED, CADRE_LEFT
from services.registry.events.policies import POLICY_CHANGED
from services.registry.events.posts import POST_ABOLISHED
from services.registry.events.units import UNIT_CLOSED
from services.registry.model import careers, identity
from services.registry.model import units as model
from services.registry.model.person import Cadre, Voided
from services.registry.operations import imports as operations
from services.registry.parts.building import COMPARED, discrepancies, number_of
from services.registry.parts.common import settle_cadres, settle_unit
from services.registry.store.cadres import CADRES, IN_THE_ROSTER
from services.registry.store.corrections import CORRECTIONS
from services.registry.store.personal_requests import PERSONAL_REQUESTS
from services.registry.store.planned import PLANNED
from services.registry.store.policies import POLICIES
from services.registry.store.posts import POSTS
from services.registry.store.selections import SELECTIONS
from services.registry.store.units import UNITS
from services.registry.vocabulary import policies
from services.registry.vocabulary.policies import PolicyStep

PHOTO_STAYS = {
    "code": "photo-stays",
    "zh": "照片不随撤销恢复，请另行更换",
    "en": "The photo stays as it is: set another one",
}


def _unit(service: Any, work: UnitOfWork, back: Back) -> None:
    unit = back.entity
    model.close(unit, work.today, back.basis)
    unit.code = released(unit.code, unit.id)
    settle_unit(work, unit)
    work.tell(UNIT_CLOSED, unit)


def _post(service: Any, work: UnitOfWork, back: Back) -> None:
    post = back.entity
    post.abolish(work.today)
    if post.code:
        post.code = released(post.code, post.id)
    work.tell(POST_ABOLISHED, work.save(POSTS, post))


def _policy(service: Any, work: UnitOfWork, back: Back) -> None:
    policy = back.entity
    policies.LIFE.move(policy, PolicyStep.WITHDRAW)
    if policy.number:
        policy.number = released(policy.number, policy.id)
    work.tell(POLICY_CHANGED, work.save(POLICIES, policy))


def _void(work: UnitOfWork, back: Back) -> Voided:
    return Voided(by=back.by, basis=back.basis, at=work.now)


def _cadre(service: Any, work: UnitOfWork, back: Back) -> None:
    careers.withdraw(back.entity, work.today, _void(work, back))
    back.batch.setdefault("withdrawn", []).append(back.entity)


def _career(service: Any, work: UnitOfWork, back: Back) -> None:
    touched = careers.put_back(back.entity, back.did.get("entries", ()), _void(work, back))
    _changes(back, touched)


def _form(service: Any, work: UnitOfWork, back: Back) -> None:
    if back.did.get("new"):
        must_stand_alone(back)
        _cadre(service, work, back)
        return
    cadre, before = back.entity, dict[str, str | None]()
    for name in back.did.get("fields", ()):
        if name == "photo":
            back.notes.append(PHOTO_STAYS)
            continue
        last = next(one for one in reversed(cadre.revisions) if one.field == name)
        if last.at != back.did["at"]:
            raise ChangedSince()
        before[name] = last.before
    changed = careers.set_fields(cadre, before, back.basis, back.by, work.now)
    if COMPARED.intersection(changed):
        opened = identity.read(number_of(service.cipher, cadre))
        cadre.warnings = discrepancies(cadre, opened, work.rules, work.today)
    _changes(back, [*changed, *careers.put_back(cadre, back.did.get("entries", ()), _void(work, back))])


def _changes(back: Back, names: list[str]) -> None:
    if names:
        back.batch.setdefault("changed", {}).setdefault(back.id, []).extend(names)


def _tell(service: Any, work: UnitOfWork, batch: dict[str, Any]) -> None:
    withdrawn: list[Cadre] = batch.get("withdrawn", [])
    changed: dict[str, list[str]] = batch.get("changed", {})
    settle_cadres(work, [*withdrawn, *work.load_many(CADRES, changed).values()])
    for cadre in withdrawn:
        work.tell(CADRE_LEFT, cadre, kind=cadre.status.value, on=work.today.isoformat())
    for id, names in changed.items():
        work.tell(CADRE_CHANGED, work.load_many(CADRES, [id])[id], changed=list(dict.fromkeys(names)))


UNDOES = (
    Undo(operations.IMPORT_UNITS, UNITS, _unit, gone=("closed", "merged")),
    Undo(operations.IMPORT_POSTS, POSTS, _post, gone=("abolished",)),
    Undo(operations.IMPORT_POLICIES, POLICIES, _policy, gone=("withdrawn",)),
    Undo(operations.IMPORT_CADRES, CADRES, _cadre, finish=_tell),
    Undo(operations.IMPORT_CAREERS, CADRES, _career, creates=False, finish=_tell),
    *(
        Undo(operation, CADRES, _career, creates=False, finish=_tell)
        for operation in (
            operations.IMPORT_RESUMES,
            operations.IMPORT_EDUCATION,
            operations.IMPORT_PROFESSIONAL_POSTS,
            operations.IMPORT_ASSESSMENTS,
            operations.IMPORT_REWARDS,
            operations.IMPORT_FAMILIES,
        )
    ),
    Undo(operations.IMPORT_FORMS, CADRES, _form, creates=False, finish=_tell),
)
BUILT = {
    undoing.UNITS: (
        Built(UNITS, "parent_id", "下级单位", "units below it", {"state": "active"}),
        Built(POSTS, "unit_id", "职位", "posts", {"state": "active"}),
        Built(CADRES, "unit_id", "在册干部", "cadres", IN_THE_ROSTER),
        Built(PLANNED, "of", "计划变更", "planned changes", {"state": "planned"}),
    ),
    undoing.POSTS: (
        Built(CADRES, "appointments.post_id", "任职", "appointments", IN_THE_ROSTER, among={"void": None}),
        Built(SELECTIONS, "post_id", "选拔任用", "selections", {"state": {"$ne": "withdrawn"}}),
        Built(PLANNED, "of", "计划变更", "planned changes", {"state": "planned"}),
    ),
    undoing.CADRES: (
        Built(CORRECTIONS, "cadre_id", "更正申请", "requests of corrections", {"state": {"$ne": "withdrawn"}}),
        Built(
            PERSONAL_REQUESTS, "cadre_id", "个人信息权利申请", "requests of the person", {"state": {"$ne": "withdrawn"}}
        ),
        Built(SELECTIONS, "cadre_ids", "选拔任用", "selections", {"state": {"$ne": "withdrawn"}}),
    ),
}
