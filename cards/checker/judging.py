"""The computer algebra judge behind the pool, as the kinds of answers see it."""

import time
from collections.abc import Mapping
from typing import Any

from cards.checker.pool import Failure, Pool
from cards.core.answers.parse.nodes import Node, from_json, to_json


class PoolJudge:
    """A `SymbolicJudge` that asks a worker; None is "no decision within the limits".

    All questions to one judge together take at most `seconds` (None: each has the pool's own limit, and a
    pool that is still starting is waited for). `failure` says why the last question without a reply had none.
    """

    def __init__(
        self, pool: Pool, *, seconds: float | None = None, seconds_to_start: float = 0.0
    ) -> None:
        self._pool = pool
        self._seconds = seconds
        self._seconds_to_start = seconds_to_start
        self.failure: Failure | None = None

    def equivalent(self, left: Node, right: Node, domains: Mapping[str, str]) -> bool | None:
        """Whether two expressions are proved equal, or proved to differ."""
        return self._decide(
            {"job": "equivalent", "left": left, "right": right, "domains": dict(domains)}
        )

    def has_form(self, node: Node, form: str) -> bool | None:
        """Whether an expression is already `factored`, `expanded`, `partial_fractions` or `simplified`."""
        return self._decide({"job": "has_form", "tree": node, "form": form})

    def _decide(self, request: dict[str, Any]) -> bool | None:
        reply = self._reply(request)
        answer = None if reply is None else reply.get("answer")
        return answer if isinstance(answer, bool) else None

    def _reply(self, request: dict[str, Any]) -> dict[str, Any] | None:
        if self._seconds is None:
            return ask(self._pool, request)
        message = _message(request)
        if message is None:
            return None
        # A worker that a question has just killed would be killed by the next one as well.
        if self._seconds <= 0 or self.failure is not None:
            self.failure = self.failure or Failure.LATE
            return None
        before = time.monotonic()
        reply = self._pool.exchange(
            message, seconds=self._seconds, seconds_to_start=self._seconds_to_start
        )
        self._seconds -= time.monotonic() - before
        if isinstance(reply, Failure):
            self.failure = reply
            return None
        return reply


def ask(pool: Pool, request: Mapping[str, Any]) -> dict[str, Any] | None:
    """Put trees on the wire and send. A tree of a kind that has no wire form is not asked about."""
    message = _message(request)
    return None if message is None else pool.ask(message)


def _message(request: Mapping[str, Any]) -> dict[str, Any] | None:
    try:
        return {
            key: to_json(value) if isinstance(value, Node) else value
            for key, value in request.items()
        }
    except TypeError:
        return None


def tree_in(reply: Mapping[str, Any]) -> Node | None:
    """The tree of a reply; None when there is none, or none that can be read."""
    try:
        return from_json(reply["tree"])
    except (KeyError, ValueError, RecursionError):
        return None
