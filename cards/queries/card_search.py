"""Cards found by the words, formulas and code in them, by deck and by tag."""

import json
from collections import Counter

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from cards.core.searching import search_words, spellings
from cards.models import Card
from cards.models.card import CardQuerySet

TEXT_FIELDS = ("prompt", "answer", "explanation", "source_document", "source_section")
JSON_FIELDS = ("points", "follow_ups", "interviewer_hints", "answer_spec", "coding", "tags")
MOST_TAGS = 40


def search_cards(cards: CardQuerySet, text: str) -> CardQuerySet:
    """The cards that hold every word somewhere: in prompt, answer, key points, code, tags, …

    Signs that mean something to LIKE are escaped by Django; those that mean something to JSON are
    written as the databases store them.
    """
    words = search_words(text)
    if not words:
        return cards
    cards = cards.alias(**{f"{name}_text": Cast(name, TextField()) for name in JSON_FIELDS})
    for word in words:
        condition = Q()
        for spelling in spellings(word):
            for name in TEXT_FIELDS:
                condition |= Q(**{f"{name}__icontains": spelling})
            for written in in_json(spelling):
                for name in JSON_FIELDS:
                    condition |= Q(**{f"{name}_text__icontains": written})
        cards = cards.filter(condition)
    return cards


def in_json(text: str) -> set[str]:
    """A text as it stands within JSON: SQLite keeps what Python wrote, PostgreSQL its own form."""
    return {json.dumps(text, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False)}


def with_tag(cards: CardQuerySet, tag: str) -> CardQuerySet:
    """The cards with exactly this tag. SQLite has no lookup for the members of a JSON list."""
    condition = Q()
    for written in in_json(tag):
        # Within the quotes: no other tag contains them unescaped.
        condition |= Q(tags_text__contains=f'"{written}"')
    return cards.alias(tags_text=Cast("tags", TextField())).filter(condition)


def tags_in_use(cards: CardQuerySet | None = None) -> list[tuple[str, int]]:
    """The tags of cards and on how many each is, the most used first."""
    rows = Card.objects.all() if cards is None else cards
    counted: Counter[str] = Counter()
    for tags in rows.exclude(tags=[]).order_by().values_list("tags", flat=True):
        counted.update(map(str, tags))
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0].casefold()))
