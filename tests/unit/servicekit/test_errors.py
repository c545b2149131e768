"""Problems on the wire: nothing is lost, and each refusal has a code and speaks both languages."""

from __future__ import annotations

import orjson
import pytest

from servicekit import errors
from servicekit.errors import Conflict, KeyReused, NotFound, Problem, field_error, from_wire, problem_types


def test_a_problem_loses_nothing_on_the_wire() -> None:
    wrong = field_error("/hours", "range", "不足", "Not enough")
    sent = KeyReused("缺两学时", "Two hours are missing", errors=[wrong], retry_after=3, share="0.69", article="第三条")
    got = from_wire(orjson.loads(orjson.dumps(sent.to_wire())))
    assert (got.code, got.status, got.title_zh, got.title_en) == (KeyReused.code, 422, KeyReused.zh, KeyReused.en)
    assert (got.detail_zh, got.detail_en, got.retry_after) == ("缺两学时", "Two hours are missing", 3)
    assert got.errors == [wrong.to_wire()]
    assert got.facts == {"share": "0.69", "article": "第三条"}


def test_every_refusal_has_a_code_of_its_own_and_speaks_both_languages() -> None:
    assert {NotFound.code, Conflict.code, KeyReused.code} <= problem_types().keys()
    for code, problem in problem_types().items():
        assert problem.code == code
        assert 400 <= problem.status < 600
        assert any("\u4e00" <= sign <= "\u9fff" for sign in problem.zh), code
        assert problem.en, code
    with pytest.raises(TypeError, match="code of its own"):
        type("Nameless", (Problem,), {})
    with pytest.raises(TypeError, match="belongs to KeyReused"):
        type("Other", (Problem,), {"code": KeyReused.code})


def test_status_of_the_bases() -> None:
    bases = (errors.NotFound, errors.Invalid, errors.Conflict, errors.Forbidden, errors.PreconditionFailed)
    assert [base.status for base in bases] == [404, 422, 409, 403, 412]
    assert errors.DeadlinePassed.status == errors.Unavailable.status == 503
