"""What a service refuses in a test is what its operation declares."""

from __future__ import annotations

from servicekit.errors import Problem
from servicekit.operations import EVERY, SHARED, Operation


def must_be_declared(operation: Operation, problem: Problem) -> None:
    """AssertionError for a refusal that the operation does not declare.

    What every service offers is left out: moving a deadline is refused for whatever reason the thing itself has.
    """
    declared = operation.service == EVERY or isinstance(problem, operation.refuses) or type(problem) in SHARED
    assert declared, f"{operation.name} refused {problem.code} and does not declare it"
