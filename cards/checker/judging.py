"""The computer algebra judge behind the pool, as the kinds of answers see it."""

from collections.abc import Mapping
from typing import Any

from cards.checker.pool import Pool
from cards.core.answers.parse.nodes import Node, from_json, to_json


class PoolJudge:
    """A `SymbolicJudge` that asks a worker; None is "no decision within the limits"."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def equivalent(self, left: Node, right: Node, domains: Mapping[str, str]) -> bool | None:
        """Whether two expressions are proved equal, or proved to differ."""
        return self._decide(
            {"job": "equivalent", "left": left, "right": right, "domains": dict(domains)}
        )

    def has_form(self, node: Node, form: str) -> bool | None:
        """Whether an expression is already `factored`, `expanded`, `partial_fractions` or `simplified`."""
        return self._decide({"job": "has_form", "tree": node, "form": form})

    def _decide(self, request: dict[str, Any]) -> bool | None:
        reply = ask(self._pool, request)
        answer = None if reply is None else reply.get("answer")
        return answer if isinstance(answer, bool) else None


def ask(pool: Pool, request: Mapping[str, Any]) -> dict[str, Any] | None:
    """Put trees on the wire and send. A tree of a kind that has no wire form is not asked about."""
    try:
        written = {
            key: to_json(value) if isinstance(value, Node) else value
            for key, value in request.items()
        }
    except TypeError:
        return None
    return pool.ask(written)


def tree_in(reply: Mapping[str, Any]) -> Node | None:
    """The tree of a reply; None when there is none, or none that can be read."""
    try:
        return from_json(reply["tree"])
    except (KeyError, ValueError, RecursionError):
        return None
