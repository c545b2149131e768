"""Whether a cadre serves (在职状态), and what may happen while they do."""

from __future__ import annotations

from servicekit.lifecycle import By, Lifecycle, Named, Row
from servicekit.people import Status as Status
from services.registry.errors.cadres import NotServing


class ServiceStep(Named):
    """What can happen in a cadre's service."""

    APPOINT = "appoint", "任职"
    PROMOTE = "promote", "晋升"
    TRANSFER = "transfer", "调动"
    RETIRE = "retire", "办理退休"
    LEAVE = "leave", "离开名册"
    DIE = "die", "登记去世"
    RETURN = "return", "恢复在职"
    STAY_RETIRED = "stay_retired", "恢复退休"
    STAY_LEFT = "stay_left", "恢复离开"
    WITHDRAW = "withdraw", "撤销误录"


# fmt: off
SERVICE = Lifecycle(
    "干部在职状态",
    "Cadre",
    Status,
    ServiceStep,
    (Status.SERVING,),
    (
        Row((Status.SERVING,), ServiceStep.APPOINT, None, "符合任职资格，或有书面依据", "qualified, or with a basis"),
        Row((Status.SERVING,), ServiceStep.PROMOTE, None, "符合晋升资格，或有书面依据", "qualified, or with a basis"),
        Row((Status.SERVING,), ServiceStep.TRANSFER, None, "调往另一存续单位", "to another unit that is active"),
        Row((Status.SERVING,), ServiceStep.RETIRE, Status.RETIRED, "达到退休年龄，或有书面依据",
            "at the age of the reform, or a written basis"),
        Row((Status.SERVING,), ServiceStep.LEAVE, Status.LEFT),
        Row((Status.SERVING, Status.RETIRED, Status.LEFT), ServiceStep.DIE, Status.DECEASED,
            "不早于退休、离开", "not before they retired or left"),
        Row((Status.RETIRED, Status.LEFT, Status.DECEASED), ServiceStep.RETURN, Status.SERVING, "结束在职的条目被作废",
            "the entry that ended the service is set aside", by=By.FOLLOWS),
        Row((Status.DECEASED,), ServiceStep.STAY_RETIRED, Status.RETIRED, "退休后登记的去世被作废",
            "a death that was entered after the retirement is set aside", by=By.FOLLOWS),
        Row((Status.DECEASED,), ServiceStep.STAY_LEFT, Status.LEFT, "离开后登记的去世被作废",
            "a death that was entered after the departure is set aside", by=By.FOLLOWS),
        Row((Status.SERVING, Status.RETIRED, Status.LEFT, Status.DECEASED), ServiceStep.WITHDRAW, Status.WITHDRAWN,
            "导入被撤销，且登记后无人变更、没有以其为据的记录",
            "the import is undone, nobody has changed the file since and nothing rests on it", by=By.FOLLOWS),
    ),
    NotServing,
)
