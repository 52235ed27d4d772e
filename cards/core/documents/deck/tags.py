"""Tags that name decks, as obsidian-sr uses them: `#flashcards/maths/limits`."""

import re

_DECK_TAG = re.compile(r"(?<!\S)#flashcards((?:/[\w-]+)*)(?!\S)")


def find_deck_tags(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without its deck tags, and the deck paths they name ("" for the plain tag)."""
    if "#flashcards" not in text:
        return text, ()
    paths = tuple(deck_path_of(match[1]) for match in _DECK_TAG.finditer(text))
    if not paths:
        return text, ()
    return " ".join(_DECK_TAG.sub("", text).split()), tuple(dict.fromkeys(paths))


def deck_path_of(tag: str) -> str:
    """`/maths/limits` as `maths / limits`."""
    return " / ".join(part for part in tag.split("/") if part)


def front_matter_decks(tags: tuple[str, ...]) -> tuple[str, ...]:
    """The decks among the tags of a note's front matter."""
    return tuple(
        deck_path_of(tag.removeprefix("flashcards"))
        for tag in tags
        if tag == "flashcards" or tag.startswith("flashcards/")
    )


class DeckTags:
    """Which deck the next card belongs to: a tag on its own line holds from there on, a tag at
    the start of a card for that card."""

    def __init__(self) -> None:
        self._standing: tuple[str, ...] = ()
        self._for_next_card: tuple[str, ...] | None = None

    def stand(self, names: tuple[str, ...]) -> None:
        """Put all cards that follow into these decks."""
        self._standing = names

    def read(self, text: str, *, for_rest: bool) -> str:
        """Note the tags of a line, and return the line without them."""
        rest, names = find_deck_tags(text)
        if names and (for_rest or not rest.strip()):
            self._standing = names
        elif names:
            self._for_next_card = names
        return rest

    def take(self) -> tuple[str, tuple[str, ...]]:
        """The deck of a card that begins now, and its further decks, kept as tags."""
        own, self._for_next_card = self._for_next_card, None
        names = own if own is not None else self._standing
        return (names[0] if names else ""), names[1:]
