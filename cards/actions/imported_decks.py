"""The decks that imported cards go to, found by path or made on the way."""

from cards.models import Deck, Enrolment
from cards.models.deck import PATH_SEPARATOR

LONGEST_NAME = 100


class DeckShelf:
    """Decks by path for the length of one import: one query, and one insert for a new deck."""

    def __init__(self) -> None:
        self._decks = {deck.path: deck for deck in Deck.objects.all()}
        self._next_position = 1 + max((deck.position for deck in self._decks.values()), default=0)

    def deck(self, path: str) -> Deck:
        """The deck at "Deep learning / Activation functions", parents included."""
        # Only a slash between blanks separates: "CI/CD" is one name.
        names = [name.strip()[:LONGEST_NAME] for name in path.split(PATH_SEPARATOR)]
        names = [name for name in names if name]
        parent: Deck | None = None
        for depth in range(1, len(names) + 1):
            parent = self._child(PATH_SEPARATOR.join(names[:depth]), names[depth - 1], parent)
        if parent is None:
            raise ValueError("a deck path needs at least one name")
        return parent

    def _child(self, path: str, name: str, parent: Deck | None) -> Deck:
        found = self._decks.get(path)
        if found is not None:
            return found
        deck = Deck.objects.create(name=name, parent=parent, position=self._next_position)
        self._next_position += 1
        self._decks[path] = deck
        if parent is not None:
            # Whoever learns the whole deck learns its new part too.
            Enrolment.objects.bulk_create(
                Enrolment(user_id=user_id, deck=deck)
                for user_id in parent.enrolments.values_list("user_id", flat=True)
            )
        return deck
