"""How much one import may bring, whatever the shape of its files."""

MOST_CARDS = 50_000
"""A few times the largest deck that people share; the site's operator can choose another number."""


def too_many_cards(found: int, most: int) -> str:
    return (
        f"These are {found:,} cards; at most {most:,} are imported at a time. Split the file, or "
        "raise IMPORT_MOST_CARDS."
    )
