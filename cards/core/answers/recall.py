"""Name every member of a list, in any order, each compared as a phrase.

The correct answer is a list; a member with several names is itself a list (`["SGD", "stochastic gradient descent"]`).
Options: `max_edits` (typing errors allowed per member, 1 by default; `typos`), `at_least` (how many members are enough),
`reject`, `allow_extra` (whether entries that are no member are overlooked).
"""

from collections.abc import Mapping, Sequence

from cards.core.answers import text
from cards.core.answers.parse.context import Fault, Parsed, Unreadable
from cards.core.answers.phrases import (
    MOST_EDITS,
    MOST_PHRASES,
    Members,
    is_blank,
    phrases_option,
    quote,
    read_phrase,
    read_phrases,
    whole_number_option,
)
from cards.core.answers.seam import SymbolicJudge
from cards.core.answers.verdict import Outcome, Verdict


def parse(submitted: object, options: Mapping[str, object]) -> Parsed:
    """Read a list, or a text split at lines, semicolons or (when there are neither) commas."""
    names: list[tuple[str, ...]]
    if isinstance(submitted, list | tuple):
        if len(submitted) > MOST_PHRASES:
            raise Unreadable(Fault.LIMIT, f"At most {MOST_PHRASES} entries can be read.")
        names = [
            read_phrases(entry) if isinstance(entry, list | tuple) else (read_phrase(entry),)
            for entry in submitted
            if not is_blank(entry)
        ]
    else:
        separators = "\n;" if isinstance(submitted, str) and _has_lines(submitted) else ",;\n"
        names = [(phrase,) for phrase in read_phrases(submitted, separators=separators)]
    if not any(names):
        raise Unreadable(Fault.EMPTY, "Type at least one entry first.")
    return Parsed(
        node=Members(names=tuple(filter(None, names))), text="\n".join(map(" / ".join, names))
    )


def _has_lines(submitted: str) -> bool:
    return "\n" in submitted.strip() or ";" in submitted


def grade(
    submitted: Parsed,
    correct: Parsed,
    options: Mapping[str, object],
    *,
    symbolic: SymbolicJudge | None = None,
) -> Verdict:
    """Match every entry with one member; which ones are missing is not given away, how many is."""
    members = _names(correct)
    entries = [name for names in _names(submitted) for name in names]
    edits = whole_number_option(
        options, "max_edits" if "max_edits" in options else "typos", 1, most=MOST_EDITS
    )
    enough = whole_number_option(options, "at_least", len(members), most=len(members))
    found, strange = match_members(
        entries, members, phrases_option(options, "reject", "rejected"), edits
    )
    if strange and not options.get("allow_extra"):
        return Verdict(
            outcome=Outcome.INCORRECT,
            message=f"{len(found)} of {len(members)} named; {quote(strange[0])} is not among them.",
            hint="extra_member",
        )
    if len(found) < enough:
        return Verdict(
            outcome=Outcome.INCORRECT,
            message=f"{len(found)} of {enough} named; {enough - len(found)} missing.",
            hint="missing_member",
        )
    return Verdict(outcome=Outcome.CORRECT)


def _names(parsed: Parsed) -> tuple[tuple[str, ...], ...]:
    return parsed.node.names if isinstance(parsed.node, Members) else ()


def match_members(
    entries: Sequence[str],
    members: Sequence[Sequence[str]],
    rejected: Sequence[str],
    max_edits: int,
) -> tuple[frozenset[int], tuple[str, ...]]:
    """The places of the members that were named, and the entries that name none."""
    found: set[int] = set()
    strange: list[str] = []
    owner = {name: place for place, member in enumerate(members) for name in member}
    for entry in entries:
        name = text.nearest(entry, owner, rejected, max_edits)
        if name is None:
            strange.append(entry)
        else:
            found.add(owner[name])
    return frozenset(found), tuple(strange)
