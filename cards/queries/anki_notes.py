"""Cards as notes of Anki: what stands on the front, what on the back."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from cards.core.answers.parameters import fill_prompt
from cards.core.answers.specification import (
    SpecificationError,
    model_answer_latex,
    model_answer_text,
)
from cards.core.documents.anki_notes import AnkiNote, NoteType
from cards.core.kinds import CardKind
from cards.models import Card
from cards.queries.exercises import (
    KINDS_WITH_OPTIONS,
    correct_texts,
    option_texts,
    shuffle_key,
    specification_of,
)
from cards.queries.exports import NoteNames
from cards.rendering.anki import anki_html, anki_text

SOURCE_TAG = "source::"


def anki_notes(cards: Iterable[Card], names: NoteNames) -> Iterator[AnkiNote]:
    """Notes in the order of the cards, with Markdown texts. Siblings that follow each other are
    one note, as on the site: they are not asked on one day."""
    written: set[str] = set()

    def note_of(card: Card) -> tuple[str, int, str]:
        return names.of(card), card.deck_id, card.prompt if card.cloze_ordinal else ""

    for (name, _deck, _prompt), group in groupby(cards, note_of):
        siblings = list(group)
        for note in notes_of_siblings(siblings, name):
            # What came apart from its siblings cannot share their name: Anki would drop it.
            guid = note.guid if note.guid not in written else f"{note.guid}-{siblings[0].uid}"
            written.add(guid)
            yield replace(note, guid=guid)


def notes_of_siblings(siblings: Sequence[Card], name: str) -> Iterator[AnkiNote]:
    first = siblings[0]
    if first.card_kind is CardKind.CLOZE:
        ordinals = [card.cloze_ordinal - 1 for card in siblings if card.cloze_ordinal]
        yield shared_parts(
            first, name, NoteType.CLOZE, front=first.prompt, ordinals=sorted(set(ordinals)) or [0]
        )
        return
    if len(siblings) == 2 and are_both_ways(first, siblings[1]):
        yield replace(note_of_one(first, name), note_type=NoteType.BOTH_WAYS, ordinals=(0, 1))
        return
    yield note_of_one(first, name)
    for card in siblings[1:]:
        yield note_of_one(card, str(card.uid))


def are_both_ways(first: Card, second: Card) -> bool:
    return (
        first.card_kind not in KINDS_WITH_OPTIONS
        and not first.card_kind.is_checked
        and (first.prompt, first.answer) == (second.answer, second.prompt)
    )


def note_of_one(card: Card, name: str) -> AnkiNote:
    if card.card_kind.is_checked:
        return checked_note(card, name)
    parts: list[str] = []
    if card.card_kind is CardKind.INTERVIEW:
        musts = [point.shown for point in card.key_points if point.is_must]
        extras = [point.shown for point in card.key_points if not point.is_must]
        if musts:
            parts += ["**A good answer says**", bullets(musts)]
        if extras:
            parts += ["**A very good one as well**", bullets(extras)]
        if card.answer and (musts or extras):
            parts.append("**For example**")
    elif card.points:
        parts.append(bullets([point.shown for point in card.key_points]))
    return shared_parts(
        card, name, NoteType.BASIC, front=card.prompt, back=joined(*parts, card.answer)
    )


def checked_note(card: Card, name: str) -> AnkiNote:
    """Random figures are drawn once, and the same at every export."""
    seed = seed_of(card.uid)
    try:
        specification = specification_of(card)
        values = specification.draw(seed)
        front = fill_prompt(card.prompt, values)
        kind = card.card_kind
        if kind in KINDS_WITH_OPTIONS:
            correct = correct_texts(specification)
            written = option_texts(specification)
            # An author tends to write the right option at one place, and steps in their order.
            order = sorted(range(len(written)), key=lambda place: shuffle_key(seed, place))
            shown = [written[place] for place in order]
            if kind is CardKind.ORDERING:
                back = numbered(correct)
            else:
                back = bullets(correct) if correct else "None of them."
            front = joined(front, bullets(shown))
        elif kind is CardKind.TEXT:
            back = model_answer_text(specification, seed)
        else:
            back = f"$${model_answer_latex(specification, seed)}$$"
    except SpecificationError:
        # A question that its author has yet to repair still shows what is written.
        return shared_parts(card, name, NoteType.BASIC, front=card.prompt, back=card.answer)
    correct_text = "\n".join(correct) if kind in KINDS_WITH_OPTIONS else str(specification.correct)
    answer = fill_prompt(card.answer, values) if card.answer != correct_text else ""
    note = shared_parts(card, name, NoteType.BASIC, front=front, back=joined(back, answer))
    return replace(note, extra=fill_prompt(note.extra, values))


def shared_parts(
    card: Card,
    name: str,
    note_type: NoteType,
    *,
    front: str,
    back: str = "",
    ordinals: Sequence[int] = (0,),
) -> AnkiNote:
    follow_ups = ["**Follow-up questions**", bullets(card.follow_ups)] if card.follow_ups else []
    related = [f"**Related**: {'; '.join(titles)}"] if (titles := related_titles(card)) else []
    source = [SOURCE_TAG + card.source_document] if card.source_document else []
    return AnkiNote(
        guid=name,
        note_type=note_type,
        deck_path=card.deck.path,
        front=front,
        back=back,
        extra=joined(card.explanation, *follow_ups, *related),
        tags=(*card.tags, *source),
        ordinals=ordinals,
        created_at_milliseconds=int(card.created_at.timestamp() * 1000),
        changed_at_seconds=int(card.updated_at.timestamp()),
    )


def related_titles(card: Card) -> list[str]:
    return [link["title"] for link in card.see if link["uid"]]


def seed_of(uid: uuid.UUID) -> int:
    return uid.int % 2**32


def joined(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def bullets(texts: Iterable[str]) -> str:
    return "\n".join("- " + text.replace("\n", "\n  ") for text in texts)


def numbered(texts: Iterable[str]) -> str:
    return "\n".join(
        f"{number}. " + text.replace("\n", "\n    ") for number, text in enumerate(texts, start=1)
    )


def as_html(note: AnkiNote) -> AnkiNote:
    """The note for a package."""
    return replace(
        note,
        front=anki_html(note.front, has_gaps=note.note_type is NoteType.CLOZE),
        back=anki_html(note.back),
        extra=anki_html(note.extra),
    )


def as_text(note: AnkiNote) -> AnkiNote:
    """The note for a table, where a text stays as its author wrote it."""
    return replace(
        note,
        front=anki_text(note.front, has_gaps=note.note_type is NoteType.CLOZE),
        back=anki_text(note.back),
        extra=anki_text(note.extra),
    )
