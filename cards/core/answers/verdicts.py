"""Building verdicts: the reading and the notes of an answer always travel with its outcome."""

from cards.core.answers.parse import Parsed, to_latex
from cards.core.answers.verdict import Outcome, Verdict

EQUAL_WHERE_DEFINED = "Equal to the correct answer wherever both are defined."
NO_VALUE = "This has no value: it divides by zero, for example, or takes the logarithm of zero."
NOT_DECIDED = (
    "This could not be decided by the checker; compare it with the correct answer yourself."
)


def _verdict(
    outcome: Outcome, submitted: Parsed, message: str, hint: str, notes: tuple[str, ...]
) -> Verdict:
    return Verdict(
        outcome=outcome,
        message=message,
        hint=hint,
        reading=to_latex(submitted.node),
        notes=submitted.notes + notes,
    )


def correct(submitted: Parsed, *notes: str) -> Verdict:
    return _verdict(Outcome.CORRECT, submitted, "Correct.", "", notes)


def incorrect(submitted: Parsed, message: str = "", hint: str = "", *notes: str) -> Verdict:
    return _verdict(
        Outcome.INCORRECT, submitted, message or "This is not the correct answer.", hint, notes
    )


def undecided(submitted: Parsed, message: str = NOT_DECIDED) -> Verdict:
    return _verdict(Outcome.UNDECIDED, submitted, message, "", ())


def wrong_kind(submitted: Parsed, expected: str, found: str) -> Verdict:
    """Mathematics, but a list where a set is asked for."""
    message = f"{expected} is expected here; this looks like {found}."
    return incorrect(submitted, message, "wrong_kind")
