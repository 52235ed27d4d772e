"""Cutting a tidied text into tokens: numerals, names, signs, LaTeX commands, in one pass for every notation."""

import re
from abc import ABC, abstractmethod
from fractions import Fraction

from cards.core.answers.parse import signs
from cards.core.answers.parse.context import Fault, ParseContext, Unreadable
from cards.core.answers.parse.endings import endings_at
from cards.core.answers.parse.names import (
    names_of,
    nearest,
    other_case_of_letters,
    split,
)
from cards.core.answers.parse.numerals import VULGAR_FRACTIONS, read_numeral
from cards.core.answers.parse.phrases import WHOLE_ANSWERS, phrase_at
from cards.core.answers.parse.tidy import NARROW_SPACE
from cards.core.answers.parse.tokens import MAX_TOKENS, Token
from cards.core.answers.parse.unsupported import unsupported

_SIGN = re.compile(r"<=|>=|!=|==|:=|=>|=<|<>|->|\*\*|&&|[-+*/^=<>!%|()\[\]{},;:&'~]")
_SAME = {"**": "^", "==": "=", ":=": "=", "<>": "!=", "&&": "and"}
_WRONG = {"=>": ">=", "=<": "<=", "->": ">"}
_LETTERS = re.compile(r"[A-Za-z" + "".join(signs.GREEK) + "]")
_POWER_OF_TEN = re.compile(r"\s*10\s*(?:\^|\*\*|[⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹])")
_MAX_RUN = 120


