"""Checking answers with computer algebra at hand: `core.answers` in this process, SymPy in killable workers.

`CHECKER_WORKERS` says how many workers; with 0, or where processes cannot be forked, what sampling
cannot decide stays undecided. Nothing is started before the first question needs it.
"""

import os
import threading

from django.conf import settings

from cards.checker.deriving import derive_with
from cards.checker.judging import PoolJudge
from cards.checker.pool import Pool
from cards.core.answers.seam import SymbolicJudge
from cards.core.answers.specification import AnswerSpecification, check_submitted, verify
from cards.core.answers.verdict import Verdict

__all__ = ["check_answer", "derive", "judge", "shut_down", "verify_answer"]

_lock = threading.Lock()
_pool: Pool | None = None


def judge() -> SymbolicJudge | None:
    """The judge of this process, or None when the workers are switched off."""
    pool = _shared_pool()
    return None if pool is None else PoolJudge(pool)


def check_answer(specification: AnswerSpecification, submitted: object, seed: int = 0) -> Verdict:
    """The verdict on a submitted answer, computer algebra included.

    Takes milliseconds without a worker; every question to one is bounded by the pool's two seconds.
    SpecificationError when the question itself is unusable.
    """
    return check_submitted(specification, submitted, seed, judge())


def verify_answer(specification: AnswerSpecification) -> list[tuple[str, str]]:
    """What is wrong with a question, as (field, message), computer algebra included."""
    return verify(specification, judge())


def derive(specification: AnswerSpecification) -> AnswerSpecification:
    """The specification with `correct` worked out from `derive`; unchanged when there is nothing to work out."""
    return derive_with(_shared_pool(), specification)


def shut_down() -> None:
    """End the workers of this process. They start again when needed."""
    if _pool is not None:
        _pool.close()


def _shared_pool() -> Pool | None:
    global _pool
    size: int = settings.CHECKER_WORKERS
    if size <= 0 or not hasattr(os, "fork"):
        return None
    with _lock:
        if _pool is None or _pool.size != size:
            shut_down()
            _pool = Pool(size)
        return _pool
