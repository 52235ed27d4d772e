"""Terms that a document explains twice and differently: the author has to choose."""

import re
from collections.abc import Sequence

from cards.core.documents.drafts import CardDraft, Problem
from cards.core.documents.text.wordset import word_set
from cards.core.kinds import CardKind

_TERM = re.compile(
    r"^What (?:is|are) (?:an? |the )?(.{2,80}?)\?(?: \([^()]*(?:\([^()]*\)[^()]*)?\))?$"
)
_COMMON = word_set(
    "a an and as at be by can for from has have how in into is it its of on or that the their this to used using with",
)
_GLOSSARY = frozenset({"definition-bullet", "field", "table-row", "definition-sentence"})


def find_contradictions(drafts: Sequence[CardDraft]) -> list[Problem]:
    """One problem for each pair of definitions of a term with hardly a word in common.

    Two wordings of one idea share words; so do a short and a long version. Meanings that share
    none are either two senses of the word or a mistake, and only the author can tell.
    """
    known: dict[str, CardDraft] = {}
    problems = []
    for draft in drafts:
        if draft.kind is not CardKind.TERM or draft.pattern not in _GLOSSARY:
            continue
        found = _TERM.match(draft.prompt)
        if found is None:
            continue
        term = re.sub(r"[\W_]+", " ", found.group(1)).casefold().strip()
        first = known.setdefault(term, draft)
        if first is draft or not _differ(first.answer, draft.answer):
            continue
        problems.append(
            Problem(
                line=draft.lines[0],
                message=f"“{found.group(1)}” means “{first.answer[:60]}” in line {first.lines[0]} and "
                f"“{draft.answer[:60]}” here. Keep one meaning, or say which sense each card asks.",
            )
        )
    return problems


def _differ(first: str, second: str) -> bool:
    numbers = set(re.findall(r"\d+(?:\.\d+)?", first)), set(re.findall(r"\d+(?:\.\d+)?", second))
    if all(numbers) and numbers[0] != numbers[1] and len(_words(first) & _words(second)) >= 2:
        return True
    return not _words(first) & _words(second)


def _words(text: str) -> set[str]:
    # Five letters stand for the stem: "classify" and "classification" are one word here.
    return {
        word[:5] for word in re.findall(r"[^\W\d_]{3,}", text.casefold()) if word not in _COMMON
    }
