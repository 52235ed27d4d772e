"""The shaped lines of a deck one after another, with no more of them held than a card looks ahead."""

from collections import deque
from collections.abc import Iterator

from cards.core.documents.annotations import Annotation, strip_annotations
from cards.core.documents.deck.grammar import Grammar, Shape, ShapedLine, shape_of
from cards.core.documents.scanning import Line, LineRole

_BEGINNINGS = frozenset({Shape.HEADING, Shape.RULE, Shape.STARTER, Shape.TERM, Shape.SIDES})
_KEYS = frozenset({Shape.KEY, Shape.ANSWER, Shape.OPTION})

Shaped = tuple[ShapedLine, list[Annotation]]


class ShapedLines:
    """Iterates over the lines; those looked at ahead of their turn wait in a queue."""

    def __init__(self, lines: Iterator[Line], grammar: Grammar) -> None:
        self._lines = lines
        self._grammar = grammar
        self._ahead: deque[Shaped] = deque()
        self._sure = 0  # so many of the waiting lines are known to be neither key nor beginning

    def __iter__(self) -> "ShapedLines":
        return self

    def __next__(self) -> Shaped:
        if not self._ahead and not self._read():
            raise StopIteration
        self._sure = max(0, self._sure - 1)
        return self._ahead.popleft()

    def following(self) -> ShapedLine | None:
        """The next line, left in its place."""
        return self._ahead[0][0] if self._ahead or self._read() else None

    def key_follows(self) -> bool:
        """Whether a key comes before the next card, heading or rule."""
        while self._sure < len(self._ahead) or self._read():
            shape = self._ahead[self._sure][0].shape
            if shape in _KEYS or shape in _BEGINNINGS:
                return shape in _KEYS
            self._sure += 1
        return False

    def has_heading_left(self) -> bool:
        """Whether a heading of the first level is among the lines that were not asked for. Ends them."""
        waiting = (shaped for shaped, _ in self._ahead)
        if any(map(is_top_heading, waiting)):
            return True
        return any(
            is_top_heading(self._shaped(line)[0])
            for line in self._lines
            if line.text.startswith("#")
        )

    def _read(self) -> bool:
        line = next(self._lines, None)
        if line is None:
            return False
        self._ahead.append(self._shaped(line))
        return True

    def _shaped(self, line: Line) -> Shaped:
        stripped = line.text
        annotations: list[Annotation] = []
        if line.role is LineRole.PLAIN:
            stripped, annotations = strip_annotations(line.text, line.number)
        return shape_of(line, stripped, self._grammar), annotations


def is_top_heading(shaped: ShapedLine) -> bool:
    return shaped.shape is Shape.HEADING and shaped.name == "#"
