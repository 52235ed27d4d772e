"""Cards from lists: recall all members, definitions, fields of a thing, steps."""

import re
from collections.abc import Sequence
from itertools import pairwise

from cards.core.documents.text.blocks import Section, SectionStyle
from cards.core.documents.text.gather import FEWEST_MEMBERS, MOST_MEMBERS, Gathering, as_list
from cards.core.documents.text.labels import (
    Asked,
    about,
    ask,
    ask_about,
    context_of,
    define,
    is_generic,
    with_context,
)
from cards.core.documents.text.members import Member, field_question, split_pair
from cards.core.documents.text.pairs import add_pair, is_glossary_title
from cards.core.documents.text.questions import add_unanswered, is_interview_question
from cards.core.kinds import CardKind

MOST_SPLIT_MEMBERS = (
    27  # three cards of nine; a longer list is a reference, not something to recall
)
_MAX_MEMBER = 320
_FILLER = re.compile(r"^(?:.|and so on|etc\.?|and (?:many )?more|more|others?|\.{3}|…)\W*$", re.I)
_SEQUENCE = re.compile(
    r"\b(?:start|begin|initiali[sz]e|first|then|next|finally|repeat|until|update|compute|calculate|train|select|return|stop)\b",
    re.I,
)


def add_list(
    gathering: Gathering, section: Section, members: Sequence[Member], lead: str = ""
) -> None:
    """All cards of one run of items under `section`. `lead` is the sentence that announced them."""
    members = [member for member in members if not _FILLER.match(member.text)]
    rest: list[Member] = []
    for member in members:
        own = _add_own_card(gathering, section, member)
        # "Pros" and "Cons" with members of their own are no members to recall.
        if not own and not (member.nested and is_generic(member.text)):
            rest.append(member)
    if not rest:
        return
    if _are_interview_questions(section, rest):
        for member in rest:
            text = (
                member.text
                if is_interview_question(member.text)
                else f"Talk about this: {member.text}"
            )
            add_unanswered(gathering, section, text, (member.first, member.last))
        return
    hyphens = sum(split_pair(member.text, allow_hyphen=True) is not None for member in rest)
    pairs = [
        (member, split_pair(member.text, allow_hyphen=hyphens > 1 and hyphens >= 0.6 * len(rest)))
        for member in rest
    ]
    asked = ask_about(section)
    mostly_pairs = sum(pair is not None for _, pair in pairs) >= 0.6 * len(pairs)
    for member, pair in pairs:
        if pair is not None:
            add_pair(gathering, section, member, pair, asked, is_one_of_many=mostly_pairs)
    _add_recall(gathering, section, pairs, asked, lead)


def _are_interview_questions(section: Section, members: Sequence[Member]) -> bool:
    asking = sum(is_interview_question(member.text) for member in members)
    if asking >= max(1, 0.6 * len(members)):
        return True
    titles = (section.title, *section.path[-1:])
    return asking > 0 and any(re.search(r"\bquestions?\b", title, re.I) for title in titles)


def _add_own_card(gathering: Gathering, section: Section, member: Member) -> bool:
    """Items that carry more than themselves: a nested list, a paragraph below, an own answer."""
    lines = (member.first, member.last)
    body = " ".join(member.body).strip()
    if member.question:
        return gathering.add(
            CardKind.QUESTION, member.question, " ".join((member.text, body)).strip(),
            section=section, lines=lines, pattern="bold-question", confidence=0.9,
        )  # fmt: skip
    title = member.text.rstrip(":")
    if member.nested:
        sub = Section(
            title=title, style=SectionStyle.LABEL, path=section.path,
            subject=section.subject if is_generic(title) else title,
            first=member.first, last=member.last, is_interview=section.is_interview,
        )  # fmt: skip
        if len(title) <= 120:
            if is_interview_question(title):
                sub.is_question = True
            if body:
                _add_body(gathering, section, title, body, lines)
            add_list(gathering, sub, member.nested)
        return title.endswith("?")
    if not body:
        return False
    if is_interview_question(title):
        return gathering.add(
            CardKind.QUESTION, title, body, section=section, lines=lines,
            pattern="numbered-question", confidence=0.9,
        )  # fmt: skip
    if len(title) > 90 or title.endswith("."):
        return False
    _add_body(gathering, section, title, body, lines)
    return False


