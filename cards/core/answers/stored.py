"""A checked question as a card stores it: its JSON shape, its figures, and the question for one seed.

    {"kind": "number", "correct": "s*(1-s)", "options": {"rtol": 0.005},
     "accepted": ["s - s^2"], "wrong": [{"answer": "s", "feedback": "That is …"}],
     "parameters": {"s": "0.05..0.95 step 0.05"}, "constraints": ["s != 0.5"],
     "derive": "diff(1/(1+e^-x), x)", "hints": true}

Only `kind` and one of `correct` and `derive` must be there. `derive` is resolved once, by
`cards.checker.derive`, which fills `correct`.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from cards.core.answers import KINDS
from cards.core.answers.filling import FilledQuestion, WrongAnswer, fill_one, fill_options
from cards.core.answers.parameters import Parameters, fill_prompt, parse_parameters
from cards.core.answers.parse import Unreadable
from cards.core.answers.seam import BadQuestion
from cards.core.answers.verdict import SpecificationError

_KEYS = (
    "kind",
    "correct",
    "options",
    "accepted",
    "wrong",
    "parameters",
    "constraints",
    "derive",
    "hints",
)
_MOST_ANSWERS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSpecification:
    """How the answer of a card is checked."""

    kind: str
    correct: Any = None
    options: Mapping[str, Any] = field(default_factory=dict)
    accepted: tuple[Any, ...] = ()
    wrong: tuple[WrongAnswer, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    constraints: tuple[str, ...] = ()
    derive: str = ""
    hints: bool = True

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> "AnswerSpecification":
        """Read the stored shape. SpecificationError names the first thing that is wrong with it."""
        if not isinstance(written, Mapping):
            raise SpecificationError("answer_spec", "must be an object.")
        for key in written:
            if key not in _KEYS:
                near = difflib.get_close_matches(str(key), _KEYS, n=1)
                advice = f" Did you mean “{near[0]}”?" if near else ""
                raise SpecificationError(str(key), f"is not known here.{advice}")
        kind = written.get("kind")
        if not isinstance(kind, str) or kind not in KINDS:
            raise SpecificationError("kind", f"must be one of {', '.join(sorted(KINDS))}.")
        correct, derive = written.get("correct"), written.get("derive") or ""
        if not isinstance(derive, str):
            raise SpecificationError("derive", "must be a text such as diff(x^2, x).")
        if (correct is None or correct == "") and not derive:
            raise SpecificationError("correct", "is missing.")
        options = written.get("options") or {}
        if not isinstance(options, Mapping):
            raise SpecificationError("options", "must be an object.")
        hints = written.get("hints", True)
        if not isinstance(hints, bool):
            raise SpecificationError("hints", "must be true or false.")
        made = cls(
            kind=kind,
            correct=correct,
            options=dict(options),
            accepted=_listed(written, "accepted"),
            wrong=tuple(map(_wrong_answer, _listed(written, "wrong"))),
            parameters=dict(written.get("parameters") or {}),
            constraints=tuple(map(str, _listed(written, "constraints"))),
            derive=derive,
            hints=hints,
        )
        made.read_parameters()
        return made

    def to_json(self) -> dict[str, Any]:
        """The shape that `from_json` reads, without what is empty."""
        written: dict[str, Any] = {
            "kind": self.kind,
            "correct": self.correct,
            "options": dict(self.options),
            "accepted": list(self.accepted),
            "wrong": [{"answer": one.answer, "feedback": one.feedback} for one in self.wrong],
            "parameters": dict(self.parameters),
            "constraints": list(self.constraints),
            "derive": self.derive,
        }
        kept = {key: value for key, value in written.items() if value not in (None, "", [], {})}
        # An empty list is an answer too: none of the options is right.
        if self.correct == []:
            kept["correct"] = []
        return kept if self.hints else {**kept, "hints": False}

    def read_parameters(self) -> Parameters:
        """The figures that can be drawn."""
        return parse_parameters(self.parameters, self.constraints)

    def draw(self, seed: int) -> dict[str, Decimal]:
        """The figures for a seed; empty when nothing is random."""
        return self.read_parameters().draw(seed) if self.parameters else {}

    def fill(self, seed: int) -> FilledQuestion:
        """The question with its figures put in. SpecificationError when an answer cannot be read."""
        if self.correct is None:
            raise SpecificationError("derive", "has not been worked out yet.")
        values = self.draw(seed)
        options = fill_options(self.kind, self.options, values)
        if not self.hints:
            options["hints"] = False

        def fill(name: str, answer: Any) -> Any:
            try:
                return fill_one(self.kind, answer, values, options)
            except Unreadable as error:
                raise SpecificationError(name, f"cannot be read: {error.message}") from error
            except BadQuestion as error:
                raise SpecificationError("options", str(error)) from error

        return FilledQuestion(
            kind=self.kind,
            correct=fill("correct", self.correct),
            accepted=tuple(fill("accepted", answer) for answer in self.accepted),
            wrong=tuple(
                WrongAnswer(
                    answer=fill("wrong", one.answer), feedback=fill_prompt(one.feedback, values)
                )
                for one in self.wrong
            ),
            options=options,
        )


def _listed(written: Mapping[str, Any], key: str) -> tuple[Any, ...]:
    value = written.get(key) or []
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list | tuple):
        raise SpecificationError(key, "must be a list.")
    if len(value) > _MOST_ANSWERS:
        raise SpecificationError(key, f"at most {_MOST_ANSWERS} entries are used.")
    return tuple(value)


def _wrong_answer(written: Any) -> WrongAnswer:
    if isinstance(written, Mapping):
        if unknown := set(written) - {"answer", "feedback"}:
            raise SpecificationError("wrong", f"“{min(map(str, unknown))}” is not known here.")
        if written.get("answer") in (None, ""):
            raise SpecificationError("wrong", "an entry has no answer.")
        return WrongAnswer(answer=written["answer"], feedback=str(written.get("feedback") or ""))
    if isinstance(written, str | int | float) and not isinstance(written, bool):
        return WrongAnswer(answer=written)
    raise SpecificationError("wrong", "an entry must have an answer and its feedback.")
