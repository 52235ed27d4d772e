"""Cutting LaTeX commands into the same tokens that plain text is cut into."""

import re

from cards.core.answers.parse import signs
from cards.core.answers.parse.context import Fault
from cards.core.answers.parse.lexer import Lexer
from cards.core.answers.parse.names import canonical_name
from cards.core.answers.parse.phrases import PHRASES
from cards.core.answers.parse.unsupported import unsupported_environment

_COMMAND = re.compile(r"\\([A-Za-z]+)\*?|\\(.)", re.DOTALL)
_BRACED = re.compile(r"\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
_ACCENT = re.compile(r"\s*(?:\{\s*)?(\\?[A-Za-z]+|[^\x00-\x7f])\s*(?:\})?")


class CommandLexer(Lexer):
    """A lexer that also reads what begins with a backslash."""

    def command(self) -> None:
        found = _COMMAND.match(self.text, self.at)
        if found is None:
            raise self.error(Fault.CHARACTER, "A single \\ stands here; delete it.", self.at)
        word = found[1]
        if word is None:
            self._control_sign(found[2], found.end())
        elif word in signs.LATEX_SKIPPED:
            self._skipped(word, found.end())
        elif word in signs.LATEX_FRACTIONS:
            self.add("command", "frac", self.at, found.end())
        elif word in signs.LATEX_BINOMIALS:
            self.add("command", "binom", self.at, found.end())
        elif word == "sqrt":
            self.add("command", "sqrt", self.at, found.end())
        elif word in {"begin", "end"}:
            self._environment(word, found.end())
        elif word in signs.LATEX_FONTS:
            self._font(found.end())
        elif word in signs.LATEX_ACCENTS:
            self._accent(signs.LATEX_ACCENTS[word], found.end())
        elif word == "boxed":
            self.at = found.end()
        elif word in signs.LATEX_SIGNS and word not in self.names.variables:
            self.sign(signs.LATEX_SIGNS[word], found.end())
        else:
            plain = signs.GREEK_VARIANTS.get(word, word)
            start, end = self.at, found.end()
            self.name([plain], [start, end], end)

    def _control_sign(self, sign: str, last: int) -> None:
        if sign == " " and self.text[last:].lstrip()[:1] == "{" and self._is_difference(last):
            self.add("word", "difference", self.at, last)
        elif sign in ",;:! >":
            self.spaced = True
            self.at = last
        elif sign == "\\":
            self.add("sign", "\\\\", self.at, last)
        elif sign == "{" and self._is_difference(last):
            self.add("word", "difference", self.at, last - 1)
            self.add("sign", "{", last - 1, last)
        elif sign in "{}":
            self.add("sign", "\\" + sign, self.at, last)
        elif sign in "%|":
            self.add("sign", sign, self.at, last)
        else:
            raise self.error(
                Fault.SYMBOL, f"The LaTeX command “\\{sign}” is not known here.", self.at, last
            )

    def _is_difference(self, last: int) -> bool:
        r"""`ℝ\{2}` without a second backslash: the sign for "without", not a LaTeX brace."""
        if not self.tokens or "\\}" in self.text[last:]:
            return False
        before = self.tokens[-1]
        return before.text == "reals" or before.is_sign(")", "]", "}")

    def _skipped(self, word: str, last: int) -> None:
        self.at = last
        if word not in {"left", "right"}:
            self.spaced = True
            return
        following = self.text[last : last + 1]
        if following == ".":
            self.at = last + 1
        elif following == "<" or following == ">":
            self.add("sign", "langle" if following == "<" else "rangle", last, last + 1)
        elif following == "|" and self.text.count(r"\left|") == self.text.count(r"\right|"):
            # Written in pairs they say which one opens, as a plain bar does not.
            self.add("sign", "lvert" if word == "left" else "rvert", last, last + 1)

    def _environment(self, word: str, last: int) -> None:
        braced = _BRACED.match(self.text, last)
        name = braced[1].strip().rstrip("*") if braced else ""
        if braced is None or name not in signs.LATEX_MATRICES:
            end = braced.end() if braced else last
            known = unsupported_environment(name)
            raise self.error(
                Fault.SYMBOL,
                known or f"“{self.text[self.at : end]}” is not known here; only matrices are.",
                self.at,
                end,
            )
        end = braced.end()
        if word == "begin" and name == "array" and (columns := _BRACED.match(self.text, end)):
            end = columns.end()
        self.add(word, name, self.at, end)

    def _font(self, last: int) -> None:
        """Upright or bold letters mean the same as plain ones; a whole word is one run."""
        braced = _BRACED.match(self.text, last)
        if braced is None:
            self.at = last
            return
        content = braced[1].strip()
        first = braced.start(1) + len(braced[1]) - len(braced[1].lstrip())
        if content.lower() in PHRASES or re.fullmatch(r"[A-Za-z]+", content) is None:
            if content == "":
                self.at = braced.end()
                return
            inner = self.text[first : first + len(content)]
            self.part(
                inner,
                (
                    *self.places[first : first + len(content)],
                    self.places[first + len(content) - 1] + 1,
                ),
            )
            self.at = braced.end()
            return
        if content == "R" and self.text.startswith("\\mathbb", self.at):
            self.add("word", "reals", self.at, braced.end())
            return
        spans = [self.at, *range(first + 1, first + len(content)), braced.end()]
        self.name(list(content), spans, braced.end())

    def _accent(self, accent: str, last: int) -> None:
        found = _ACCENT.match(self.text, last)
        if found is None:
            raise self.error(Fault.SYMBOL, "This accent belongs to no letter.", self.at, last)
        letter = canonical_name(found[1])
        accented = f"{letter}~{accent}"
        # \vec{x} and \dot{x} are plain x where no accented name was declared.
        is_declared = any(spelling.startswith(accented) for spelling in self.names.variables)
        shown = accented if is_declared or accent != "vec" else letter
        self.name([shown], [self.at, found.end()], found.end())