def _add_body(
    gathering: Gathering, section: Section, title: str, body: str, lines: tuple[int, int]
) -> None:
    if body.endswith(":"):
        return
    asked = ask(title, section.subject)
    prompt = (
        asked.prompt if asked else with_context(f"{title}: what is said about it?", section.title)
    )
    gathering.add(
        CardKind.QUESTION, prompt, body, section=section, lines=lines,
        pattern="item-and-paragraph", confidence=0.7,
    )  # fmt: skip


def _add_recall(
    gathering: Gathering,
    section: Section,
    pairs: Sequence[tuple[Member, tuple[str, str] | None]],
    asked: Asked | None,
    lead: str,
) -> None:
    members = [member for member, _ in pairs]
    texts = [_member_text(member.text) for member in members]
    names = [pair[0] if pair else text for (_, pair), text in zip(pairs, texts, strict=True)]
    terms = [pair for _, pair in pairs if pair and field_question(pair[0], "") is None]
    by_name = len(terms) >= 0.6 * len(pairs)
    alone = len(pairs) < FEWEST_MEMBERS and pairs[0][1] is not None  # it has a card of its own
    if alone or (by_name and (len(pairs) > MOST_MEMBERS or is_glossary_title(section.title))):
        return
    if len(texts) == 1:
        _add_single(gathering, section, members[0], asked)
        return
    if (
        not section.title
        or len(texts) > MOST_SPLIT_MEMBERS
        or any(len(text) > _MAX_MEMBER for text in texts)
    ):
        return
    is_ordered = (asked is not None and asked.pattern == "steps") and _is_sequence(members)
    prompt, confidence = _recall_prompt(section, asked, lead, is_steps=is_ordered)
    if section.style is SectionStyle.HEADING and not lead and asked is None:
        confidence -= 0.1
    chunks = _chunks(len(texts))
    for number, (start, end) in enumerate(chunks, start=1):
        part = f" (part {number} of {len(chunks)})" if len(chunks) > 1 else ""
        points = names[start:end] if by_name else texts[start:end]
        gathering.add(
            CardKind.LIST, prompt + part, as_list(texts[start:end], is_ordered=is_ordered),
            points=points, section=section,
            lines=(members[start].first, members[end - 1].last),
            pattern="steps" if is_ordered else "list",
            confidence=confidence - (0.2 if len(chunks) > 1 else 0),
        )  # fmt: skip


def _recall_prompt(
    section: Section, asked: Asked | None, lead: str, *, is_steps: bool
) -> tuple[str, float]:
    if lead:
        sentence = re.split(r"(?<=[.!?])\s+", lead.rstrip(": "))[-1]
        return f"{section.title}: {sentence[0].lower() + sentence[1:]} … (which points?)", 0.75
    if asked is None:
        return about(section.title, context_of(section)), 0.8
    if asked.pattern == "steps" and not is_steps:
        prompt = re.sub(
            r"^What are the steps of (.*)\?$", r"What belongs to the approach of \1?", asked.prompt
        )
        return prompt, 0.75
    if asked.pattern == "formula":
        return f"What belongs to the formula of {section.subject}?", 0.7
    if asked.is_generic and asked.prompt == define(section.subject):
        return (
            f"{section.title} of {section.subject}: name the points."
            if section.subject
            else section.title,
            0.75,
        )
    return asked.prompt, 0.85


def _is_sequence(members: Sequence[Member]) -> bool:
    """Whether the order of the members means something: numbered, or imperative verbs of a course."""
    if all(member.is_ordered for member in members):
        return True
    return sum(bool(_SEQUENCE.search(member.text)) for member in members) >= 2 and not any(
        split_pair(member.text) for member in members
    )


def _add_single(
    gathering: Gathering, section: Section, member: Member, asked: Asked | None
) -> None:
    if (
        section.style is not SectionStyle.LABEL
        or section.title.endswith("/")
        or len(member.text) < 12
        or not section.title
    ):
        return
    prompt = asked.prompt if asked else with_context(
        f"What should you remember about {section.title}?", context_of(section)
    )  # fmt: skip
    gathering.add(
        CardKind.QUESTION, prompt, member.text, section=section, lines=(member.first, member.last),
        pattern="single-bullet", confidence=0.65,
    )  # fmt: skip


def _chunks(count: int) -> list[tuple[int, int]]:
    """Index ranges of about equal size, none over the limit: ten members are five and five."""
    parts = -(-count // MOST_MEMBERS)
    bounds = [round(count * part / parts) for part in range(parts + 1)]
    return list(pairwise(bounds))


def _member_text(text: str) -> str:
    return text.rstrip(" ;,")
