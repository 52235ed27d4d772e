"""Notes of Anki as drafts: what their templates ask, gaps, siblings, and what cannot come along."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from cards.core.documents.anki_collection import NOTE_TYPES
from cards.core.documents.cloze import Marks, read_cloze
from cards.core.documents.deck.build import REVERSED
from cards.core.documents.dialects.anki_html import FieldText, read_field
from cards.core.documents.dialects.typed import typed_answer
from cards.core.documents.drafts import CardDraft, Problem
from cards.core.documents.package.collection import Collection, ForeignCard, ForeignNote
from cards.core.documents.package.note_types import ForeignNoteType
from cards.core.documents.package.schedules import reviews_of, schedule_of
from cards.core.documents.package.templates import (
    asked_about,
    filled,
    has_words_of_its_own,
    shown_fields,
    typed_field,
)
from cards.core.kinds import CardKind

LONGEST_TEXT = 20_000
LONGEST_GUID = 80
MOST_PROBLEMS = 200
DEFAULT_DECK = ("Default",)
EXTRA = "Extra"
_OWN_TYPES = {shape.identifier for shape in NOTE_TYPES.values()}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """One template of a note type, read once for all its notes."""

    question: str
    is_one_of_several: bool
    fields: tuple[str, ...]  # that the question shows
    answer_fields: tuple[str, ...]
    typed: str
    has_words: bool
    silent: frozenset[str]  # fields that only decide whether there is a card


@dataclass(slots=True)
class NoteReader:
    """Reads the notes of one collection, one after the other."""

    collection: Collection
    problems: list[Problem] = field(default_factory=list)
    _sides: dict[int, dict[int, _Side]] = field(default_factory=dict)
    _guids: set[str] = field(default_factory=set)
    _left_out: Counter[str] = field(default_factory=Counter)

    def drafts(self) -> Iterator[CardDraft]:
        for place, note in enumerate(self.collection.notes, start=1):
            yield from self._read(note, place)
        for message, count in self._left_out.items():
            self.problems.append(Problem(line=1, message=f"{count:,} more: {message}"))

    def _report(self, line: int, message: str, start: str = "", *, is_notice: bool = False) -> None:
        if len(self.problems) >= MOST_PROBLEMS:
            self._left_out[message] += 1
            return
        named = f"Note {line} (“{start[:60]}”): {message}" if start else f"Note {line}: {message}"
        self.problems.append(Problem(line=line, message=named, is_notice=is_notice))

    def _read(self, note: ForeignNote, place: int) -> list[CardDraft]:
        shape = self.collection.note_types.get(note.note_type)
        if note.fields is None:
            self._report(place, "It is too long to be a card and was left out.")
            return []
        if shape is None:
            shape = _unknown(note)
        guid = "".join(note.guid.split())[:LONGEST_GUID] or f"note-{note.number}"
        if guid in self._guids:
            self._report(
                place, "Another note of the package has the same id: this one was left out."
            )
            return []
        self._guids.add(guid)
        cards = self.collection.cards.get(note.number, [])
        names = shape.fields or tuple(f"Field {number}" for number in range(len(note.fields)))
        values = dict(zip(names, note.fields, strict=False))
        base = CardDraft(
            kind=CardKind.QUESTION,
            prompt="?",
            deck_path=self._deck_path(cards[0]) if cards else "",
            lines=(place, place),
            explicit_id=guid,
            note_key=f"id:{guid}",
            tags=tuple(dict.fromkeys(note.tags)),
            pattern="anki-note",
        )
        if shape.is_cloze:
            return self._gap_cards(base, shape, values, cards)
        return self._sided_cards(base, shape, values, cards)

    def _deck_path(self, card: ForeignCard) -> str:
        names = self.collection.decks.get(card.home_deck, ())
        return " / ".join(name.replace(" / ", "/") for name in names if names != DEFAULT_DECK)

    # Notes with sides

    def _sided_cards(
        self,
        base: CardDraft,
        shape: ForeignNoteType,
        values: dict[str, str],
        cards: Sequence[ForeignCard],
    ) -> list[CardDraft]:
        sides = self._sides_of(shape)
        texts: dict[str, FieldText] = {}
        drafts: list[CardDraft] = []
        rows: dict[int, ForeignCard | None] = {card.ordinal: card for card in cards}
        # A note without a card in the package, as other programs write them, is asked one way.
        for ordinal in sorted(rows) or [0]:
            side = sides.get(ordinal) or sides[min(sides)]
            draft = self._sided_card(base, shape, side, values, texts)
            if draft is None:
                continue
            row = rows.get(ordinal)
            draft = replace(
                draft,
                explicit_id=base.explicit_id + _ending(ordinal),
                pattern="anki-note" if ordinal == 0 else "anki-note-reversed",
            )
            if row is not None:
                draft = replace(
                    draft,
                    deck_path=self._deck_path(row),
                    schedule=schedule_of(row, self.collection),
                    reviews=reviews_of(row, self.collection),
                )
            drafts.append(draft)
        return drafts

    def _sides_of(self, shape: ForeignNoteType) -> dict[int, _Side]:
        if shape.identifier not in self._sides:
            several = len(shape.templates) > 1
            shown: set[str] = set()
            conditions: set[str] = set()
            for template in shape.templates.values():
                shown |= {*shown_fields(template.question), *shown_fields(template.answer)}
                shown |= {typed_field(template.question)}
                conditions |= asked_about(template.question) | asked_about(template.answer)
            silent = frozenset(conditions - shown)
            found = {
                ordinal: _Side(
                    question=template.question,
                    is_one_of_several=several,
                    fields=tuple(
                        name for name in shown_fields(template.question) if name in shape.fields
                    ),
                    answer_fields=shown_fields(template.answer),
                    typed=typed_field(template.question),
                    has_words=has_words_of_its_own(template.question),
                    silent=silent,
                )
                for ordinal, template in shape.templates.items()
            }
            nothing = _Side(
                question="", is_one_of_several=False, fields=shape.fields[:1], answer_fields=(),
                typed="", has_words=False, silent=silent,
            )  # fmt: skip
            self._sides[shape.identifier] = found or {0: nothing}
        return self._sides[shape.identifier]

    def _sided_card(
        self,
        base: CardDraft,
        shape: ForeignNoteType,
        side: _Side,
        values: dict[str, str],
        texts: dict[str, FieldText],
    ) -> CardDraft | None:
        def text_of(name: str) -> str:
            if name not in texts:
                texts[name] = read_field(values.get(name, ""), escapes=True)
            return texts[name].text

        asked = [name for name in side.fields if values.get(name)] or list(values)[:1]
        if side.has_words:
            front = read_field(filled(side.question, values), escapes=True).text
        else:
            front = _joined(text_of(name) for name in asked)
        place = base.lines[0]
        explanation = ""
        rest = [name for name in values if name not in asked and name not in side.silent]
        if side.is_one_of_several:
            rest = [name for name in side.answer_fields if name in rest] or rest
        if shape.identifier in _OWN_TYPES:
            explanation = text_of(EXTRA)
            rest = [name for name in rest if name != EXTRA]
        back = _joined(text_of(name) for name in rest)
        pictures = [name for one in (*asked, *rest) for name in _pictures(texts, one)]
        if self._lacks_a_side(place, front, back, pictures):
            return None
        draft = replace(base, prompt=front, answer=back, explanation=explanation)
        typed = text_of(side.typed) if side.typed in values else ""
        if typed and "\n" not in typed and len(typed) <= 200:
            return replace(draft, kind=CardKind.TEXT, answer=typed, answer_spec=typed_answer(typed))
        return draft

    def _lacks_a_side(self, place: int, front: str, back: str, pictures: Sequence[str]) -> bool:
        """Whether there is no card in it; says so, and names pictures that stay behind."""
        shown = f" ({pictures[0][:60]})" if pictures else ""
        if not front or not back:
            which = "question" if not front else "answer"
            why = (
                f"is only a picture{shown}, and pictures are not imported"
                if pictures
                else "is empty"
            )
            self._report(place, f"Its {which} {why}. It was left out.", front)
            return True
        if len(front) + len(back) > LONGEST_TEXT:
            self._report(place, "It is too long to be a card and was left out.", front)
            return True
        if pictures:
            message = f"A picture{shown} was left out: only texts are imported. Look whether the card still makes sense."
            self._report(place, message, front, is_notice=True)
        return False

    # Sentences with gaps

    def _gap_cards(
        self,
        base: CardDraft,
        shape: ForeignNoteType,
        values: dict[str, str],
        cards: Sequence[ForeignCard],
    ) -> list[CardDraft]:
        place = base.lines[0]
        names = list(values)
        with_gaps = next(
            (name for name in names if "{{c" in values[name]), names[0] if names else ""
        )
        source = values.get(with_gaps, "")
        if "image-occlusion:" in source:
            self._report(place, "It hides parts of a picture, and pictures are not imported.")
            return []
        sentence = read_field(source, escapes=True)
        others = [read_field(values[name], escapes=True) for name in names if name != with_gaps]
        cloze = read_cloze(sentence.text, Marks())
        if cloze.unclosed:
            self._report(place, "A gap `{{c1::` is not closed: end it with `}}`.", sentence.text)
        elif not cloze.gaps:
            self._report(place, "A cloze note without a gap `{{c1::…}}`.", sentence.text)
            return []
        if len(cloze.prompt) > LONGEST_TEXT:
            self._report(place, "It is too long to be a card and was left out.", sentence.text)
            return []
        pictures = [name for text in (sentence, *others) for name in text.pictures]
        if pictures:
            message = f"A picture ({pictures[0][:60]}) was left out: only texts are imported. Look whether the card still makes sense."
            self._report(place, message, sentence.text, is_notice=True)
        rows = {card.ordinal + 1: card for card in cards}
        drafts = []
        for ordinal in cloze.ordinals():
            row = rows.get(ordinal)
            drafts.append(
                replace(
                    base,
                    kind=CardKind.CLOZE,
                    prompt=cloze.prompt,
                    answer=cloze.answer(ordinal),
                    explanation=_joined(text.text for text in others),
                    cloze_ordinal=ordinal,
                    pattern="cloze",
                    deck_path=self._deck_path(row) if row else base.deck_path,
                    schedule=schedule_of(row, self.collection) if row else None,
                    reviews=reviews_of(row, self.collection) if row else (),
                )
            )
        return [draft for draft in drafts if draft.answer]


def _ending(ordinal: int) -> str:
    """What tells the cards of a note apart; the second one as in a text export."""
    if ordinal == 0:
        return ""
    return REVERSED if ordinal == 1 else f"-{ordinal + 1}"


def _unknown(note: ForeignNote) -> ForeignNoteType:
    return ForeignNoteType(
        identifier=note.note_type,
        name="",
        is_cloze=any("{{c1::" in text for text in note.fields or ()),
        fields=(),
        templates={},
    )


def _joined(texts: Iterator[str]) -> str:
    return "\n\n".join(text for text in texts if text)


def _pictures(texts: dict[str, FieldText], name: str) -> tuple[str, ...]:
    return texts[name].pictures if name in texts else ()
