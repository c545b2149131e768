"""The register of policies (制度库): the words that events, answers and the model share."""

from __future__ import annotations

from servicekit.errors import Conflict
from servicekit.lifecycle import By, Lifecycle, Named, Row


class PolicyState(Named):
    """Whether a document is in force."""

    IN_FORCE = "in_force", "现行有效"
    REPEALED = "repealed", "已废止"
    WITHDRAWN = "withdrawn", "误录撤销"


class PolicyStep(Named):
    """What can happen to a document."""

    CHANGE = "change", "修改"
    REPEAL = "repeal", "废止"
    RESTORE = "restore", "恢复施行"
    WITHDRAW = "withdraw", "撤销误录"


LEADS_TO = {PolicyState.REPEALED: PolicyStep.REPEAL, PolicyState.IN_FORCE: PolicyStep.RESTORE}
CAN_BE_PUT = {state.value: state.zh for state in LEADS_TO}
"""The states that a change can name, in words; what was entered by mistake is withdrawn with its import."""
CLASSIFICATIONS = {"public": "公开", "internal": "内部"}


LIFE = Lifecycle(
    "政策文件",
    "Policy",
    PolicyState,
    PolicyStep,
    (PolicyState.IN_FORCE,),
    (
        Row((PolicyState.IN_FORCE, PolicyState.REPEALED), PolicyStep.CHANGE, None),
        Row((PolicyState.IN_FORCE,), PolicyStep.REPEAL, PolicyState.REPEALED),
        Row((PolicyState.REPEALED,), PolicyStep.RESTORE, PolicyState.IN_FORCE, "误废止", "it was repealed by mistake"),
        Row(
            (PolicyState.IN_FORCE, PolicyState.REPEALED),
            PolicyStep.WITHDRAW,
            PolicyState.WITHDRAWN,
            "导入被撤销，且登记后无人变更",
            "the import is undone, and nobody has changed it since",
            by=By.FOLLOWS,
        ),
    ),
    Conflict,
    ("A change names the state that is wanted; one that the document has already changes nothing.",),
)
