"""Cards found by the words, formulas and code in them, by deck and by tag."""

import json
from collections import Counter
from collections.abc import Collection

from django.db.models import Case, F, Q, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Replace

from cards.core.searching import search_words, spellings
from cards.models import Card, User
from cards.models.card import CardQuerySet

TEXT_FIELDS = ("prompt", "answer", "explanation", "source_document", "source_section")
JSON_FIELDS = ("points", "follow_ups", "interviewer_hints", "answer_spec", "coding", "tags")
# What a learner reads of a card.
LEARNER_FIELDS = ("prompt", "answer", "explanation")
LEARNER_JSON_FIELDS = ("points", "tags")
MOST_TAGS = 40
# Of key points, what is no word of an author's; within a text, its quotes would be escaped.
POINT_KEYS = ('"text": ', '"is_must": true', '"is_must": false')


def learner_search(user: User, text: str) -> CardQuerySet:
    """Published cards and the learner's own that hold every word, those that ask for it first."""
    shown = Card.with_personal.visible_to(user).published()
    found = search_cards(shown, text, fields=LEARNER_FIELDS, json_fields=LEARNER_JSON_FIELDS)
    asks = Q()
    for word in search_words(text):
        asks &= any_of(("prompt",), spellings(word))
    if asks:
        mentions = Case(When(asks, then=Value(0)), default=Value(1))
        return found.alias(mentions=mentions).order_by("mentions", "sequence", "pk")
    return found.in_author_order()


def any_of(fields: Collection[str], texts: Collection[str]) -> Q:
    condition = Q()
    for name in fields:
        for text in texts:
            condition |= Q(**{f"{name}__icontains": text})
    return condition


def search_cards(
    cards: CardQuerySet,
    text: str,
    *,
    fields: Collection[str] = TEXT_FIELDS,
    json_fields: Collection[str] = JSON_FIELDS,
) -> CardQuerySet:
    """The cards that hold every word somewhere: in prompt, answer, key points, code, tags, …

    Signs that mean something to LIKE are escaped by Django; those that mean something to JSON are
    written as the databases store them.
    """
    words = search_words(text)
    if not words:
        return cards
    names = {name: f"{name}_text" for name in json_fields}
    cards = cards.alias(**{names[name]: json_text(name) for name in json_fields})
    for word in words:
        written = [each for spelling in spellings(word) for each in in_json(spelling)]
        cards = cards.filter(any_of(fields, spellings(word)) | any_of(names.values(), written))
    return cards


def json_text(name: str) -> Combinable:
    """A column of JSON as text; of key points, without the names of their parts."""
    text: Combinable = Cast(F(name), TextField())
    if name == "points":
        for key in POINT_KEYS:
            text = Replace(text, Value(key), Value(""), output_field=TextField())
    return text


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
