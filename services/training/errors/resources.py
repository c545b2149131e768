"""Refusals: organisers, plans, teachers and materials (培训资源)."""

from __future__ import annotations

from servicekit.errors import Conflict, NotFound


class AlreadyRated(Conflict):
    """One rating per trainee, teacher and class."""

    code = "training/already-rated"
    zh = "已评价过该教师"
    en = "The teacher has been rated for this class already"


class NoOrganiser(NotFound):
    """There is no organiser with this id, or the caller may not see it."""

    code = "training/no-organiser"
    zh = "办班主体不存在"
    en = "There is no such organiser"


class NoPlan(NotFound):
    """There is no plan with this id, or the caller may not see it."""

    code = "training/no-plan"
    zh = "培训计划不存在"
    en = "There is no such plan"


class NoTeacher(NotFound):
    """There is no teacher with this id, or the caller may not see it."""

    code = "training/no-teacher"
    zh = "教师不存在"
    en = "There is no such teacher"


class NoMaterial(NotFound):
    """There is no material with this id, or the caller may not see it."""

    code = "training/no-material"
    zh = "教材不存在"
    en = "There is no such material"
