"""The contract between the kinds of answers, whoever dispatches to them, and an optional computer algebra judge.

Every kind is one module with the same two functions, so that dispatching is a table look-up:

    parse(submitted: object, options: Mapping[str, object]) -> Parsed
    grade(submitted: Parsed, correct: Parsed, options, *, symbolic: SymbolicJudge | None = None) -> Verdict

* `parse` reads both sides: the submitted and the correct answer go through the same function with the
  same options. It raises `Unreadable` (offsets into `str` input; a JSON number or list is read as its
  text) and nothing else, unless the options are unusable: then `BadQuestion`, the author's mistake.
* `grade` never raises for what a learner wrote. It returns CORRECT, INCORRECT (with a hint code and
  sentence where one was found) or UNDECIDED, together with the LaTeX reading and the notes.
  `BadQuestion` is raised for a question nobody can answer, such as a relative tolerance around 0.
* Options come as the author wrote them. Call `complete_options(correct, options)` once before the two
  `parse` calls: it declares the variables of the correct answer when the author did not.
* `symbolic=None` means there is no worker: what sampling cannot decide is then UNDECIDED.
"""

from collections.abc import Mapping
from typing import Protocol

from cards.core.answers.parse.context import Parsed, Unreadable
from cards.core.answers.parse.nodes import Node
from cards.core.answers.verdict import Outcome, Verdict


class BadQuestion(ValueError):  # noqa: N818 - names what is wrong, like Unreadable
    """The question itself cannot be checked; the message is for its author."""


class SymbolicJudge(Protocol):
    """Computer algebra behind a time limit. None means: no decision within the limit."""

    def equivalent(self, left: Node, right: Node, domains: Mapping[str, str]) -> bool | None:
        """Whether two expressions are equal; `domains` names `real`, `positive`, `integer` or `complex` per variable."""
        ...

    def has_form(self, node: Node, form: str) -> bool | None:
        """Whether an expression is already `factored`, `expanded`, `partial_fractions` or `simplified`."""
        ...


class AnswerKind(Protocol):
    """What a module of one kind offers."""

    def parse(self, submitted: object, options: Mapping[str, object]) -> Parsed: ...

    def grade(
        self,
        submitted: Parsed,
        correct: Parsed,
        options: Mapping[str, object],
        *,
        symbolic: SymbolicJudge | None = None,
    ) -> Verdict: ...


def unreadable_verdict(error: Unreadable) -> Verdict:
    """The verdict that an `Unreadable` stands for."""
    return Verdict(
        outcome=Outcome.UNREADABLE,
        message=error.message,
        hint=error.code,
        start=error.start,
        end=error.end,
    )
