"""The places an answer offers for its parts: STAR for a story, the steps of a design."""

import re
from dataclasses import dataclass

from cards.core.interviews.blueprints import QuestionKind

LONGEST_TEXT = 20_000  # characters, of each place and of the notes


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One part of an answer; a line for an estimate, else room for several."""

    name: str
    label: str
    hint: str = ""
    is_line: bool = False


STAR = (
    Place(name="situation", label="Situation", hint="Where and when, in two sentences."),
    Place(name="task", label="Task", hint="What was yours to achieve, and why it mattered."),
    Place(
        name="action",
        label="Action",
        hint="What you did, step by step: “I”, not “we”. This is the longest part.",
    ),
    Place(name="result", label="Result", hint="What came of it, in numbers; what you learned."),
)
DESIGN_STEPS = (
    Place(
        name="requirements",
        label="Requirements",
        hint="Who uses it, for what; the metric; what is out of scope.",
    ),
    Place(name="traffic", label="Estimate: traffic", hint="requests a second, peak", is_line=True),
    Place(
        name="storage",
        label="Estimate: data",
        hint="rows and bytes a day, kept how long",
        is_line=True,
    ),
    Place(
        name="latency",
        label="Estimate: latency",
        hint="milliseconds, of which the model takes",
        is_line=True,
    ),
    Place(
        name="compute",
        label="Estimate: compute and cost",
        hint="machines, accelerators, money",
        is_line=True,
    ),
    Place(name="data", label="API and data", hint="Inputs, labels, features, schema, interfaces."),
    Place(name="design", label="Design", hint="The parts and how a request flows through them."),
    Place(
        name="deep-dive",
        label="Deep dive",
        hint="The one part that decides: model, training, evaluation.",
    ),
    Place(
        name="trade-offs",
        label="Trade-offs",
        hint="What you gave up, what breaks first, what to watch.",
    ),
)


def places_of(kind: QuestionKind) -> tuple[Place, ...]:
    """The parts of an answer of this kind; none where it is told in one piece."""
    if kind is QuestionKind.BEHAVIOURAL:
        return STAR
    if kind is QuestionKind.SYSTEM_DESIGN:
        return DESIGN_STEPS
    return ()


_I = re.compile(r"\b(?:I|my|me|mine|I['’](?:m|ve|d|ll))\b")
_WE = re.compile(r"\b(?:we|our|us|ours|we['’](?:re|ve|d|ll))\b", re.IGNORECASE)


def we_hint(text: str) -> str:
    """What to tell somebody whose story says “we” more often than “I”; empty otherwise."""
    own, shared = len(_I.findall(text)), len(_WE.findall(text))
    if shared < 2 or shared <= own:
        return ""
    times = "once" if own == 1 else "never" if own == 0 else f"{own} times"
    return f"You say “we” {shared} times and “I” {times}: which of it was yours?"
