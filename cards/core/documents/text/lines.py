"""The numbered lines every text reader starts from, with the limits that keep reading safe."""

import re
from dataclasses import dataclass

from cards.core.documents.drafts import Problem

MAX_CHARACTERS = 4_000_000
MAX_LINES = 100_000
MAX_LINE_CHARACTERS = 8_000
TAB_WIDTH = 4

# Line ends as editors write them. str.splitlines() also splits at form feeds and U+2028, which
# would shift every line number after them against what the author's editor shows.
_LINE_END = re.compile(r"\r\n|\n|\r")
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200c\u200e\u200f\u2060\ufeff]")
_ODD_SPACE = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the file: its number as the author sees it, and its text without the line end."""

    number: int
    text: str

    @property
    def stripped(self) -> str:
        return self.text.strip()

    @property
    def indent(self) -> int:
        return len(self.text) - len(self.text.lstrip())

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedText:
    """The lines of a text that can be read, and what was left out on the way."""

    lines: tuple[Line, ...]
    problems: tuple[Problem, ...] = ()


def number_lines(text: str) -> NumberedText:
    """Split a text into lines, dropping invisible characters and what is over the limits."""
    problems: list[Problem] = []
    if len(text) > MAX_CHARACTERS:
        text = text[:MAX_CHARACTERS]
        problems.append(
            Problem(
                line=text.count("\n") + 1,
                message=f"The text is longer than {MAX_CHARACTERS:,} characters; the rest was not "
                "read. Split the file into smaller ones.",
            )
        )
    raw = _LINE_END.split(text)
    if len(raw) > MAX_LINES:
        problems.append(
            Problem(
                line=MAX_LINES,
                message=f"The text has more than {MAX_LINES:,} lines; the rest was not read. "
                "Split the file into smaller ones.",
            )
        )
        raw = raw[:MAX_LINES]
    lines = [Line(number=number, text=content) for number, content in enumerate(raw, start=1)]
    short, refused = refuse_endless(lines)
    return NumberedText(
        lines=tuple(Line(number=line.number, text=tidy(line.text)) for line in short),
        problems=(*problems, *refused),
    )


def refuse_endless(lines: list[Line]) -> tuple[list[Line], list[Problem]]:
    """The lines with those over the limit emptied, and a problem for each of them."""
    problems = [
        Problem(
            line=line.number,
            message=f"This line is longer than {MAX_LINE_CHARACTERS:,} characters and was "
            "left out. Break it into paragraphs.",
        )
        for line in lines
        if len(line.text) > MAX_LINE_CHARACTERS
    ]
    if problems:
        lines = [
            line if len(line.text) <= MAX_LINE_CHARACTERS else Line(number=line.number, text="")
            for line in lines
        ]
    return lines, problems


def tidy(content: str) -> str:
    """Drop invisible characters, make odd spaces plain and tabs four columns wide."""
    content = _ODD_SPACE.sub(" ", _INVISIBLE.sub("", content))
    return content.expandtabs(TAB_WIDTH).rstrip()
