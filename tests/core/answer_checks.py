"""What the tests of answer kinds share: one check, from text to verdict."""

from cards.core.answers.parse import Unreadable
from cards.core.answers.question_options import complete_options
from cards.core.answers.seam import unreadable_verdict


def checked(kind, submitted, correct, options=None, symbolic=None):
    """The verdict, as whoever dispatches to a kind gets it."""
    completed = complete_options(correct, options or {})
    try:
        parsed = kind.parse(submitted, completed)
    except Unreadable as error:
        return unreadable_verdict(error)
    return kind.grade(parsed, kind.parse(correct, completed), completed, symbolic=symbolic)
