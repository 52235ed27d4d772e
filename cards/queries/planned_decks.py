"""Which decks a plan is about: its topics, and every deck below one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cards.models import Deck, Plan
from cards.models.deck import PATH_SEPARATOR


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDecks:
    """The topics in the order in which they are worth something, must before extra.

    `places` has every deck that belongs to one, by its key: the topic's place in `topics`. A topic
    that lies in another that is worth less is apart from it.
    """

    topics: Sequence[Deck]
    places: Mapping[int, int]
    paths: Mapping[int, str]

    def apart_from(self, topic: Deck) -> list[Deck]:
        """The topics that lie in this one and are planned by themselves."""
        return [one for one in self.topics if one.path.startswith(topic.path + PATH_SEPARATOR)]


def planned_decks(plan: Plan) -> PlannedDecks:
    """One query; topics that are gone are left out."""
    decks = list(Deck.objects.order_by("position", "path"))
    wanted = {*plan.must_decks, *plan.extra_decks}
    topics = [deck for deck in decks if deck.slug in wanted]
    topics.sort(key=lambda deck: deck.slug not in plan.must_decks)
    places, paths = {}, {}
    for deck in decks:
        place = place_of(deck.path, topics)
        if place is not None:
            places[deck.pk], paths[deck.pk] = place, deck.path
    return PlannedDecks(topics=topics, places=places, paths=paths)


def place_of(path: str, topics: Sequence[Deck]) -> int | None:
    for place, topic in enumerate(topics):
        if path == topic.path or path.startswith(topic.path + PATH_SEPARATOR):
            return place
    return None
