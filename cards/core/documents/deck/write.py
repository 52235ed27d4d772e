"""Writes one card, with its siblings, in our deck format; each attempt is read back before it is believed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cards.core.coding import written_task
from cards.core.documents.cloze import find_gaps
from cards.core.documents.deck.reader import read_deck
from cards.core.documents.deck.write_answer import answer_lines, shared_lines
from cards.core.documents.drafts import CardDraft, ForeignSchedule
from cards.core.documents.fingerprints import as_written
from cards.core.documents.scanning import left_open
from cards.core.kinds import CardKind

_BLOCK_ID = re.compile(r"^[A-Za-z0-9-]{1,64}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the file already says before a card comes, and whether ids are wanted."""

    deck_path: str = ""
    source_document: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()
    with_ids: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Style:
    """One way to write a card: the nicest first, the safest last."""

    short: bool  # `a :: b`, `==gap==`, readable options
    indented: bool  # every further line of a text indented: no line can be taken for a key


_STYLES = (
    _Style(short=True, indented=False),
    _Style(short=True, indented=True),
    _Style(short=False, indented=False),
    _Style(short=False, indented=True),
)


def write_card(siblings: Sequence[CardDraft], around: Surroundings) -> str:
    """The text of one card. `siblings` are its drafts: the gaps of a sentence, a term both ways."""
    text = ""
    for style in _STYLES:
        text = "\n".join(_lines(siblings, around, style))
        if _reads_back(text, siblings, around):
            return text
    if len(siblings) > 1 and siblings[0].kind is CardKind.TERM:
        return "\n\n".join(write_card([sibling], around) for sibling in siblings)
    return text


def essence(draft: CardDraft, *, with_ids: bool) -> CardDraft:
    """What a written card has to keep: everything but its place and how it was found."""
    return replace(
        draft,
        answer_spec=as_written(draft.answer_spec),
        lines=(1, 1),
        note_key="",
        pattern="",
        confidence=1.0,
        explicit_id=draft.explicit_id if with_ids else "",
    )


def is_both_ways(first: CardDraft, second: CardDraft) -> bool:
    """Whether two drafts are a term and its reverse."""
    return (
        first.kind is second.kind is CardKind.TERM
        and first.note_key == second.note_key
        and (first.prompt, first.answer) == (second.answer, second.prompt)
    )


def _reads_back(text: str, siblings: Sequence[CardDraft], around: Surroundings) -> bool:
    if left_open(text) is not None:
        return False
    # The surroundings are compared by making them this card's own: only what it says differs.
    read = read_deck("", text)
    if len(read.drafts) != len(siblings) or any(not p.is_notice for p in read.problems):
        return False
    unsaid = {
        "deck_path": around.deck_path,
        "source_document": around.source_document,
        "source_section": around.section,
        "tags": around.tags,
    }
    for found, wanted in zip(read.drafts, siblings, strict=True):
        expected = essence(wanted, with_ids=around.with_ids)
        said = essence(found, with_ids=around.with_ids)
        for name, value in unsaid.items():
            if getattr(wanted, name) == value:
                said = replace(said, **{name: value})  # type: ignore[arg-type]
        if around.tags and wanted.tags != around.tags:
            said = replace(said, tags=wanted.tags)
        if said != expected:
            return False
    return True


def _lines(siblings: Sequence[CardDraft], around: Surroundings, style: _Style) -> Iterator[str]:
    card = siblings[0]
    if card.kind is CardKind.INTERVIEW:
        yield from _interview(card, style)
    elif card.kind is CardKind.LIST:
        yield _text("Recall", card.prompt, style)
        yield from _items([point.text for point in card.points])
        if card.answer:
            yield _text("A", card.answer, style)
    elif card.kind is CardKind.CLOZE:
        yield _text("C", _sentence(card.prompt) if style.short else card.prompt, style)
    elif card.answer_spec is not None:
        yield from _checked(card, style)
    elif card.kind is CardKind.TERM and style.short:
        separator = ":::" if len(siblings) > 1 else "::"
        yield f"{card.prompt} {separator} {card.answer}"
    else:
        yield _text("Q", card.prompt, style)
        yield _text("A", card.answer, style)
        if card.kind is CardKind.TERM:
            yield "Kind: term"
    if card.explanation:
        yield _text("Explain", card.explanation, style)
    yield from _keys(card, around)
    if around.with_ids and card.explicit_id:
        identifier = card.explicit_id
        yield f"^sr-id-{identifier}" if _BLOCK_ID.match(identifier) else f"Id: {identifier}"
    if any(sibling.schedule for sibling in siblings):
        yield f"<!--SR:{''.join(_schedule(sibling.schedule) for sibling in siblings)}-->"


