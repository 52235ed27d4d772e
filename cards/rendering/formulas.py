"""Where the maths is in a Markdown text: `$…$`, `$$…$$`, `\\(…\\)`, `\\[…\\]`, `\\begin{align}…`.

Formulas leave the text before Markdown reads it, so `_`, `*`, `|` and `\\\\` in them stay theirs.
"""

import re
from dataclasses import dataclass

from cards.rendering.latex import environment_names
from cards.rendering.mathml import LATEX_LIMIT
from cards.rendering.placeholders import formula_character

_STOPS = re.compile(
    r"(?m:^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?P<fence>`{3,}[^`\n]*|~{3,}[^\n]*)$)"
    r"|(?P<ticks>`+)|\\begin\{(?P<environment>[A-Za-z]+\*?)\}|\\[\s\S]|\$\$|\$"
)
_BLANK_LINE = re.compile(r"\n[ \t>]*\n")
_INLINE_STOPS = re.compile(r"\\[\s\S]|[{}$]")
_QUOTE_PREFIX = re.compile(r"(?m)^[ \t]*(?:>[ \t]?)+")
# `$5 for the first month and $6` is money: a number, then a word.
_MONEY = re.compile(
    r"\d[\d.,]*(?:[ \t]?[kKmMbB]\b|[ \t]*(?:million|billion)\b)?[ \t]+[A-Za-z]{2,}\b"
)
# Those within `\text{…}`; a bound keeps a text of nothing but dollars from taking long.
_DOLLARS_IN_A_FORMULA = 12
_ENVIRONMENTS = environment_names()


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    source: str  # as written, dollars included: what stands in code and in links
    latex: str
    is_display: bool


class _Scan:
    """One walk over a text. Remembers which closers are known to be missing: linear time."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.formulas: list[Formula] = []
        self.parts: list[str] = []
        self.position = 0
        self.missing: dict[str, int] = {}  # closer: none of it before this position
        self.paragraph_stop = -1

    def run(self) -> None:
        search_from = 0
        while match := _STOPS.search(self.text, search_from):
            search_from = self._step(match)
        self.parts.append(self.text[self.position :])

    def _step(self, match: re.Match[str]) -> int:
        """Takes what starts here; returns where to go on."""
        found = match[0]
        if match["fence"]:
            return self._fence_end(match)
        if ticks := match["ticks"]:
            end = self._closer(ticks, match.end(), re.compile(rf"(?<!`){ticks}(?!`)"))
            return end + len(ticks) if end is not None else match.end()
        if environment := match["environment"]:
            closer = rf"\end{{{environment}}}"
            if environment in _ENVIRONMENTS:
                end = self._closer(closer, match.end())
                if end is not None:
                    end += len(closer)
                    return self._take(match.start(), end, match.start(), end, True)
            return match.end()
        if found in {"$$", r"\[", r"\("}:
            closer = {"$$": "$$", r"\[": r"\]", r"\(": r"\)"}[found]
            end = self._closer(closer, match.end())
            if end is None or not self.text[match.end() : end].strip():
                return match.end()
            return self._take(match.start(), end + len(closer), match.end(), end, found != r"\(")
        if found == "$":
            end = self._dollar(match.end())
            if end is not None:
                return self._take(match.start(), end + 1, match.end(), end, False)
        return match.end()

    def _take(self, start: int, end: int, inner_start: int, inner_end: int, display: bool) -> int:
        character = formula_character(len(self.formulas))
        if character is None:
            return end
        latex = self.text[inner_start:inner_end]
        if "\n" in latex:
            latex = _QUOTE_PREFIX.sub("", latex)
        self.formulas.append(
            Formula(source=self.text[start:end], latex=latex.strip(), is_display=display)
        )
        self.parts.append(self.text[self.position : start])
        self.parts.append(character)
        self.position = end
        return end

    def _fence_end(self, opening: re.Match[str]) -> int:
        mark = opening["fence"][0]
        length = len(opening["fence"]) - len(opening["fence"].lstrip(mark))
        key = mark * length + "\n"
        if self.missing.get(key, -1) > opening.end():
            return len(self.text)
        closing = re.compile(rf"(?m)^[ \t>]*{mark}{{{length},}}[ \t]*$").search(
            self.text, opening.end()
        )
        return closing.end() if closing else len(self.text)

    def _paragraph_end(self, start: int) -> int:
        if start >= self.paragraph_stop:
            blank = _BLANK_LINE.search(self.text, start)
            self.paragraph_stop = blank.start() if blank else len(self.text)
        return self.paragraph_stop

    def _closer(
        self, closer: str, start: int, pattern: re.Pattern[str] | None = None
    ) -> int | None:
        """Where the closer stands, in the same paragraph and not too far."""
        if start < self.missing.get(closer, -1):
            return None
        stop = self._paragraph_end(start)
        if pattern is not None:
            match = pattern.search(self.text, start, stop)
            found = match.start() if match else -1
        else:
            found = self.text.find(closer, start, stop)
        if found < 0:
            self.missing[closer] = stop
            return None
        return found

    def _dollar(self, start: int) -> int | None:
        """Where the `$` stands that closes the one before `start`; None where that one is money.

        A closer follows no space and comes before no digit. One outside all braces is preferred:
        `$\\text{if $x$}$` is one formula.
        """
        text = self.text
        if start >= len(text) or text[start].isspace() or start < self.missing.get("$", -1):
            return None
        if _MONEY.match(text, start):
            return None
        stop = min(self._paragraph_end(start), start + LATEX_LIMIT)
        depth = dollars = 0
        fallback: int | None = None
        for match in _INLINE_STOPS.finditer(text, start, stop):
            found, at = match[0], match.start()
            if found == "{":
                depth += 1
            elif found == "}":
                depth -= 1
            elif found == "$" and at > start and not text[at - 1].isspace():
                dollars += 1
                if dollars > _DOLLARS_IN_A_FORMULA:
                    break
                if text[at + 1 : at + 2].isdigit():
                    continue
                if depth <= 0:
                    return at
                fallback = fallback or at
        if fallback is None and dollars <= _DOLLARS_IN_A_FORMULA:
            self.missing["$"] = stop
        return fallback


def take_formulas(text: str) -> tuple[str, list[Formula]]:
    """The text with one private character for each formula, and the formulas in that order."""
    if "$" not in text and "\\" not in text:
        return text, []
    scan = _Scan(text)
    scan.run()
    return "".join(scan.parts), scan.formulas