class Lexer(ABC):
    """Reads one text. Positions are those of the tidied text until a token or an error is made."""

    def __init__(self, text: str, places: tuple[int, ...], context: ParseContext) -> None:
        self.text = text
        self.places = places
        self.context = context
        self.names = names_of(context)
        self.tokens: list[Token] = []
        self.notes: list[str] = []
        self.at = 0
        self.spaced = False

    def tokenize(self, start: int = 0) -> list[Token]:
        """All tokens from `start` on, closed by one of sort "end of text"."""
        self.at = start
        while self.at < len(self.text):
            if len(self.tokens) > MAX_TOKENS:
                raise self.error(Fault.LIMIT, "This is too long to be read as one answer.", self.at)
            self._step()
        self.add("end of text", "", self.at, self.at)
        return self.tokens

    def error(self, fault: Fault, message: str, first: int, last: int | None = None) -> Unreadable:
        final = max(first + 1 if last is None else last, first)
        final = min(final, len(self.text))
        end = self.places[final - 1] + 1 if final > first else self.places[first]
        return Unreadable(fault, message, self.places[first], end)

    def add(
        self,
        sort: str,
        text: str,
        first: int,
        last: int,
        value: Fraction | None = None,
        *,
        is_decimal: bool = False,
    ) -> None:
        end = self.places[last - 1] + 1 if last > first else self.places[last]
        self.tokens.append(
            Token(
                sort=sort,
                text=text,
                start=self.places[first],
                end=end,
                spaced=self.spaced,
                value=value,
                is_decimal=is_decimal,
                origin=first,
            )
        )
        self.spaced = False
        self.at = last

    def _step(self) -> None:
        character = self.text[self.at]
        is_latex_space = character == "~" and "\\" in self.text
        if character in {" ", NARROW_SPACE} or is_latex_space:
            self.spaced = True
            self.at += 1
        elif character.isascii() and (character.isdigit() or character == "."):
            self._numeral()
        elif _LETTERS.match(character):
            self._letters()
        elif character == "\\":
            self.command()
        else:
            self._mark(character)

    def _mark(self, character: str) -> None:
        """Everything that is neither a plain numeral nor a name."""
        if character in VULGAR_FRACTIONS:
            value = VULGAR_FRACTIONS[character]
            self.add("number", str(value), self.at, self.at + 1, value)
        elif character in signs.SUPERSCRIPTS:
            self._raised()
        elif character == "_":
            self._subscript_of_command()
        elif character == "∞":
            self.add("constant", "inf", self.at, self.at + 1)
        elif character in signs.SIGNS:
            self.sign(signs.SIGNS[character], self.at + 1)
        elif found := _SIGN.match(self.text, self.at):
            if found[0] in _WRONG:
                message = f"“{found[0]}” is not known; write “{_WRONG[found[0]]}”."
                raise self.error(Fault.OPERATOR, message, self.at, found.end())
            self.sign(_SAME.get(found[0], found[0]), found.end())
        elif character in signs.SUBSCRIPTS:
            self._lowered()
        else:
            raise self.error(
                Fault.CHARACTER, f"The character “{character}” has no meaning here.", self.at
            )

    def sign(self, text: str, last: int) -> None:
        if text in {"union", "intersection", "difference", "in", "and", "or", "reals", "empty_set"}:
            self.add("word", text, self.at, last)
        elif text == "inf":
            self.add("constant", text, self.at, last)
        else:
            self.add("sign", text, self.at, last)

    def _numeral(self) -> None:
        numeral = read_numeral(self.text, self.at, self.context, self.names.variables)
        if isinstance(numeral, tuple):
            fault, message, last = numeral
            raise self.error(fault, message, self.at, last)
        if numeral.note:
            self.notes.append(numeral.note)
        self.add(
            "number",
            numeral.text,
            self.at,
            numeral.last,
            numeral.value,
            is_decimal=numeral.is_decimal,
        )

    # Names

    def _letters(self) -> None:
        if (found := phrase_at(self.text, self.at)) is not None:
            meaning, end = found
            sort = "constant" if meaning == "undefined" else "word"
            self.add(sort, meaning, self.at, end)
            return
        alone = self.text.strip().lower()
        if alone in WHOLE_ANSWERS and not self.tokens and not self.context.variables:
            self.add("word", WHOLE_ANSWERS[alone], self.at, self.at + len(alone))
            return
        letters: list[str] = []
        last = self.at
        while last < len(self.text) and _LETTERS.match(self.text[last]):
            letters.append(signs.GREEK.get(self.text[last], self.text[last]))
            last += 1
        if last < len(self.text) and self.text[last] in signs.COMBINING_ACCENTS:
            letters[-1] += "~" + signs.COMBINING_ACCENTS[self.text[last]]
            last += 1
            spans = [*range(self.at, last - 1), last]
        else:
            spans = [*range(self.at, last + 1)]
        self.name(letters, spans, last)

    def name(self, letters: list[str], spans: list[int], last: int) -> None:
        """Add the tokens of one run of letters. `spans` are the borders between the letters."""
        if len(letters) > _MAX_RUN:
            raise self.error(Fault.LIMIT, "This is too long to be a name.", spans[0], last)
        if letters == ["T"] and "T" not in self.names.variables and self._after_power():
            self.add("sign", "top", spans[0], last)
            return
        if (word := self._set_letter(letters, last)) is not None:
            self.add("word", word, spans[0], last)
            return
        if self._is_times_sign(letters, last):
            self.add("sign", "*", spans[0], last)
            return
        for ending, end in endings_at(self.text, last):
            has_bracket = re.match(r"\s*(?:\\left\s*)?[(\[]", self.text[end:]) is not None
            has_base = not ending and self.text[end : end + 1] == "_"
            pieces = split(letters, ending, self.names, before_bracket=has_bracket)
            if pieces is None or (has_base and pieces[-1].name != "log"):
                continue
            if len(pieces) > 1 and not ending:
                read = "·".join("".join(letters[p.first : p.last]) for p in pieces)
                if all(piece.sort == "symbol" for piece in pieces):
                    self.notes.append(f"{''.join(letters)} is read as {read}.")
            for piece in pieces:
                border = end if piece.last == len(letters) else spans[piece.last]
                self.add(piece.sort, piece.name, spans[piece.first], border)
            if self.tokens[-1].text == "log" and self.text[end : end + 1] == "_":
                self.add("sign", "_", end, end + 1)
            elif self.tokens[-1].text == "log" and self.text[end : end + 1] in signs.SUBSCRIPTS:
                self._lowered()
            return
        self._refuse_name(letters, spans[0], last)

    def _set_letter(self, letters: list[str], last: int) -> str | None:
        """The word that U between sets, or R for the real numbers, stands for."""
        if letters == ["U"] and "U" not in self.names.variables:
            return "union"
        after = self.text[last:].lstrip()
        is_between = bool(self.tokens) and self.tokens[-1].is_sign(")", "]", "}", "\\}")
        if (
            letters == ["u"]
            and not self.names.variables
            and is_between
            and after[:1] in set("([{]\\")
        ):
            return "union"
        if letters == ["R"] and not {"R", "r"} & set(self.names.variables):
            follows = not self.tokens or self.tokens[-1].sort == "word"
            return "reals" if follows and (not after or after[0] in "\\-∖/") else None
        return None

    def _is_times_sign(self, letters: list[str], last: int) -> bool:
        """The x of `3 x 10^-4`, where no variable has that name."""
        if letters not in (["x"], ["X"]) or letters[0] in self.names.variables:
            return False
        after_number = bool(self.tokens) and self.tokens[-1].sort == "number"
        return after_number and _POWER_OF_TEN.match(self.text, last) is not None

    def _after_power(self) -> bool:
        written = [token for token in self.tokens[-2:] if not token.is_sign("{", "(")]
        return bool(written) and written[-1].is_sign("^")

    def _refuse_name(self, letters: list[str], first: int, last: int) -> None:
        if (message := unsupported(self.text, first, "".join(letters))) is not None:
            raise self.error(Fault.SYMBOL, message, first, last)
        ending, end = endings_at(self.text, last)[0]
        shown = self.text[first:end].strip()
        for tail, tail_end in endings_at(self.text, last):
            if (right := other_case_of_letters(letters, tail, self.names)) is not None:
                raise self.error(
                    Fault.WRONG_CASE,
                    f"“{self.text[first:tail_end]}” is not known here; “{right}” is. "
                    "Capital and small letters are different.",
                    first,
                    tail_end,
                )
        suggestion = nearest("".join(letters) + ending, self.names)
        advice = f" Did you mean “{suggestion}”?" if suggestion else ""
        if not advice and self.context.variables:
            known = ", ".join(self.context.variables[:8])
            advice = f" The names in this question are: {known}."
        raise self.error(Fault.SYMBOL, f"“{shown}” is not known here.{advice}", first, end)

    def part(self, text: str, places: tuple[int, ...]) -> None:
        part = type(self)(text, places, self.context)
        for token in part.tokenize()[:-1]:
            self.tokens.append(token)

    def _raised(self) -> None:
        last = self.at
        while last < len(self.text) and self.text[last] in signs.SUPERSCRIPTS:
            last += 1
        plain = "".join(signs.SUPERSCRIPTS[character] for character in self.text[self.at : last])
        first = self.at
        self.add("sign", "^", first, first)
        if plain == "T" and "T" not in self.names.variables:
            self.add("sign", "top", first, last)
            return
        self.add("sign", "{", first, first)
        self.part(plain, (*self.places[first:last], self.places[last - 1] + 1))
        self.add("sign", "}", last, last)

    def _lowered(self) -> None:
        first = last = self.at
        while last < len(self.text) and self.text[last] in signs.SUBSCRIPTS:
            last += 1
        if not (self.tokens and self.tokens[-1].text == "log"):
            raise self.error(
                Fault.SYMBOL, f"“{self.text[first:last]}” has no name before it.", first, last
            )
        plain = "".join(signs.SUBSCRIPTS[character] for character in self.text[first:last])
        self.add("sign", "_", first, first)
        self.add("sign", "{", first, first)
        self.part(plain, (*self.places[first:last], self.places[last - 1] + 1))
        self.add("sign", "}", last, last)

    def _subscript_of_command(self) -> None:
        if self.tokens and self.tokens[-1].sort == "function" and self.tokens[-1].text == "log":
            self.add("sign", "_", self.at, self.at + 1)
            return
        raise self.error(
            Fault.SYMBOL, "This subscript belongs to no name that is known here.", self.at
        )

    @abstractmethod
    def command(self) -> None:
        """Read what begins with a backslash."""
