"""What a line of a deck can be, which formats know which marks, and the keys of a card."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from cards.core.documents.annotations import strip_annotations
from cards.core.documents.cloze import Marks
from cards.core.documents.scanning import MASKED, Line, LineRole, mask

TEXT_KEYS = ("A", "Answer", "Explain")
CODE_KEYS = ("Starter", "Tests", "Hidden tests")
LIST_KEYS = ("Must", "Extra", "Follow-ups", "Interviewer hints")
LINE_KEYS = (
    "Section",
    "Source",
    "Lines",
    "Deck",
    "Tags",
    "See",
    "Id",
    "Kind",
    "Difficulty",
    "Minutes",
    "Derive",
    "Variables",
    "Parameters",
    "Constraints",
    "Tolerance",
    "Form",
    "Accept",
    "Reject",
    "Typos",
    "Wrong",
    "Hints",
    "Choose",
    "Constant",
    "Options",
)
KEYS = TEXT_KEYS + CODE_KEYS + LIST_KEYS + LINE_KEYS
HIDDEN_KEYS = {
    "points": "Must",
    "must": "Must",
    "extra": "Extra",
    "followups": "Follow-ups",
    "follow-ups": "Follow-ups",
    "interviewer-hints": "Interviewer hints",
    "topic": "Tags",
    "difficulty": "Difficulty",
    "source": "Source",
    "section": "Section",
    "wrong": "Wrong",
}
"""The same keys in foreign formats: lower case, as in the YAML that people put there."""
STARTERS = ("Q", "C", "Interview", "Recall")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """How one Markdown flashcard format differs from the next. The defaults are our own format."""

    name: str = "deck"
    marks: Marks = field(default_factory=lambda: Marks(highlights=True))
    has_keys: bool = True  # Explain:, Section:, = answers, options; foreign formats know Q A C only
    spaced_separator: bool = True  # ` :: ` and never `a::b`
    one_line_terms: bool = False  # the meaning ends with the line, as in obsidian-sr
    side_lines: bool = False  # a line `?` or `??` between two sides
    cloze_paragraphs: bool = False  # every paragraph with a gap is a card
    texts_run_on: bool = False  # a text ends only at the next card, heading or rule
    tags_are_decks: bool = False  # #flashcards/a/b
    reports_prose: bool = False  # text outside cards is worth a notice


class Shape(StrEnum):
    """What a line looks like, before the lines around it decide what it means."""

    BLANK = "blank"
    TEXT = "text"
    PROTECTED = "protected"  # code or a display formula
    COMMENT = "comment"
    HEADING = "heading"
    RULE = "rule"
    STARTER = "starter"
    KEY = "key"
    ANSWER = "answer"  # = …
    OPTION = "option"  # - [x] …
    TERM = "term"  # … :: …
    SIDES = "sides"  # ? or ??


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapedLine:
    """A line, its shape, and the parts its shape consists of."""

    line: Line
    shape: Shape
    name: str = ""  # of a key or starter; the separator of a term; "x" or "" of an option
    value: str = ""  # what follows; the term's first side
    second: str = ""  # the term's second side
    text: str = ""  # the whole line without its annotations


_HEADING = re.compile(r"^(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_RULE = re.compile(r"^ {0,3}(?:-[ \t]*){3,}$|^ {0,3}(?:\*[ \t]*){3,}$|^ {0,3}(?:_[ \t]*){3,}$")
_STARTER = re.compile(r"^(Q|C|Interview|Recall):(?:[ \t]+(.*)|)$")
_KEY = re.compile(rf"^({'|'.join(KEYS)}):(?:[ \t]+(.*)|)$")
_FOREIGN_STARTER = re.compile(r"^(Q|C):(?:[ \t]*(.*))$")
_FOREIGN_KEY = re.compile(r"^(A):(?:[ \t]*(.*))$")
_HIDDEN_KEY = re.compile(
    r"^(points|must|extra|followups|interviewer-hints|topic|difficulty|source|wrong):[ \t]*(.*)$"
)
_ANSWER = re.compile(r"^=[ \t]+(\S.*)$")
_OPTION = re.compile(r"^[-*+][ \t]+\[([ xX])\][ \t]+(\S.*)$")
_BULLET = re.compile(r"^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+")
_SPACED = re.compile(r"(?<!\S)(:::?)(?!\S)")
_TIGHT = re.compile(r"(?<!:):::?(?!:)")
_BRACES = re.compile(r"\{\{[^{}]*\}\}")
_ADDRESS = re.compile(r"^(?=[^\d]*\d)[0-9a-fA-F:]+$")
_NAMESPACES = frozenset({"std", "torch", "boost", "absl", "c10", "Eigen", "cv", "tf", "tensorflow"})
_PROGRAM_NAME = re.compile(r"[A-Za-z_]\w*(?:<[\w, ]*>)?$")


def shape_of(line: Line, text: str, grammar: Grammar) -> ShapedLine:
    """Look at one line alone. `text` is the line without the annotations at its end."""
    if line.role in {LineRole.FENCE, LineRole.FORMULA}:
        return ShapedLine(line=line, text=text, shape=Shape.PROTECTED)
    if line.role is LineRole.COMMENT:
        return ShapedLine(line=line, text=text, shape=Shape.COMMENT)
    if not text.strip():
        blank = not line.text.strip()
        return ShapedLine(line=line, text=text, shape=Shape.BLANK if blank else Shape.COMMENT)
    if match := _HEADING.match(text):
        return ShapedLine(
            line=line, text=text, shape=Shape.HEADING, name=match[1], value=match[2].strip()
        )
    if _RULE.match(text) or (grammar.side_lines and text.strip() == "+++"):
        return ShapedLine(line=line, text=text, shape=Shape.RULE)
    return (
        _keyed(line, text, grammar)
        or _term(line, text, grammar)
        or ShapedLine(line=line, text=text, shape=Shape.TEXT, value=text)
    )


def _keyed(line: Line, text: str, grammar: Grammar) -> ShapedLine | None:
    if match := (_STARTER if grammar.has_keys else _FOREIGN_STARTER).match(text):
        return ShapedLine(
            line=line, text=text, shape=Shape.STARTER, name=match[1], value=match[2] or ""
        )
    if match := (_KEY if grammar.has_keys else _FOREIGN_KEY).match(text):
        return ShapedLine(
            line=line, text=text, shape=Shape.KEY, name=match[1], value=match[2] or ""
        )
    if grammar.side_lines and text.strip() in {"?", "??"}:
        return ShapedLine(line=line, text=text, shape=Shape.SIDES, name=text.strip())
    if not grammar.has_keys:
        match = _HIDDEN_KEY.match(text)
        if match is None:
            return None
        name = HIDDEN_KEYS[match[1]]
        return ShapedLine(line=line, text=text, shape=Shape.KEY, name=name, value=match[2])
    if match := _ANSWER.match(text):
        return ShapedLine(line=line, text=text, shape=Shape.ANSWER, value=match[1].strip())
    if match := _OPTION.match(text):
        mark = "x" if match[1] in "xX" else ""
        return ShapedLine(
            line=line, text=text, shape=Shape.OPTION, name=mark, value=match[2].strip()
        )
    return None


def _term(line: Line, text: str, grammar: Grammar) -> ShapedLine | None:
    if "::" not in text or text.lstrip().startswith(("|", ">")):
        return None
    if text[0] in " \t" and not _BULLET.match(text):
        return None
    masked = _BRACES.sub(lambda gap: MASKED * len(gap[0]), mask(text))
    found = _separator(masked, grammar)
    if found is None:
        return None
    bullet = _BULLET.match(text)
    start = bullet.end() if bullet else 0
    if start > found.start():
        return None
    return ShapedLine(
        line=line,
        text=text,
        shape=Shape.TERM,
        name=found[0],
        # An annotation in the middle of a line would be taken for the whole line's when written.
        value=strip_annotations(text[start : found.start()].strip(), line.number)[0].strip(),
        second=text[found.end() :].strip(),
    )


def _separator(masked: str, grammar: Grammar) -> re.Match[str] | None:
    spaced = _SPACED.search(masked)
    if grammar.spaced_separator or spaced is not None:
        return spaced
    # obsidian-sr splits at the first `::` of all; `std::vector`, `12::30` and `fe80::1` are no cards.
    for match in _TIGHT.finditer(masked):
        before = masked[: match.start()].rsplit(maxsplit=1)[-1:] or [""]
        after = masked[match.end() :].split(maxsplit=1)[:1] or [""]
        if not _is_one_name(before[0], after[0]):
            return match
    return None


def _is_one_name(before: str, after: str) -> bool:
    """Whether `before::after` is a time, an address or a name in a program."""
    if _ADDRESS.match(before) and re.match(r"[0-9a-fA-F]+(?![A-Za-z])", after):
        return True
    if not _PROGRAM_NAME.search(before):
        return False
    # `capital of France::Paris` is a card; `call std::move(x)` is not.
    return before in _NAMESPACES or bool(re.match(r"[A-Za-z_~]\w*(?:[(<;]|::)", after))
