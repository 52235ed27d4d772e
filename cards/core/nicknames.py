"""Nicknames: what may stand beside other people's names, and which names look the same."""

import re
import unicodedata
from collections.abc import Collection

LONGEST_NICKNAME = 40
# Far more than a name needs: what is longer is not even normalised.
LONGEST_TYPED = 1000

# Format characters that do honest work inside an emoji or an Indic or Persian word are refused
# with the rest: what cannot be seen can hide a name.
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
BLANK = "\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5\u180b\u180c\u180d\u180f"
MAXIMUM_MARKS = 2  # in a row: more of them climb over the lines above and below

# Words that claim an office on this site or in a team, or that a page uses for somebody else.
RESERVED = (
    "root", "mod", "system", "gradient", "owner", "organiser", "organizer", "you", "me",
    "anonymous", "nobody", "everyone", "deleted", "member",
)  # fmt: skip
# As a word of a longer name they still claim it: "The Admin", "support-team".
CLAIMS = ("admin", "administrator", "moderator", "official", "staff", "support")
# And these at either end of a word: "theadmin", "admin2".
OFFICES = ("admin", "moderator")

# Letters that are drawn like Latin ones, after NFKC and case folding; Unicode's full table of
# confusables is 9,000 lines, and these are the ones within reach of a keyboard.
LOOKALIKES = str.maketrans(
    {
        "а": "a", "α": "a", "ɑ": "a", "в": "b", "β": "b", "ь": "b", "с": "c", "ϲ": "c", "ԁ": "d",
        "е": "e", "є": "e", "ε": "e", "ҽ": "e", "ɡ": "g", "ց": "g", "һ": "h", "н": "h", "η": "n",
        "і": "i", "ι": "i", "ı": "i", "l": "i", "1": "i", "|": "i", "!": "i", "ӏ": "i", "ј": "j",
        "к": "k", "κ": "k", "м": "m", "μ": "u", "п": "n", "ո": "n", "о": "o", "ο": "o", "σ": "o",
        "0": "o", "օ": "o", "р": "p", "ρ": "p", "ԛ": "q", "г": "r", "ѕ": "s", "5": "s", "$": "s",
        "т": "t", "τ": "t", "υ": "u", "ս": "u", "ν": "v", "ѵ": "v", "ԝ": "w", "ω": "w", "х": "x",
        "χ": "x", "у": "y", "γ": "y", "ү": "y", "ø": "o", "ł": "i", "đ": "d", "ħ": "h", "3": "e",
        "4": "a", "@": "a", "7": "t", "8": "b", "ß": "ss", "æ": "ae", "œ": "oe",
    }
)  # fmt: skip
PAIRS = (("rn", "m"), ("vv", "w"))
# What an emoji carries to be drawn in colour: invisible and harmless, so dropped and not refused.
EMOJI_STYLE = "\ufe0f"


class NicknameError(ValueError):
    """The message is for the person who chose the name."""


def read_nickname(typed: str) -> str:
    """The nickname as it is stored: normalised, visible, of one line and of a sane length."""
    name = visible_line(typed, LONGEST_NICKNAME)
    if claims_office(name):
        raise NicknameError("This name sounds like an office on this site. Choose another one.")
    return name


def visible_line(typed: str, longest: int) -> str:
    """One line of visible text with something to read in it, normalised."""
    too_long = NicknameError(f"Use at most {longest} characters.")
    if len(typed) > LONGEST_TYPED:
        raise too_long
    name = " ".join(unicodedata.normalize("NFKC", typed).replace(EMOJI_STYLE, "").split())
    if not name:
        raise NicknameError("Type a name; it is what the others will see.")
    if any(unicodedata.category(character) in INVISIBLE for character in name) or any(
        character in BLANK or is_variation_selector(character) for character in name
    ):
        raise NicknameError(
            "Leave out characters that cannot be seen or that turn the writing direction."
        )
    if len(name) > longest:
        raise too_long
    if not any(character.isalnum() for character in name):
        raise NicknameError("Use at least one letter or digit.")
    if has_towering_marks(name):
        raise NicknameError("Use fewer accents on one letter.")
    return name


def claims_office(name: str) -> bool:
    whole = folded(name)
    words = {whole, *map(folded, re.split(r"[\W_]+", name))}
    return (
        whole in RESERVED_FOLDED
        or not words.isdisjoint(CLAIMS_FOLDED)
        or any(whole.startswith(office) or whole.endswith(office) for office in OFFICES_FOLDED)
    )


def check_not_taken(nickname: str, taken: Collection[str]) -> None:
    """Refuse a name that reads like one of `taken` (members' nicknames and usernames)."""
    wanted = folded(nickname)
    if any(wanted == folded(name) for name in taken):
        raise NicknameError("Somebody in this team has this name or one that looks like it.")


def folded(name: str) -> str:
    """The same text for names that look the same; without case, accents, spaces and signs."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    plain = bare.translate(LOOKALIKES)
    kept = "".join(letter for letter in plain if letter.isalnum()) or re.sub(r"\s", "", plain)
    for pair, letter in PAIRS:
        kept = kept.replace(pair, letter)
    return kept


def is_variation_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def has_towering_marks(name: str) -> bool:
    run = 0
    for character in unicodedata.normalize("NFD", name):
        run = run + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if run > MAXIMUM_MARKS:
            return True
    return False


RESERVED_FOLDED = frozenset(map(folded, RESERVED))
CLAIMS_FOLDED = frozenset(map(folded, CLAIMS))
OFFICES_FOLDED = tuple(map(folded, OFFICES))
