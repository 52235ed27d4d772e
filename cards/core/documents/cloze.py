"""Sentences with gaps: the notation `{{c1::gap::hint}}` every cloze draft stores, and the notations it is read from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from cards.core.documents.scanning import MASKED, mask

LARGEST_ORDINAL = 499
"""As in Anki, whose files these may become."""
MOST_GAPS = 200
LONGEST_GAP = 2_000
DEEPEST_GAP = 4

_NUMBERED = re.compile(r"\{\{c(\d{1,3}(?:,\d{1,3})*)::")
_DOUBLE = re.compile(r"\{\{(?:(\d{1,3})::)?(?!\{)")
_SINGLE = re.compile(r"(?<!\{)\{(\d{1,3}):(?!:)")
_HIGHLIGHT = re.compile(r"(?<!=)==(?![\s=])((?:[^=]|=(?!=))+)(?<!\s)==(?!=)")
_HINT = re.compile(r"\^\[([^\]]*)\]")
_SIBLING = re.compile(r"\[\^(\d{1,3})\]")
_ENTITIES = {"&#58;": ":", "&#123;": "{", "&#125;": "}"}
_ENTITY = re.compile("|".join(_ENTITIES))


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Which notations open a gap in a format. Anki's `{{c1::…}}` counts everywhere."""

    highlights: bool = False  # ==gap==, ==gap==^[hint], ==gap==^[hint][^1]
    braces: bool = False  # {{gap}}, {{1::gap}}, {{1::gap::hint}}
    numbered_braces: bool = False  # {1:gap}
    brackets: bool = False  # [gap], and \[ is an ordinary bracket


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One gap: where it stands in the prompt, what belongs there, and the cards it is asked on."""

    start: int
    end: int  # exclusive
    text: str
    hint: str = ""
    ordinals: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClozeText:
    """A sentence in the stored notation with its gaps, and marks left unclosed."""

    prompt: str
    gaps: tuple[Gap, ...]
    unclosed: bool = False

    def ordinals(self) -> tuple[int, ...]:
        """The card numbers of this sentence in rising order."""
        return tuple(sorted({ordinal for gap in self.gaps for ordinal in gap.ordinals}))

    def answer(self, ordinal: int) -> str:
        """What belongs into the gap or gaps of one card."""
        return "; ".join(gap.text for gap in self.gaps if ordinal in gap.ordinals)


def find_gaps(prompt: str) -> tuple[Gap, ...]:
    """The gaps of a stored prompt in reading order; a nested gap follows the one around it."""
    return tuple(_numbered_gaps(prompt))


def read_cloze(text: str, marks: Marks) -> ClozeText:
    """Find the gaps of a sentence and write it in the stored notation."""
    masked = mask(text, escaped_brackets=marks.brackets)
    anki = list(_numbered_gaps(text, masked))
    unclosed = len(anki) < sum(1 for _ in _NUMBERED.finditer(mask(text, code_only=True)))
    taken = [(gap.start, gap.end) for gap in anki]
    found = sorted(
        (
            gap
            for gap in _other_gaps(text, masked, marks)
            if not any(start < gap.end and gap.start < end for start, end in taken)
        ),
        key=lambda gap: (gap.start, -gap.end),
    )
    used = {ordinal for gap in anki for ordinal in gap.ordinals}
    used |= {ordinal for gap in found for ordinal in gap.ordinals}
    pieces: list[str] = []
    position, following = 0, 1
    for gap in found:
        if gap.start < position:
            continue
        ordinal = gap.ordinals[0] if gap.ordinals else following
        while not gap.ordinals and ordinal in used:
            ordinal += 1
        used.add(ordinal)
        following = ordinal if gap.ordinals else ordinal + 1
        pieces += [text[position : gap.start], write_gap(ordinal, gap.text, gap.hint)]
        position = gap.end
    pieces.append(text[position:])
    prompt = "".join(pieces)
    if marks.brackets:
        prompt = _plain_brackets(prompt)
    return ClozeText(prompt=prompt, gaps=find_gaps(prompt), unclosed=unclosed)


def write_gap(ordinal: int, text: str, hint: str = "") -> str:
    """One gap in the stored notation; `::` and braces that would be misread become entities."""
    written = f"{{{{c{ordinal}::{text}{'::' + hint if hint else ''}}}}}"
    read = find_gaps(written)
    if len(read) == 1 and (read[0].text, read[0].hint, read[0].end) == (text, hint, len(written)):
        return written
    escaped = f"{_escape(text)}{'::' + _escape(hint) if hint else ''}"
    return f"{{{{c{ordinal}::{escaped}}}}}"


def _escape(text: str) -> str:
    shown = mask(text)
    return "".join(
        sign if cover == MASKED else {":": "&#58;", "{": "&#123;", "}": "&#125;"}.get(sign, sign)
        for sign, cover in zip(text, shown, strict=True)
    )


def _unescape(text: str) -> str:
    return _ENTITY.sub(lambda match: _ENTITIES[match[0]], text)


def _numbered_gaps(text: str, masked: str | None = None, depth: int = 0) -> Iterator[Gap]:
    masked = mask(text) if masked is None else masked
    code_masked = mask(text, code_only=True)
    for match in islice(_NUMBERED.finditer(code_masked), MOST_GAPS):
        ordinals = tuple(int(number) for number in match[1].split(","))
        if not all(1 <= ordinal <= LARGEST_ORDINAL for ordinal in ordinals):
            continue
        # Outside a formula its braces are hidden by the mask; inside one they are counted.
        layers = [masked, code_masked] if masked[match.start()] != MASKED else [code_masked]
        for layer in layers:
            span = _content(layer, match.end(), 2)
            if span is not None:
                end, hint_at = span
                gap_text, hint = _divide(text, match.end(), end - 2, hint_at, depth)
                yield Gap(start=match.start(), end=end, text=gap_text, hint=hint, ordinals=ordinals)
                break


def _other_gaps(text: str, masked: str, marks: Marks) -> Iterator[Gap]:
    if marks.highlights:
        yield from _highlights(text, masked)
    if marks.braces:
        yield from _braced(text, masked, _DOUBLE, 2)
    if marks.numbered_braces:
        yield from _braced(text, masked, _SINGLE, 1)
    if marks.brackets:
        yield from _bracketed(text, masked)


def _highlights(text: str, masked: str) -> Iterator[Gap]:
    for match in _HIGHLIGHT.finditer(masked):
        end, hint = match.end(), ""
        ordinals: tuple[int, ...] = ()
        if following := _HINT.match(masked, end):
            hint, end = text[following.start(1) : following.end(1)].strip(), following.end()
        if sibling := _SIBLING.match(masked, end):
            number = int(sibling[1])
            ordinals = (number,) if 1 <= number <= LARGEST_ORDINAL else ()
            end = sibling.end()
        yield Gap(
            start=match.start(),
            end=end,
            text=text[match.start(1) : match.end(1)],
            hint=hint,
            ordinals=ordinals,
        )


def _braced(text: str, masked: str, opening: re.Pattern[str], braces: int) -> Iterator[Gap]:
    position = 0
    for _ in range(MOST_GAPS):
        match = opening.search(masked, position)
        if match is None:
            return
        position = match.end()
        span = _content(masked, match.end(), braces)
        if span is None:
            continue
        end, hint_at = span
        gap_text, hint = _divide(text, match.end(), end - braces, hint_at)
        if gap_text:
            ordinals = (int(match[1]),) if match[1] and int(match[1]) >= 1 else ()
            yield Gap(start=match.start(), end=end, text=gap_text, hint=hint, ordinals=ordinals)
            position = end


def _content(layer: str, start: int, braces: int) -> tuple[int, int | None] | None:
    """Where the gap that opened before `start` ends, and where its hint begins.

    Counts braces: `{{c1::\\frac{a}{b}}}` ends with the last two (Anki itself stops too early).
    """
    depth, hint_at, position = 0, None, start
    limit = min(len(layer), start + LONGEST_GAP)
    while position < limit:
        sign = layer[position]
        if sign == "{":
            depth += 1
        elif sign == "}":
            if depth == 0 and layer.startswith("}" * braces, position):
                return position + braces, hint_at
            depth = max(0, depth - 1)
        elif sign == ":" and depth == 0 and hint_at is None and layer.startswith("::", position):
            hint_at = position
            position += 1
        position += 1
    return None


def _divide(
    text: str, start: int, end: int, hint_at: int | None, depth: int = 0
) -> tuple[str, str]:
    inner, hint = text[start:end], ""
    if hint_at is not None and hint_at > start:
        inner, hint = text[start:hint_at], text[hint_at + 2 : end]
    return _unescape(_without_nested(inner, depth)).strip(), _unescape(hint).strip()


def _without_nested(text: str, depth: int) -> str:
    if "{{c" not in text or depth >= DEEPEST_GAP:
        return text
    pieces, position = [], 0
    for gap in _numbered_gaps(text, depth=depth + 1):
        if gap.start >= position:
            pieces += [text[position : gap.start], gap.text]
            position = gap.end
    return "".join(pieces) + text[position:]


def _bracketed(text: str, masked: str) -> Iterator[Gap]:
    openings: list[int] = []
    for match in re.finditer(r"[\[\]]", masked):
        position = match.start()
        if match[0] == "[":
            openings.append(position)
            continue
        if not openings:
            continue
        start = openings.pop()
        if not openings and _is_bracket_gap(masked, start, position):
            inner = text[start + 1 : position]
            yield Gap(start=start, end=position + 1, text=_plain_brackets(inner).strip())


def _is_bracket_gap(masked: str, start: int, end: int) -> bool:
    """A link, picture, footnote or task box is no gap (hashcards deletes link texts)."""
    inner = masked[start + 1 : end]
    follows = masked[end + 1 : end + 2]
    before = masked[start - 1 : start] if start else ""
    return bool(inner.strip()) and not (
        follows in {"(", "["} or before in {"!", "]"} or inner[0] in "^["
    )


def _plain_brackets(text: str) -> str:
    return text.replace(r"\[", "[").replace(r"\]", "]")
