"""Turns the raw cards of a deck into drafts, each key checked on its own."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace

from cards.core.documents.annotations import explicit_id, has_unread_schedule, schedules
from cards.core.documents.cloze import read_cloze
from cards.core.documents.deck.build_interview import build_interview
from cards.core.documents.deck.checked import CHECKED_KEYS, read_checked
from cards.core.documents.deck.choices import Report
from cards.core.documents.deck.context import DeckContext, text_of_keys
from cards.core.documents.deck.grammar import CODE_KEYS, LIST_KEYS
from cards.core.documents.deck.hidden_keys import unfold_hidden_keys
from cards.core.documents.deck.raw import RawCard, RawField
from cards.core.documents.drafts import CardDraft, KeyPoint
from cards.core.documents.front_matter import texts_of
from cards.core.kinds import CardKind, Difficulty

REVERSED = "-reversed"
"""Ends the id of the second card of a term asked both ways, so that ids stay unique."""

INTERVIEW_KEYS = ("Minutes", *LIST_KEYS, *CODE_KEYS)
_ID = re.compile(r"^\S{1,64}$")
_LINES = re.compile(r"^(\d{1,7})(?:\s*[-–]\s*(\d{1,7}))?$")
_ANY_ITEM = re.compile(r"^[-*+][ \t]+\S")


def build_drafts(card: RawCard, context: DeckContext, report: Report) -> list[CardDraft]:
    """The drafts of one raw card: none if it cannot be used, several for gaps and both ways."""
    card = unfold_hidden_keys(card, report, is_foreign=not context.grammar.has_keys)
    builder = _BUILDERS[card.opener]
    drafts = builder(card, _shared(card, context, report), context, report)
    if drafts:
        _report_misplaced(card, drafts[0], report)
    note = _note_key(card, drafts)
    found = schedules(card.annotations)
    if has_unread_schedule(card.annotations):
        report(card.last_line, "The FSRS schedule of this card was not taken over.", is_notice=True)
    return [
        replace(
            draft,
            note_key=note,
            schedule=found[index] if index < len(found) else None,
        )
        for index, draft in enumerate(drafts)
    ]


def _note_key(card: RawCard, drafts: list[CardDraft]) -> str:
    if not drafts:
        return ""
    first = drafts[0]
    if first.explicit_id:
        return f"id:{first.explicit_id}"
    content = "\0".join([card.opener, first.prompt, "" if card.opener == "C" else first.answer])
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _shared(card: RawCard, context: DeckContext, report: Report) -> CardDraft:
    """A draft with the keys that every card understands, for its builder to complete."""
    return CardDraft(
        kind=CardKind.QUESTION,
        prompt="",
        explanation=text_of_keys(card, "Explain"),
        deck_path=_line(card, "Deck", card.deck_tag or context.deck_path),
        difficulty=_difficulty(card, report),
        source_document=_line(card, "Source", context.source_document),
        source_section=_line(card, "Section", _heading_path(card, context)),
        source_lines=_source_lines(card, report),
        lines=(card.first_line, card.last_line),
        explicit_id=_explicit_id(card, report),
        see=_see(card),
        tags=_tags(card, context),
    )


def _heading_path(card: RawCard, context: DeckContext) -> str:
    headings = card.headings
    if len(headings) > 1 and headings[0] == context.title and not context.title_counts:
        headings = headings[1:]
    return " / ".join(heading for heading in headings if heading)


def _line(card: RawCard, name: str, default: str = "") -> str:
    found = card.get(name)
    return default if found is None else found.one_line()


def _tags(card: RawCard, context: DeckContext) -> tuple[str, ...]:
    own = tuple(tag for found in card.every("Tags") for tag in texts_of(found.one_line()))
    return tuple(dict.fromkeys(context.tags + card.tags + own))


def _see(card: RawCard) -> tuple[str, ...]:
    """One card a line: a question may hold every sign that could separate two."""
    named = (found.one_line() for found in card.every("See"))
    return tuple(dict.fromkeys(name for name in named if name))


def _difficulty(card: RawCard, report: Report) -> Difficulty | None:
    value = _line(card, "Difficulty").casefold()
    if not value:
        return None
    if value not in set(Difficulty):
        found = card.get("Difficulty")
        message = f"“{value}” is no difficulty: write easy, medium or hard."
        report(found.line if found else card.first_line, message, "Difficulty")
        return None
    return Difficulty(value)


def _source_lines(card: RawCard, report: Report) -> tuple[int, int] | None:
    found = card.get("Lines")
    if found is None:
        return None
    match = _LINES.match(found.one_line())
    first = int(match[1]) if match else 0
    last = int(match[2] or match[1]) if match else 0
    if not 1 <= first <= last:
        report(found.line, "Write the lines of the source as `151-169` or `151`.", "Lines")
        return None
    return first, last


def _explicit_id(card: RawCard, report: Report) -> str:
    found = card.get("Id")
    if found is None:
        return explicit_id(card.annotations)
    value = found.one_line()
    if not _ID.match(value):
        message = "An id has up to 64 characters and no blanks."
        report(found.line, message, "Id")
        return ""
    return value


def _report_misplaced(card: RawCard, draft: CardDraft, report: Report) -> None:
    """A key that the card read does not use would otherwise be ignored in silence."""
    for found in card.fields:
        if found.name in CHECKED_KEYS and draft.answer_spec is None:
            message = f"`{found.name}:` belongs to a card with a checked answer: `= …`, `Derive:` or options."
            if found.name == "Hints" and draft.kind is CardKind.INTERVIEW:
                message = "What an interviewer says to help is listed under `Interviewer hints:`."
            report(found.line, message, found.name)
        elif found.name in INTERVIEW_KEYS and draft.kind is not CardKind.INTERVIEW:
            message = f"`{found.name}:` belongs to an `Interview:` card."
            report(found.line, message, found.name)


def _build_term(
    card: RawCard, shared: CardDraft, context: DeckContext, report: Report
) -> list[CardDraft]:
    term, meaning = text_of_keys(card, "term"), text_of_keys(card, "meaning")
    if not term or not meaning:
        side = "term before" if not term else "meaning after"
        report(card.first_line, f"There is no {side} `{card.opener}`.")
        return []
    forward = replace(
        shared, kind=CardKind.TERM, prompt=term, answer=meaning, pattern="term-and-meaning"
    )
    return _both_ways(forward) if card.opener == ":::" else [forward]


def _both_ways(forward: CardDraft) -> list[CardDraft]:
    backward = replace(
        forward,
        prompt=forward.answer,
        answer=forward.prompt,
        explicit_id=forward.explicit_id + REVERSED if forward.explicit_id else "",
        pattern=forward.pattern + "-reversed",
    )
    return [forward, backward]


def _build_sides(
    card: RawCard, shared: CardDraft, context: DeckContext, report: Report
) -> list[CardDraft]:
    front, back = text_of_keys(card, "front"), text_of_keys(card, "back")
    if not back:
        report(card.first_line, f"Nothing stands below the line `{card.opener}`.")
        return []
    forward = replace(
        shared, kind=CardKind.QUESTION, prompt=front, answer=back, pattern="two-sides"
    )
    return _both_ways(forward) if card.opener == "??" else [forward]


def _build_cloze(
    card: RawCard, shared: CardDraft, context: DeckContext, report: Report
) -> list[CardDraft]:
    read = read_cloze(text_of_keys(card, "C"), context.grammar.marks)
    if read.unclosed:
        report(card.first_line, "A gap `{{c1::` is not closed: end it with `}}`.", "C")
    if not read.gaps:
        if card.opener == "C" and not read.unclosed:
            sign = "[gap]" if context.grammar.marks.brackets else "==gap=="
            report(card.first_line, f"The sentence has no gap: mark one as `{sign}`.", "C")
        return []
    if not all(gap.text for gap in read.gaps):
        report(card.first_line, "A gap is empty.", "C")
        return []
    return [
        replace(
            shared,
            kind=CardKind.CLOZE,
            prompt=read.prompt,
            answer=read.answer(ordinal),
            cloze_ordinal=ordinal,
            pattern="cloze",
        )
        for ordinal in read.ordinals()
    ]


def _build_question(
    card: RawCard, shared: CardDraft, context: DeckContext, report: Report
) -> list[CardDraft]:
    prompt, answer = text_of_keys(card, "Q"), text_of_keys(card, "A", "Answer")
    if not prompt:
        report(card.first_line, "The question after `Q:` is empty.", "Q")
        return []
    named = _line(card, "Kind").casefold()
    checked = read_checked(card, prompt, report)
    if checked is not None:
        answer = "" if checked.kind is CardKind.ORDERING else answer
        return [
            replace(
                shared,
                kind=checked.kind,
                prompt=checked.prompt,
                answer=answer or checked.shown,
                answer_spec=checked.specification,
                pattern=f"checked-{checked.kind}",
            )
        ]
    if (
        any(found.name in {"=", "[x]", "[]", "Derive"} for found in card.fields)
        or named == "ordering"
    ):
        return []  # the specification is at fault, and has been reported
    if not answer:
        message = "The question has no answer: add `A: …`, `= …`, or options `- [x] …`."
        report(card.first_line, message, "Q")
        return []
    if named == CardKind.LIST:
        return _build_list(card, shared, prompt, "A", report)
    kind = CardKind.TERM if named == CardKind.TERM else CardKind.QUESTION
    return [replace(shared, kind=kind, prompt=prompt, answer=answer, pattern="q-and-a")]


def _build_recall(
    card: RawCard, shared: CardDraft, context: DeckContext, report: Report
) -> list[CardDraft]:
    lines = card.fields[0].lines
    start = next((i for i, line in enumerate(lines) if _ANY_ITEM.match(line)), len(lines))
    prompt = "\n".join(line.rstrip() for line in lines[:start]).strip()
    if not prompt:
        report(card.first_line, "The question after `Recall:` is empty.", "Recall")
        return []
    return _build_list(card, shared, prompt, "Recall", report)


def _build_list(
    card: RawCard, shared: CardDraft, prompt: str, name: str, report: Report
) -> list[CardDraft]:
    found = card.get(name) or card.fields[0]
    members = _members(found.lines, skip_head=name == "Recall")
    answer = text_of_keys(card, "A", "Answer") if name == "Recall" else ""
    if len(members) < 2:
        message = "A list to recall needs two or more lines `- member` below the question."
        report(card.first_line, message, name)
        return []
    if len(set(members)) < len(members):
        report(card.first_line, "A member of the list stands there twice.", name)
        members = list(dict.fromkeys(members))
    return [
        replace(
            shared,
            kind=CardKind.LIST,
            prompt=prompt,
            answer=answer,
            points=tuple(KeyPoint(text=member) for member in members),
            pattern="list",
        )
    ]


def _members(lines: list[str], *, skip_head: bool) -> list[str]:
    start = next((i for i, line in enumerate(lines) if _ANY_ITEM.match(line)), len(lines))
    if not skip_head:
        start = 0
    return [text for _, text in RawField(name="", line=0, lines=lines[start:]).items() if text]


_Builder = Callable[[RawCard, CardDraft, DeckContext, Report], list[CardDraft]]
_BUILDERS: dict[str, _Builder] = {
    "::": _build_term,
    ":::": _build_term,
    "?": _build_sides,
    "??": _build_sides,
    "C": _build_cloze,
    "cloze": _build_cloze,
    "Q": _build_question,
    "Recall": _build_recall,
    "Interview": build_interview,
}
