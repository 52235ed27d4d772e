"""Cards from sentences: definitions, appositions, and short passages under a telling title."""

import re

from cards.core.documents.text.blocks import Block, Section
from cards.core.documents.text.furniture import is_about_the_text, names_a_text
from cards.core.documents.text.gather import Gathering
from cards.core.documents.text.inline import is_balanced
from cards.core.documents.text.labels import (
    about,
    ask_about,
    context_of,
    define,
    is_instruction,
    with_context,
)
from cards.core.documents.text.wordset import word_set
from cards.core.kinds import CardKind

MAX_PASSAGE = 700
_SENTENCE_END = re.compile(r"(?<=[a-z)\]”\"%$\d])([.!?])\s+(?=[A-Z“\"$])")
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|etc|vs|cf|al|Fig|Eq|Dr|Mr|Ms|No|approx|Class|St)\.$")
_IS_A = re.compile(
    r"^(?:(?:An?|The|In [\w\s]{2,30},) )?(?P<term>[^\W\d_][\w()/’'.+-]*(?: [\w()/’'.+&-]+){0,5}?) "
    r"(?:is|are|refers to|means|denotes|describes|stands for|represents) (?:an?|the|one|any|when|how|used|simply|basically|defined as|techniques?|methods?|models?|algorithms?)\b.{12,}$"
)
_APPOSITION = re.compile(
    r"^(?P<term>[^\W\d_][\w -]{1,50}?)—(?P<meaning>(?:a|an|the|when|where|how|\w+ing) [^—]{10,300})—"
)
_QUOTED_APPOSITION = re.compile(
    r"[“\"](?P<term>[^”\"]{3,60})[”\"]—(?P<meaning>(?:a|an|the) [^—]{15,300}?)(?:—|\.?$)"
)
_POINTING = word_set(
    "this that these those it they he she we you i there here one what which who both each such another some many most ",
    "all every if when while because since as however therefore also its their our your my the first second third next ",
    "problem goal idea reason result output step example answer following main key here's purpose",
)
_USE_WHEN = re.compile(
    r"^Use (?:the |an? )?(?P<what>[\w() -]{2,50}?) (?:when|if|for) (?P<case>.{10,300})$"
)


def sentences(text: str) -> list[str]:
    """A paragraph's sentences; a full stop inside maths or after an abbreviation ends none."""
    parts: list[str] = []
    start = 0
    for found in _SENTENCE_END.finditer(text):
        candidate = text[start : found.end(1)]
        if _ABBREVIATION.search(candidate[-12:]) or candidate.count("$") % 2:
            continue
        parts.append(candidate.strip())
        start = found.end()
    parts.append(text[start:].strip())
    return [part for part in parts if part]


def add_definitions(gathering: Gathering, section: Section, block: Block) -> int:
    """Cards for the sentences of a paragraph that define a term; how many were made."""
    made = 0
    for sentence in sentences(block.text):
        found = _IS_A.match(sentence)
        if found and _is_term(found.group("term")) and sentence.endswith((".", "!")):
            made += _add_term(gathering, section, block, found.group("term"), sentence, 0.75)
            continue
        apposition = _APPOSITION.match(sentence) or _QUOTED_APPOSITION.search(sentence)
        if apposition:
            meaning = apposition.group("meaning").strip(" ,.")
            meaning = meaning[0].upper() + meaning[1:] + "."
            made += _add_term(gathering, section, block, apposition.group("term"), meaning, 0.7)
            continue
        use = _USE_WHEN.match(sentence)
        if use:
            made += gathering.add(
                CardKind.QUESTION, f"When do you use {use.group('what')}?", sentence,
                section=section, lines=(block.first, block.last), pattern="use-when", confidence=0.7,
            )  # fmt: skip
    return made


def _add_term(
    gathering: Gathering, section: Section, block: Block, term: str, meaning: str, confidence: float
) -> bool:
    if not is_balanced(meaning):
        return False
    context = section.path[-1] if section.path else ""
    verb = "are" if re.search(r"[^su]s$", term.split(" (")[0]) and " are " in meaning else "is"
    prompt = define(term, context)
    if verb == "are":
        prompt = prompt.replace("What is ", "What are ", 1)
    return gathering.add(
        CardKind.TERM, prompt, meaning, section=section,
        lines=(block.first, block.last), pattern="definition-sentence", confidence=confidence,
    )  # fmt: skip


def _is_term(term: str) -> bool:
    words = term.lower().split()
    if words[0] in _POINTING or len(words) > 6:
        return False
    return not any(
        word in ("that", "which", "and", "but", "who", "where", "this") for word in words
    )


# Symbols of a formula that is not there, and code that lost its lines: neither answers anything.
_LOST_ITS_START = re.compile(r"^where\b|\breturn \w+\(|[\w\])]\.append\(|\(\*args\b|^return \w+$")
# A value of an example, and a reference to what stands elsewhere.
_IS_A_VALUE = re.compile(r"^[\[({][^\[\](){}]*\d[^\[\](){}]*[\])}]$")
_POINTS_ELSEWHERE = re.compile(r"\b(?:the following|as follows|below|above)\b", re.I)


def add_passage(gathering: Gathering, section: Section, paragraphs: list[Block]) -> bool:
    """One card for the whole of a short passage: its title asks, the text answers."""
    paragraphs = [
        block
        for block in paragraphs
        if not is_about_the_text(block.text) and not _LOST_ITS_START.search(block.text)
    ]
    text = "\n\n".join(block.text for block in paragraphs)
    if not text or len(text) > MAX_PASSAGE or text.endswith(":") or not section.title:
        return False
    if _IS_A_VALUE.match(text) or _POINTS_ELSEWHERE.search(section.title):
        return False
    asked = ask_about(section)
    if asked is None and names_a_text(section.title):
        return False
    if asked is None and len(text.split()) < 3:
        return False
    label = context_of(section)
    short = len(text) <= 320 and len(section.title.split()) <= 8
    if asked is not None:
        prompt, kind, confidence = asked.prompt, CardKind.QUESTION, 0.85
    elif is_instruction(section.title):
        prompt, kind, confidence = about(section.title, label), CardKind.QUESTION, 0.65
    elif short:
        prompt, kind, confidence = define(section.title, label), CardKind.TERM, 0.8
    else:
        prompt = with_context(f"Explain: {section.title}.", label)
        kind, confidence = CardKind.QUESTION, 0.6
    return gathering.add(
        kind, prompt, text, section=section, lines=(paragraphs[0].first, paragraphs[-1].last),
        pattern="title-and-text", confidence=confidence,
    )  # fmt: skip
