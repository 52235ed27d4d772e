"""List items: nested ones gathered, `term: meaning` told from plain members."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from cards.core.documents.text.blocks import Block, BlockKind
from cards.core.documents.text.linepatterns import is_field_label

_PAIR = re.compile(r"^(.{1,80}?)(?::\s+|\s+[—–]\s+)(\S.*)$")
_DASH_PAIR = re.compile(r"^(\S.{0,50}?)\s+-{1,2}\s+(\S.{2,})$")
_LEFT_ENDS_IN_VERB = re.compile(
    r"\b(?:performs|is|are|means|includes|include|uses|use|like|by|with|to|as|that|says|returns|for|than|of)$",
    re.I,
)
# Left sides that name a field of the enclosing thing, with the question each one asks.
FIELD_NAMES: tuple[tuple[str, str], ...] = (
    (r"formulas?|equation|loss|update(?: rule)?|expression", "What is the formula of {s}?"),
    (r"outputs?(?: range)?|range", "What is the output range of {s}?"),
    (r"uses?|used (?:for|in|by|with)|use cases?|applications?|best for|good for|when", "What is {s} used for?"),
    (r"problems?|issues?|drawbacks?|cons?|limitations?|disadvantages?|downsides?", "What is the problem with {s}?"),
    (r"solutions?|fix(?:es)?|remed(?:y|ies)", "What is the solution to {s}?"),
    (r"advantages?|benefits?|pros?|strengths?", "What is the advantage of {s}?"),
    (r"goals?|purpose|objective|aim", "What is the goal of {s}?"),
    (r"typical(?: (?:rate|value|values|range|size))?|defaults?|default value", "What is a typical value for {s}?"),
    (r"examples?|e\.g\.|for example|instances?", "What is an example of {s}?"),
    (r"inputs?", "What is the input of {s}?"),
    (r"complexity|time(?: complexity)?|space(?: complexity)?|cost", "What is the {l} of {s}?"),
    (r"key idea|idea|intuition|definition|meaning|what", "What is the key idea of {s}?"),
    (r"libraries|tools|frameworks|implementations|models|latest|patterns?|metrics?|variants?|types?", "Which {l} are named for {s}?"),
    (r"limits?|constraints?|assumptions?|requirements?", "What are the {l} of {s}?"),
    (r"model|framework|library|tool|implementation", "What is the {l} of {s}?"),
    (r"task", "Which task is {s} used for?"),
    (r"future|note|important|tip|warning|caveat|remember", ""),
)  # fmt: skip
_FIELDS = tuple((re.compile(rf"(?:{regex})$", re.I), template) for regex, template in FIELD_NAMES)


@dataclass(slots=True, kw_only=True)
class Member:
    """One list item with what is nested in it and the paragraphs that follow it."""

    text: str
    first: int
    last: int
    question: str = ""
    is_ordered: bool = False
    body: list[str] = field(default_factory=list)
    nested: list["Member"] = field(default_factory=list)

    @property
    def pair(self) -> tuple[str, str] | None:
        return split_pair(self.text)


def split_pair(text: str, *, allow_hyphen: bool = False) -> tuple[str, str] | None:
    """`Term: meaning` as its two sides, or None when the left side is no name."""
    found = _PAIR.match(text)
    if found is None and allow_hyphen:
        found = _DASH_PAIR.match(text)
    if found is None:
        return None
    left, right = found.group(1).strip("*` "), found.group(2).strip()
    if not is_field_label(left) or _LEFT_ENDS_IN_VERB.search(left) or len(right) < 2:
        return None
    if left.count("(") != left.count(")") or left.count("`") % 2 or left.count('"') % 2:
        return None
    return left, right


def field_question(left: str, subject: str) -> str | None:
    """The question for a field of `subject`; "" when the field asks nothing; None for a term."""
    for regex, template in _FIELDS:
        if regex.match(left):
            return template.format(s=subject, l=left.lower())
    return None


def gather_members(blocks: Sequence[Block]) -> list[Member]:
    """The items of a run of blocks as a tree; paragraphs between items belong to the one before."""
    top: list[Member] = []
    stack: list[tuple[int, Member]] = []
    for block in blocks:
        if block.kind is not BlockKind.ITEM:
            if stack:
                stack[-1][1].body.append(block.text)
                stack[-1][1].last = block.last
            continue
        member = Member(
            text=block.text,
            first=block.first,
            last=block.last,
            question=block.label,
            is_ordered=block.is_ordered,
        )
        while stack and stack[-1][0] >= block.depth:
            stack.pop()
        if stack:
            stack[-1][1].nested.append(member)
            for _, parent in stack:
                parent.last = max(parent.last, member.last)
        else:
            top.append(member)
        stack.append((block.depth, member))
    return top
