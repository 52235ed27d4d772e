"""Where the reader of tokens stands: looking ahead, going on, saying what is wrong. The grammar builds on it."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from cards.core.answers.parse.context import Fault, ParseContext, Unreadable
from cards.core.answers.parse.nodes import Node
from cards.core.answers.parse.tokens import Token

MAX_DEPTH = 60
_OPENING = ("(", "[", "{", "\\{", "langle", "lfloor", "lceil", "lvert")
_CLOSING = (")", "]", "}", "\\}", "rangle", "rfloor", "rceil", "rvert", "|")
_SHOWN = {
    "\\{": "{", "\\}": "}", "langle": "⟨", "rangle": "⟩", "lvert": "|", "rvert": "|",
    "\\\\": "\\\\", "top": "ᵀ",
}  # fmt: skip


class _Level:
    """Leaves one level again; one for all, since levels are left in the order they were entered."""

    __slots__ = ("cursor",)

    def __init__(self, cursor: "Cursor") -> None:
        self.cursor = cursor

    def __enter__(self) -> None:
        self.cursor.depth += 1

    def __exit__(self, *_: object) -> None:
        self.cursor.depth -= 1


class Cursor(ABC):
    """The state of one reading.

    `bars_open`: a bar after a factor opens an absolute value, even inside another one.
    `reversed_brackets`: `]0,1[` is the open interval.
    """

    def __init__(
        self,
        source: str,
        tokens: Sequence[Token],
        context: ParseContext,
        retokenize: Callable[[int], list[Token]],
        *,
        bars_open: bool = False,
        reversed_brackets: bool = False,
    ) -> None:
        self.source = source
        self.tokens = list(tokens)
        self.context = context
        self.retokenize = retokenize
        self.bars_open = bars_open
        self.reversed_brackets = reversed_brackets
        self.position = 0
        self.depth = 0
        self._level = _Level(self)
        self.bars = 0
        self.in_angle = False
        self.in_reversible = False
        self.in_square = False
        self.notes: list[str] = []
        self.open_brackets: list[Token] = []

    @abstractmethod
    def logic(self) -> Node:
        """Read relations joined by and, or."""

    @abstractmethod
    def sum(self) -> Node:
        """Read terms."""

    @abstractmethod
    def exponent(self) -> Node:
        """Read what follows a sign of power."""

    @abstractmethod
    def power(self) -> Node:
        """Read one factor with its exponent."""

    @abstractmethod
    def number(self) -> Node:
        """Read a numeral."""

    @abstractmethod
    def primary(self) -> Node:
        """Read one name, number or bracket."""

    @property
    def token(self) -> Token:
        return self.tokens[self.position]

    def ahead(self, count: int) -> Token:
        """The token `count` further on; the last one when there are fewer."""
        return self.tokens[min(self.position + count, len(self.tokens) - 1)]

    @property
    def previous(self) -> Token:
        return self.tokens[self.position - 1]

    def advance(self) -> Token:
        token = self.tokens[self.position]
        if token.sort != "end of text":
            self.position += 1
        return token

    def deeper(self, token: Token) -> AbstractContextManager[None]:
        """One level further in; refuses what is nested too deeply to be meant."""
        if self.depth >= MAX_DEPTH:
            raise Unreadable(
                Fault.LIMIT,
                f"This is nested too deeply; at most {MAX_DEPTH} levels are read.",
                token.start,
                token.end,
            )
        return self._level

    def expect(self, closing: str, opening: Token) -> Token:
        """Read the bracket that belongs to `opening`."""
        if self.token.is_sign(closing):
            return self.advance()
        raise self.unclosed(opening, closing)

    def unclosed(self, opening: Token, closing: str) -> Unreadable:
        token = self.token
        wanted = _SHOWN.get(closing, closing)
        shown = _SHOWN.get(opening.text, opening.text)
        if token.is_sign(*_CLOSING):
            found = _SHOWN.get(token.text, token.text)
            return Unreadable(
                Fault.BRACKET,
                f"“{shown}” is closed by “{found}”; write “{wanted}”.",
                token.start,
                token.end,
            )
        if token.sort == "end of text":
            return Unreadable(
                Fault.BRACKET,
                f"The bracket “{shown}” is never closed; write “{wanted}”.",
                opening.start,
                opening.end,
            )
        return self.unexpected(token)

    def unexpected(self, token: Token) -> Unreadable:
        """What is wrong with a token that cannot stand where it stands."""
        shown = _SHOWN.get(token.text, self.source[token.start : token.end] or token.text)
        before = self.tokens[self.position - 1] if self.position else None
        if token.sort == "end of text":
            if before is None:
                return Unreadable(Fault.EMPTY, "Nothing was written.", 0, token.end)
            if self.open_brackets and before is self.open_brackets[-1]:
                opening = _SHOWN.get(before.text, before.text)
                return Unreadable(
                    Fault.BRACKET,
                    f"The bracket “{opening}” is never closed.",
                    before.start,
                    before.end,
                )
            last = _SHOWN.get(before.text, self.source[before.start : before.end])
            return Unreadable(
                Fault.OPERATOR, f"Something is missing after “{last}”.", before.start, before.end
            )
        if token.is_sign(*_CLOSING):
            if before is not None and not self.open_brackets and token.text != "|":
                message = f"“{shown}” closes a bracket that was never opened."
            else:
                message = f"Something is missing before “{shown}”."
            return Unreadable(Fault.BRACKET, message, token.start, token.end)
        if token.is_sign("*", "/", "^", "=", "<", ">", "<=", ">=", "!=", "!", "%", "_"):
            message = f"Something is missing before “{shown}”."
            return Unreadable(Fault.OPERATOR, message, token.start, token.end)
        if token.is_sign(",", ";"):
            message = f"“{shown}” cannot stand here. Is something missing beside it?"
            if not self.context.decimal_comma and token.text == ",":
                message = "A comma cannot stand here. Write numbers with a decimal point."
            return Unreadable(Fault.OPERATOR, message, token.start, token.end)
        return Unreadable(Fault.SYNTAX, f"“{shown}” cannot stand here.", token.start, token.end)

    def starts_item(self) -> bool:
        """`[1 2; 3 4]`: a number after a number, with white space only, is the next entry."""
        return (
            self.in_square
            and self.token.sort == "number"
            and self.token.spaced
            and self.previous.sort == "number"
        )

    def starts_factor(self, token: Token) -> bool:
        """Whether a factor may begin here without a sign before it."""
        if token.sort in {"number", "symbol", "constant", "function", "command", "begin"}:
            return True
        if token.sort != "sign":
            return False
        if token.text == "|":
            return self.bars == 0 or self.bars_open
        if token.text == "[" and self.in_reversible:
            return False
        return token.text in _OPENING or token.text in {"√", "∛", "∜"}