def _text(name: str, text: str, style: _Style) -> str:
    first, *rest = text.split("\n")
    if left_open(first) is not None:
        # Beside its key a fence would open nothing, and the line that closes it another one.
        first, rest = "", [first, *rest]
    # A text whose further lines are all indented would lose that indentation on reading.
    filled = [line for line in rest if line]
    if filled and (style.indented or all(line.startswith(("  ", "\t")) for line in filled)):
        rest = [f"  {line}" if line else "" for line in rest]
    return "\n".join([f"{name}: {first}".rstrip(), *rest])


def _items(members: Sequence[str]) -> Iterator[str]:
    for member in members:
        yield "- " + member.replace("\n", "\n  ").replace("\n  \n", "\n\n")


def _sentence(prompt: str) -> str:
    """`==gap==` where the numbers follow the order of reading."""
    pieces, position = [], 0
    for number, gap in enumerate(find_gaps(prompt), start=1):
        if gap.start < position or gap.ordinals != (number,):
            return prompt
        hint = f"^[{gap.hint}]" if gap.hint else ""
        pieces += [prompt[position : gap.start], f"=={gap.text}=={hint}"]
        position = gap.end
    return "".join(pieces) + prompt[position:]


def _interview(card: CardDraft, style: _Style) -> Iterator[str]:
    yield _text("Interview", card.prompt, style)
    if card.interview_kind:
        yield f"Kind: {card.interview_kind}"
    for name, texts in (
        ("Must", [point.text for point in card.points if point.is_must]),
        ("Extra", [point.text for point in card.points if not point.is_must]),
        ("Follow-ups", list(card.follow_ups)),
        ("Interviewer hints", list(card.interviewer_hints)),
    ):
        if texts:
            yield f"{name}:"
            yield from _items(texts)
    if card.coding is not None:
        yield written_task(card.coding)
    if card.answer:
        yield _text("Answer", card.answer, style)


def _checked(card: CardDraft, style: _Style) -> Iterator[str]:
    specification = card.answer_spec or {}
    options = specification.get("options", {})
    yield _text("Q", card.prompt, style)
    correct = specification.get("correct", "")
    shown = correct
    if card.kind is CardKind.CHOICE:
        for option in options.get("options", ()):
            mark = "x" if option in correct else " "
            yield f"- [{mark}] " + option.replace("\n", "\n  ")
        if bool(options.get("multiple")) != (len(correct) > 1):
            yield f"Choose: {'several' if options.get('multiple') else 'one'}"
        yield from shared_lines(specification)
        shown = "\n".join(correct)
    elif card.kind is CardKind.ORDERING:
        for number, step in enumerate(correct, start=1):
            yield f"{number}. {step}"
        yield "Kind: ordering"
        yield from shared_lines(specification)
        shown = "\n".join(correct)
    else:
        shown = "" if specification.get("derive") else correct
        lines = answer_lines(specification, plain=style.short)
        if style.indented:
            lines = [line.replace("\n", "\n  ") for line in lines]
        if style.short and style.indented:
            lines.insert(1, f"Kind: {specification['kind']}")
        yield from lines
    if card.answer != shown:
        yield _text("A", card.answer, style)


def _keys(card: CardDraft, around: Surroundings) -> Iterator[str]:
    if card.source_document != around.source_document:
        yield f"Source: {card.source_document}".rstrip()
    if card.source_section != around.section:
        yield f"Section: {card.source_section}".rstrip()
    if card.source_lines:
        first, last = card.source_lines
        yield f"Lines: {first}-{last}" if last > first else f"Lines: {first}"
    if card.deck_path != around.deck_path:
        yield f"Deck: {card.deck_path}".rstrip()
    if card.tags != around.tags:
        yield "Tags: " + ", ".join(tag for tag in card.tags if tag not in around.tags)
    yield from (f"See: {reference}" for reference in card.see)
    if card.difficulty:
        yield f"Difficulty: {card.difficulty}"
    if card.minutes:
        yield f"Minutes: {card.minutes}"


def _schedule(schedule: ForeignSchedule | None) -> str:
    if schedule is None:
        return "!none"
    interval = f"{schedule.interval_days:g}"
    return f"!{schedule.due.isoformat()},{interval},{schedule.ease_hundredths}"
