"""Cuts a deck into cards: decides for every line whether it begins a card, belongs to one, or is prose."""

import re

from cards.core.documents.annotations import Annotation, annotation_of, is_known_comment
from cards.core.documents.deck.belonging import (
    ALMOST_KEY,
    LIST_ITEM,
    LISTED,
    LISTS,
    TEXTS,
    belongs_to,
    mistaken_key,
)
from cards.core.documents.deck.grammar import LIST_KEYS, Grammar, Shape, ShapedLine
from cards.core.documents.deck.raw import RawCard, RawField
from cards.core.documents.deck.stream import ShapedLines, is_top_heading
from cards.core.documents.deck.tags import DeckTags
from cards.core.documents.drafts import Problem
from cards.core.documents.scanning import LineRole

MOST_CARDS = 20_000


class Splitter:
    """Walks once over the shaped lines. `cards` and `problems` hold the result."""

    def __init__(self, lines: ShapedLines, grammar: Grammar) -> None:
        self.cards: list[RawCard] = []
        self.problems: list[Problem] = []
        self.title = ""
        self.top_headings = 0  # counted in the whole file; above one, more is not told apart
        self._lines = lines
        self._grammar = grammar
        self._card: RawCard | None = None
        self._latest: RawCard | None = None  # the card that a comment below it speaks of
        self._blanks = 0
        self._paragraph: list[ShapedLine] = []
        self._paragraph_notes: list[Annotation] = []
        self._headings: list[tuple[int, str]] = []
        self._comment: list[ShapedLine] = []
        self._tags = DeckTags()

    def start_in_decks(self, names: tuple[str, ...]) -> None:
        """Put the cards from the first line on into the decks that the whole file names."""
        self._tags.stand(names)

    def split(self) -> None:
        """Read every line."""
        for shaped, annotations in self._lines:
            self.top_headings += is_top_heading(shaped)
            if len(self.cards) > MOST_CARDS:
                self.top_headings += self.top_headings < 2 and self._lines.has_heading_left()
                return
            self._read(shaped)
            if annotations:
                self._annotate(annotations)
        self._close()

    def _read(self, shaped: ShapedLine) -> None:
        match shaped.shape:
            case Shape.BLANK:
                self._end_paragraph()
                self._blanks += 1
                return
            case Shape.COMMENT:
                self._read_comment(shaped)
                return
            case Shape.HEADING:
                self._close()
                self._latest = None
                self._read_heading(shaped)
            case Shape.RULE:
                self._close()
            case Shape.STARTER:
                self._begin(shaped, shaped.name, [self._field(shaped.name, shaped)])
            case Shape.TERM:
                self._read_term(shaped)
            case Shape.SIDES:
                self._read_sides(shaped)
            case Shape.KEY:
                self._read_key(shaped)
            case Shape.ANSWER | Shape.OPTION:
                self._read_answer(shaped)
            case _:
                self._read_text(shaped)
        self._blanks = 0

    def _begin(self, shaped: ShapedLine, opener: str, fields: list[RawField]) -> None:
        self._close()
        number = shaped.line.number
        deck_tag, tags = self._tags.take()
        self._card = RawCard(
            opener=opener,
            first_line=min(number, fields[0].line),
            last_line=number,
            fields=fields,
            headings=tuple(text for _, text in self._headings),
            tags=tags,
            deck_tag=deck_tag,
        )
        self._latest = self._card
        self._blanks = 0

    def _close(self) -> None:
        self._end_paragraph()
        if self._card is not None:
            self.cards.append(self._card)
            self._card = None

    @staticmethod
    def _field(name: str, shaped: ShapedLine) -> RawField:
        return RawField(name=name, line=shaped.line.number, lines=[shaped.value])

    # The shapes of lines

    def _read_heading(self, shaped: ShapedLine) -> None:
        level, text = len(shaped.name), " ".join(shaped.value.split())
        if self._grammar.tags_are_decks:
            text = self._tags.read(text, for_rest=True)
        if level == 1 and not self._headings and not self.title:
            self.title = text
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()
        self._headings.append((level, text))

    def _read_term(self, shaped: ShapedLine) -> None:
        indented_or_bullet = shaped.text[:1] in {" ", "\t"} or LIST_ITEM.match(shaped.text)
        in_text = self._card is not None and self._card.fields[-1].name in LISTED
        if in_text and indented_or_bullet and self._continues(shaped):
            self._append(shaped, shaped.text)
            return
        first, second = shaped.value, shaped.second
        if self._grammar.tags_are_decks:
            first = self._tags.read(first, for_rest=False)
        number = shaped.line.number
        self._begin(
            shaped,
            shaped.name,
            [
                RawField(name="term", line=number, lines=[first]),
                RawField(name="meaning", line=number, lines=[second]),
            ],
        )
        if self._grammar.one_line_terms:
            self._close()

    def _read_sides(self, shaped: ShapedLine) -> None:
        if self._card is not None or not self._paragraph:
            self._read_text(shaped)
            return
        front, notes = self._paragraph, self._paragraph_notes
        self._paragraph, self._paragraph_notes = [], []
        lines = [line.value for line in front]
        if self._grammar.tags_are_decks:
            lines[0] = self._tags.read(lines[0], for_rest=False)
        sides = [RawField(name="front", line=front[0].line.number, lines=lines)]
        self._begin(shaped, shaped.name, sides)
        back = RawField(name="back", line=shaped.line.number + 1)
        sides.append(back)
        if notes:
            self._annotate(notes)

    def _read_key(self, shaped: ShapedLine) -> None:
        if self._card is None and not self._grammar.has_keys:
            self._reopen()
        card = self._card
        if card is None and not self._grammar.has_keys:
            self._read_text(shaped)
            return
        if card is None:
            message = f"`{shaped.name}:` stands outside a card. Put it directly below its card."
            self._report(shaped, message, shaped.name)
            return
        card.fields.append(self._field(shaped.name, shaped))
        card.last_line = shaped.line.number

    def _reopen(self) -> None:
        """A hidden key directly below a card of one line belongs to it."""
        if (
            self.cards
            and self.cards[-1] is self._latest
            and not self._blanks
            and not self._paragraph
        ):
            self.cards.pop()
            self._card = self._latest

    def _read_answer(self, shaped: ShapedLine) -> None:
        card = self._card
        current = card.fields[-1].name if card is not None else ""
        belongs = card is not None and card.opener == "Q" and current != "Explain"
        if shaped.shape is Shape.OPTION and current in {"A", "Answer", *LIST_KEYS}:
            belongs = False
        if card is None or not belongs:
            self._read_text(shaped)
            return
        name = "=" if shaped.shape is Shape.ANSWER else f"[{shaped.name}]"
        card.fields.append(self._field(name, shaped))
        card.last_line = shaped.line.number

    def _read_text(self, shaped: ShapedLine) -> None:
        text = shaped.text
        if self._card is not None and self._continues(shaped):
            self._append(shaped, text)
            return
        if self._card is not None:
            self._close()
        if shaped.shape is Shape.TEXT and self._grammar.tags_are_decks and not self._paragraph:
            text = self._tags.read(text, for_rest=False)
            if not text.strip():
                return
        if self._grammar.reports_prose and not self._paragraph and not self._grammar.side_lines:
            message = "This text belongs to no card and was left out."
            self.problems.append(Problem(line=shaped.line.number, message=message, is_notice=True))
        self._paragraph.append(ShapedLine(line=shaped.line, shape=shaped.shape, value=text))

    def _read_comment(self, shaped: ShapedLine) -> None:
        if shaped.line.role is not LineRole.COMMENT:
            return  # nothing but annotations stood there, and `split` adds them
        self._comment.append(shaped)
        following = self._lines.following()
        if "-->" not in shaped.text and following and following.shape is Shape.COMMENT:
            return
        whole = "\n".join(part.line.text for part in self._comment)
        inner = re.sub(r"^\s*<!--|-->\s*$", "", whole)
        if is_known_comment(inner):
            self._annotate([annotation_of(inner, self._comment[0].line.number)])
        self._comment = []

    # Whether a line belongs to the open card

    def _continues(self, shaped: ShapedLine) -> bool:
        return self._card is not None and belongs_to(
            self._card,
            shaped,
            self._grammar,
            after_blank=self._blanks > 0,
            key_follows=self._lines.key_follows,
        )

    def _append(self, shaped: ShapedLine, text: str) -> None:
        card = self._card
        if card is None:
            return
        current = card.fields[-1]
        if self._grammar.has_keys and shaped.shape is Shape.TEXT:
            mistake = mistaken_key(text, current.name)
            if mistake is not None:
                self._report(shaped, mistake.message, mistake.name)
        is_option = current.name.startswith("[")
        if current.name not in TEXTS | LISTS and not is_option:
            message = f"`{current.name}:` takes one line; this line was left out."
            if not ALMOST_KEY.match(text):
                self._report(shaped, message, current.name)
        else:
            current.lines += [""] * self._blanks + [text]
        card.last_line = shaped.line.number

    def _report(self, shaped: ShapedLine, message: str, name: str) -> None:
        self.problems.append(Problem(line=shaped.line.number, message=message, field=name))

    # Paragraphs, tags, annotations

    def _end_paragraph(self) -> None:
        paragraph, notes = self._paragraph, self._paragraph_notes
        self._paragraph, self._paragraph_notes = [], []
        if not paragraph:
            return
        text = "\n".join(line.value for line in paragraph)
        if not ("{{c" in text or (self._grammar.cloze_paragraphs and _may_hold_gap(text))):
            return
        first = paragraph[0]
        sentence = RawField(
            name="C", line=first.line.number, lines=[line.value for line in paragraph]
        )
        deck_tag, tags = self._tags.take()
        card = RawCard(
            opener="cloze",
            first_line=first.line.number,
            last_line=paragraph[-1].line.number,
            fields=[sentence],
            headings=tuple(text for _, text in self._headings),
            tags=tags,
            deck_tag=deck_tag,
            annotations=notes,
        )
        self.cards.append(card)
        self._latest = card

    def _annotate(self, annotations: list[Annotation]) -> None:
        if self._paragraph:
            self._paragraph_notes += annotations
            return
        card = self._card or self._latest
        if card is not None:
            card.annotations += annotations
            card.last_line = max(card.last_line, annotations[-1].line)


def _may_hold_gap(text: str) -> bool:
    return "==" in text or "{" in text
