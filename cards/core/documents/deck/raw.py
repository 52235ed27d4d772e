"""A card as its lines stand in the file: which key, which text, which line; nothing interpreted yet."""

import re
from dataclasses import dataclass, field

from cards.core.documents.annotations import Annotation
from cards.core.documents.scanning import closed

_BULLET = re.compile(r"^[-*+][ \t]+")
_NUMBER = re.compile(r"^\d{1,3}[.)][ \t]+")


@dataclass(slots=True, kw_only=True)
class RawField:
    """One key of a card with the lines below it. Options and `=` answers are fields as well."""

    name: str
    line: int
    lines: list[str] = field(default_factory=list)

    def text(self) -> str:
        """The value as Markdown; lines indented by two spaces throughout lose those two.

        A fence left open ends with it, as Markdown has it.
        """
        if not self.lines:
            return ""
        first, rest = self.lines[0].strip(), [line.rstrip() for line in self.lines[1:]]
        filled = [line for line in rest if line]
        if filled and all(line.startswith(("  ", "\t")) for line in filled):
            rest = [line[1:] if line.startswith("\t") else line[2:] for line in rest]
        return closed("\n".join([first, *rest]).strip())

    def one_line(self) -> str:
        """The value with its line ends folded away."""
        return " ".join(" ".join(self.lines).split())

    def items(self) -> list[tuple[int, str]]:
        """The members of a list with their lines: bullets, or what stands on the key's own line."""
        members: list[tuple[int, list[str]]] = []
        for offset, line in enumerate(self.lines):
            stripped = line.strip()
            mark = _BULLET.match(line) or _NUMBER.match(line)
            if mark:
                members.append((self.line + offset, [line[mark.end() :].strip()]))
            elif stripped and (not members or (offset == 1 and not self.lines[0].strip())):
                members.append((self.line + offset, [stripped]))
            elif members:
                members[-1][1].append(line.rstrip())
        return [(number, _joined(lines)) for number, lines in members]


def _joined(lines: list[str]) -> str:
    rest = lines[1:]
    filled = [line for line in rest if line]
    if filled and all(line.startswith("  ") for line in filled):
        rest = [line[2:] for line in rest]
    return closed("\n".join([lines[0], *rest]).strip())


@dataclass(slots=True, kw_only=True)
class RawCard:
    """The lines of one card. `opener` is its starter (`Q`, `C`, `Interview`, `Recall`), the
    separator of a term (`::`, `:::`), of two sides (`?`, `??`), or `cloze` for a paragraph."""

    opener: str
    first_line: int
    last_line: int
    fields: list[RawField]
    headings: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    deck_tag: str = ""
    annotations: list[Annotation] = field(default_factory=list)

    def get(self, *names: str) -> RawField | None:
        """The first field of one of these names."""
        return next((found for found in self.fields if found.name in names), None)

    def every(self, *names: str) -> list[RawField]:
        """All fields of these names, in the order of the file."""
        return [found for found in self.fields if found.name in names]
