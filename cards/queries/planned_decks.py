"""Which decks a plan is about: its topics, and every deck below one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cards.models import Deck, Plan
from cards.models.deck import PATH_SEPARATOR


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDecks:
    """The topics in the order in which they are worth something, must before extra.

    `places` has every deck that belongs to one, by its key: the topic's place in `topics`. A topic
    that lies in another that is worth less is apart from it. `lineages` has for each of these decks
    its slug and those of the decks above it.
    """

    topics: Sequence[Deck]
    places: Mapping[int, int]
    lineages: Mapping[int, frozenset[str]]

    def apart_from(self, topic: Deck) -> list[Deck]:
        """The topics that lie in this one and are planned by themselves."""
        return [one for one in self.topics if one.path.startswith(topic.path + PATH_SEPARATOR)]


def planned_decks(plan: Plan) -> PlannedDecks:
    """One query; topics that are gone are left out."""
    decks = list(Deck.objects.order_by("path"))
    by_path = {deck.path: deck for deck in decks}

    def worth(deck: Deck) -> tuple[bool, list[tuple[int, str]]]:
        """Among musts or extras, the place in the tree that the form shows."""
        above = [by_path[path] for path in paths_above(deck.path) if path in by_path]
        return deck.slug not in plan.must_decks, [(one.position, one.path) for one in above]

    wanted = {*plan.must_decks, *plan.extra_decks}
    topics = sorted((deck for deck in decks if deck.slug in wanted), key=worth)
    places, lineages = {}, {}
    for deck in decks:
        place = place_of(deck.path, topics)
        if place is not None:
            places[deck.pk] = place
            lineages[deck.pk] = frozenset(
                by_path[path].slug for path in paths_above(deck.path) if path in by_path
            )
    return PlannedDecks(topics=topics, places=places, lineages=lineages)


def place_of(path: str, topics: Sequence[Deck]) -> int | None:
    for place, topic in enumerate(topics):
        if path == topic.path or path.startswith(topic.path + PATH_SEPARATOR):
            return place
    return None


def paths_above(path: str) -> list[str]:
    """The path itself and those of all decks that it lies in."""
    names = path.split(PATH_SEPARATOR)
    return [PATH_SEPARATOR.join(names[: number + 1]) for number in range(len(names))]
