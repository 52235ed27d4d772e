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
