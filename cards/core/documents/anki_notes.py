"""Notes as Anki keeps them: what our cards become in its text and package formats."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

DECK_SEPARATOR = "::"


class NoteType(StrEnum):
    """The value is the name of the note type that every collection of Anki starts with."""

    BASIC = "Basic"
    BOTH_WAYS = "Basic (and reversed card)"
    CLOZE = "Cloze"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnkiNote:
    """One note. Its texts are Markdown until a format is chosen, then HTML or plain text."""

    guid: str  # importing a note again updates the one with this name
    note_type: NoteType
    deck_path: str  # "Deep learning / Activation functions"
    front: str  # the question; of a cloze, the sentence with its gaps as `{{c1::gap::hint}}`
    back: str = ""
    extra: str = ""  # shown below the answer, whichever side was asked
    tags: Sequence[str] = ()
    ordinals: Sequence[int] = (0,)  # its cards, from 0: templates, or gaps less one
    created_at_milliseconds: int = 0
    changed_at_seconds: int = 0


def anki_deck(path: str) -> str:
    """`A / B` as `A::B`. A name that has two colons itself may not make a deck of its own."""
    return DECK_SEPARATOR.join(
        name.replace(DECK_SEPARATOR, ": :") for name in path.split(" / ") if name
    )


def anki_tag(text: str) -> str:
    """Tags of Anki end at a blank."""
    return "_".join(text.split())
