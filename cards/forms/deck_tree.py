"""Decks to tick in their tree: topics folded below the deck they lie in, open where one is ticked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms

from cards.forms.decks import DecksField
from cards.models import Deck
from cards.models.deck import PATH_SEPARATOR


@dataclass(slots=True, kw_only=True)
class Branch:
    """A deck as a check box, and the decks below it. `option` is what Django's widgets render."""

    deck: Deck
    option: Mapping[str, Any]
    children: list["Branch"] = field(default_factory=list)

    @property
    def ticked_below(self) -> int:
        return sum(bool(child.option["selected"]) + child.ticked_below for child in self.children)


class DeckTree(forms.CheckboxSelectMultiple):
    template_name = "django/forms/widgets/deck_tree.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        groups = context["widget"]["optgroups"]
        context["branches"] = branches(option for _, options, _ in groups for option in options)
        return context


def branches(options: Iterable[Mapping[str, Any]]) -> list[Branch]:
    """The forest of the decks offered; one whose parent is not offered stands on its own."""
    by_id: dict[int, Branch] = {}
    for option in options:
        deck = option["value"].instance
        by_id[deck.pk] = Branch(deck=deck, option=option)
    roots: list[Branch] = []
    for branch in by_id.values():
        parent = by_id.get(branch.deck.parent_id or 0)
        (parent.children if parent else roots).append(branch)
    return roots


class DeckTreeField(DecksField):
    """Decks by their slugs; one that lies in another that is ticked too is covered by it."""

    widget = DeckTree

    def label_from_instance(self, obj: Deck) -> str:
        return str(obj.name)

    def clean(self, value: Any) -> Any:
        decks = list(super().clean(value))
        return [deck for deck in decks if covering(deck, decks) in (None, deck)]


def covering(deck: Deck, decks: Sequence[Deck]) -> Deck | None:
    """The highest of the decks that is this one or has it below."""
    found = [
        one for one in decks if one.pk == deck.pk or deck.path.startswith(one.path + PATH_SEPARATOR)
    ]
    return min(found, key=lambda one: len(one.path), default=None)
