"""What one types to find cards: its words, and other ways in which a card may spell each."""

import re
import unicodedata

LONGEST_SEARCH = 200
MOST_WORDS = 12
LONGEST_WORD = 200

# A phrase in double quotes stays together.
_WORD = re.compile(r'"([^"]+)"|(\S+)')
_GREEK = (
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda",
    "mu", "nu", "xi", "omicron", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
)  # fmt: skip
_SIGNS = {
    "∇": "nabla", "∂": "partial", "∑": "sum", "∏": "prod", "∫": "int", "√": "sqrt", "∞": "infty",
    "≤": "le", "≥": "ge", "≠": "ne", "≈": "approx", "→": "to", "×": "times", "·": "cdot",
    "±": "pm", "∈": "in", "∝": "propto", "⊙": "odot", "⊤": "top",
}  # fmt: skip


def _letter(name: str, size: str) -> str:
    return unicodedata.lookup(f"GREEK {size} LETTER {name.replace('lambda', 'lamda').upper()}")


COMMANDS = (
    {_letter(name, "SMALL"): rf"\{name}" for name in _GREEK}
    | {_letter(name, "CAPITAL"): rf"\{name.capitalize()}" for name in _GREEK}
    | {sign: rf"\{name}" for sign, name in _SIGNS.items()}
)
SIGNS = {command: sign for sign, command in COMMANDS.items()}
_COMMAND = re.compile(r"\\[A-Za-z]+")


def search_words(text: str) -> list[str]:
    """The words to look for, all of them and in any order."""
    found = [quoted or word for quoted, word in _WORD.findall(text)]
    words = [" ".join(word.split())[:LONGEST_WORD] for word in found]
    return list(dict.fromkeys(word for word in words if word))[:MOST_WORDS]


def spellings(word: str) -> list[str]:
    """The word and what else may stand for it: β for \\beta and back, and letters in other cases.

    Databases fold the case of ASCII letters by themselves; SQLite folds no others.
    """
    composed = unicodedata.normalize("NFC", word)
    found = [word, composed]
    found.append("".join(COMMANDS.get(character, character) for character in composed))
    found.append(_COMMAND.sub(lambda match: SIGNS.get(match[0], match[0]), composed))
    if not composed.isascii():
        found += [composed.lower(), composed.upper(), composed.capitalize()]
    return list(dict.fromkeys(found))
