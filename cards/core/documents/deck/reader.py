"""Reads a whole deck in Markdown, in our own format or in a dialect given as its grammar."""

import re

from cards.core.documents.deck.build import build_drafts
from cards.core.documents.deck.context import DeckContext
from cards.core.documents.deck.grammar import Grammar
from cards.core.documents.deck.split import MOST_CARDS, Splitter
from cards.core.documents.deck.stream import ShapedLines
from cards.core.documents.deck.tags import front_matter_decks
from cards.core.documents.drafts import CardDraft, Problem, ReadDocument
from cards.core.documents.front_matter import (
    FrontMatter,
    nearest,
    read_front_matter,
    split_front_matter,
    text_of,
    texts_of,
)
from cards.core.documents.scanning import each_line

FRONT_MATTER_KEYS = (
    "deck",
    "source",
    "tags",
    "title",
    "description",
    "author",
    "licence",
    "license",
    "language",
)
OWN = Grammar()

_OWN_KEYS = re.compile(
    r"^(?:Explain|Section|Interview|Recall|Tolerance|Variables|Parameters|Wrong|Must|Accept):",
    re.MULTILINE,
)
_OWN_CLOZE = re.compile(r"^C:[ \t].*==\S", re.MULTILINE)
_ANSWER_BELOW = re.compile(
    r"^Q:[^\n]*\n(?:[^\n]+\n){0,20}?(?:=[ \t]|[-*+] \[[ xX]\] )", re.MULTILINE
)
_QUESTION = re.compile(r"^Q:[^\n]*\n(?:[^\n]*\n){0,20}?A:", re.MULTILINE)
_SPACED_TERM = re.compile(r"^[^\s|>#`][^\n`]{0,200}[^\n`\s] :::? \S", re.MULTILINE)


def matches_deck(name: str, text: str) -> float:
    """How much a text looks like our own format."""
    front, body = split_front_matter(text)
    if "deck" in front.values:
        return 0.95
    if _OWN_KEYS.search(body) and re.search(r"^(?:Q|C|Interview|Recall):|:: ", body, re.MULTILINE):
        return 0.9
    if _OWN_CLOZE.search(body) or _ANSWER_BELOW.search(body):
        return 0.85
    if _QUESTION.search(body):
        return 0.6
    return 0.55 if _SPACED_TERM.search(body) else 0.0


def read_deck(name: str, text: str) -> ReadDocument:
    """Read a deck in our own format."""
    return read_with(OWN, name, text)


def read_with(grammar: Grammar, name: str, text: str) -> ReadDocument:
    """Read a deck with the marks of one grammar."""
    front = read_front_matter(text)
    problems = list(front.problems)
    if grammar.has_keys:
        problems += _front_matter_problems(front)
    lines = ShapedLines(each_line(text, front.body_line, front.body_start), grammar)
    splitter = Splitter(lines, grammar)
    splitter.start_in_decks(front_matter_decks(texts_of(front.values.get("tags"))))
    splitter.split()
    problems += splitter.problems

    def report(line: int, message: str, field: str = "", *, is_notice: bool = False) -> None:
        problems.append(Problem(line=line, message=message, field=field, is_notice=is_notice))

    context = _context(grammar, front, splitter)
    drafts: list[CardDraft] = []
    for card in splitter.cards:
        if len(drafts) >= MOST_CARDS:
            message = f"At most {MOST_CARDS:,} cards are read from one file. Split it from here on."
            report(card.first_line, message)
            break
        drafts += build_drafts(card, context, report)
    return ReadDocument(
        drafts=tuple(drafts),
        problems=tuple(sorted(problems, key=lambda problem: problem.line)),
        title=text_of(front.values.get("title")) or splitter.title,
        meta=front.values,
    )


def _context(grammar: Grammar, front: FrontMatter, splitter: Splitter) -> DeckContext:
    deck = front.values.get("deck")
    if deck is None and not grammar.has_keys:
        deck = front.values.get("name")
    tags = texts_of(front.values.get("tags"))
    if grammar.tags_are_decks:
        tags = tuple(tag for tag in tags if not tag.startswith("flashcards"))
    return DeckContext(
        grammar=grammar,
        deck_path=text_of(deck),
        source_document=text_of(front.values.get("source")),
        tags=tags,
        title=splitter.title,
        title_counts=splitter.top_headings > 1,
    )


def _front_matter_problems(front: FrontMatter) -> list[Problem]:
    problems = []
    for name in front.values:
        line = front.key_lines.get(name, 1)
        if name in FRONT_MATTER_KEYS:
            if name in {"deck", "source", "title"} and not text_of(front.values[name]):
                message = f"`{name}` needs a value on the same line."
                problems.append(Problem(line=line, message=message, field=name))
            continue
        meant = nearest(name, FRONT_MATTER_KEYS)
        hint = (
            f"Did you mean `{meant}`?" if meant else f"Known keys: {', '.join(FRONT_MATTER_KEYS)}."
        )
        message = f"`{name}` is not a key of the front matter. {hint}"
        problems.append(Problem(line=line, message=message, field=name, is_notice=not meant))
    return problems
