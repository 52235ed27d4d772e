"""Reading what stands in brackets: groups, tuples, lists, sets, intervals, matrices, absolute values."""

from collections.abc import Callable
from dataclasses import replace

from cards.core.answers.parse.calls import Calls
from cards.core.answers.parse.context import Fault, Unreadable
from cards.core.answers.parse.nodes import (
    Call,
    Collection,
    Constant,
    Matrix,
    Negative,
    Node,
    Symbol,
)
from cards.core.answers.parse.tokens import Token

_CLOSING = {"(": ")", "[": "]", "{": "}", "\\{": "\\}", "langle": "rangle", "<": ">"}
_PLAIN = {"\\{": "{", "\\}": "}", "langle": "<", "rangle": ">"}
_HALF_BRACKETS = {
    "lfloor": ("rfloor", "floor"),
    "lceil": ("rceil", "ceil"),
    "lvert": ("rvert", "abs"),
}
_RAISED = {"°": "degrees", "top": "transpose", "'": "transpose"}


def all_reals(start: int, end: int) -> Collection:
    """The interval that `ℝ` stands for."""
    infinite = Constant(name="inf", start=start, end=end)
    lower = Negative(operand=infinite, start=start, end=end)
    return Collection(opening="(", closing=")", items=(lower, infinite), start=start, end=end)


class Brackets(Calls):
    """Everything that begins with a bracket, and the choice of what a factor is."""

    def primary(self) -> Node:
        token = self.token
        match token.sort:
            case "number":
                return self.number()
            case "symbol":
                self.advance()
                return Symbol(name=token.text, start=token.start, end=token.end)
            case "constant":
                self.advance()
                return Constant(name=token.text, start=token.start, end=token.end)
            case "function":
                return self.call()
            case "command":
                return self.command()
            case "begin":
                return self._environment()
            case "word" if token.text == "reals":
                self.advance()
                return all_reals(token.start, token.end)
            case "word" if token.text == "empty_set":
                self.advance()
                return Collection(
                    opening="{", closing="}", items=(), start=token.start, end=token.end
                )
            case "sign" if token.text in _CLOSING or (token.text == "]" and self.reversed_brackets):
                return self._bracketed()
            case "sign":
                return self._signed_primary(token)
        raise self.unexpected(token)

    def _signed_primary(self, token: Token) -> Node:
        if token.text == "|":
            return self._absolute()
        if token.text in _HALF_BRACKETS:
            closing, name = _HALF_BRACKETS[token.text]
            node, end = self._single(token, closing)
            return Call(name=name, arguments=(node,), start=token.start, end=end)
        if token.text in {"√", "∛", "∜"}:
            return self.root_sign()
        raise self.unexpected(token)

    def _single(self, opening: Token, closing: str) -> tuple[Node, int]:
        self.advance()
        self.open_brackets.append(opening)
        with self.deeper(opening):
            node = self.sum()
        end = self.expect(closing, opening).end
        self.open_brackets.pop()
        return node, end

    def _absolute(self) -> Node:
        opening = self.advance()
        self.open_brackets.append(opening)
        self.bars += 1
        with self.deeper(opening):
            node = self.sum()
        self.bars -= 1
        closing = self.expect("|", opening)
        self.open_brackets.pop()
        return Call(name="abs", arguments=(node,), start=opening.start, end=closing.end)

    def items(
        self, reader: Callable[[], Node], separators: tuple[str, ...]
    ) -> tuple[list[Node], list[str]]:
        """Items with separators between them, and those separators."""
        found = [reader()]
        between: list[str] = []
        while self.token.is_sign(*separators) or self.starts_item():
            between.append("," if self.starts_item() else self.advance().text)
            found.append(reader())
        return found, between

    def _bracketed(self) -> Node:
        opening = self.advance()
        self.open_brackets.append(opening)
        outer = self.bars, self.in_angle, self.in_reversible, self.in_square
        self.bars = 0
        self.in_angle = opening.text in {"<", "langle"}
        self.in_reversible = self.reversed_brackets
        # With mixed numbers, `[1 1/2]` is one entry.
        self.in_square = opening.text == "[" and not self.context.mixed
        with self.deeper(opening):
            node = self._content(opening)
        self.bars, self.in_angle, self.in_reversible, self.in_square = outer
        self.open_brackets.pop()
        return node

    def _content(self, opening: Token) -> Node:
        natural = _CLOSING.get(opening.text, "[")
        if self.token.is_sign(natural):
            return self._nothing(opening)
        if (condition := self._set_builder(opening, natural)) is not None:
            return condition
        found, between = self.items(self.logic, (",", ";"))
        closing = self._closing(opening, natural, len(found))
        node = self._collection(opening, closing, found, between)
        return replace(node, start=opening.start, end=closing.end)

    def _nothing(self, opening: Token) -> Node:
        closing = self.advance()
        if opening.text == "(":
            raise Unreadable(
                Fault.BRACKET, "There is nothing in these brackets.", opening.start, closing.end
            )
        return Collection(
            opening=_PLAIN.get(opening.text, opening.text),
            closing=_PLAIN.get(closing.text, closing.text),
            items=(),
            start=opening.start,
            end=closing.end,
        )

    def _set_builder(self, opening: Token, natural: str) -> Node | None:
        """`{x | x > 0}` and `{x ∈ ℝ : x > 0}` are read as their condition."""
        if opening.text not in {"{", "\\{"} or self.token.sort != "symbol":
            return None
        length = 1
        if self.ahead(1).text == "in" and self.ahead(2).text == "reals":
            length = 3
        if not self.ahead(length).is_sign("|", ":"):
            return None
        self.position += length + 1
        node = self.logic()
        closing = self.expect(natural, opening)
        return replace(node, start=opening.start, end=closing.end)

    def _closing(self, opening: Token, natural: str, count: int) -> Token:
        token = self.token
        crossed: tuple[str, ...] = {"(": ("]",), "[": (")",)}.get(opening.text, ())
        if self.reversed_brackets:
            crossed = {"(": ("]", "["), "[": (")", "["), "]": ("[", "]", ")")}.get(opening.text, ())
        if token.is_sign(natural) or (count == 2 and token.is_sign(*crossed)):
            return self.advance()
        raise self.unclosed(opening, natural)

    def _collection(
        self, opening: Token, closing: Token, found: list[Node], between: list[str]
    ) -> Node:
        is_plain = opening.text + closing.text in {"()", "{}"}
        if len(found) == 1:
            # LaTeX braces around one thing group it, like round brackets.
            is_group = opening.text == "{" and ("\\" in self.source or self.token.is_sign("^"))
            if opening.text == "(" or is_group:
                return found[0]
            if opening.text == "[" and isinstance(found[0], Matrix):
                return found[0]
        if ";" in between and not is_plain and self._separates_rows(opening, between):
            return self._rows(opening, found, between)
        return Collection(
            opening=_PLAIN.get(opening.text, opening.text),
            closing=_PLAIN.get(closing.text, closing.text),
            items=tuple(found),
        )

    def _separates_rows(self, opening: Token, between: list[str]) -> bool:
        """`[1,2;3,4]` is a matrix; with decimal commas `[1;2]` is a list, and `;` also separates `[0;1]`."""
        if opening.text != "[" or self.previous.text != "]":
            return False
        return not self.context.decimal_comma or "," in between

    def _rows(self, opening: Token, found: list[Node], between: list[str]) -> Node:
        rows: list[list[Node]] = [[found[0]]]
        for separator, item in zip(between, found[1:], strict=True):
            if separator == ";":
                rows.append([item])
            else:
                rows[-1].append(item)
        return self._matrix(opening, rows)

    def _matrix(self, opening: Token, rows: list[list[Node]]) -> Node:
        if not rows[0]:
            raise Unreadable(
                Fault.BRACKET, "This matrix has no entries.", opening.start, self.previous.end
            )
        if len({len(row) for row in rows}) > 1:
            raise Unreadable(
                Fault.BRACKET,
                "The rows of this matrix have different lengths.",
                opening.start,
                self.previous.end,
            )
        return Matrix(
            rows=tuple(tuple(row) for row in rows), start=opening.start, end=self.previous.end
        )

    def _environment(self) -> Node:
        opening = self.advance()
        rows: list[list[Node]] = [[]]
        with self.deeper(opening):
            while self.token.sort != "end":
                rows[-1].append(self.logic())
                if self.token.is_sign("&"):
                    self.advance()
                elif self.token.is_sign("\\\\"):
                    self.advance()
                    if self.token.sort != "end":
                        rows.append([])
                elif self.token.sort != "end":
                    break
        if self.token.sort != "end" or self.token.text != opening.text:
            raise Unreadable(
                Fault.BRACKET,
                f"\\begin{{{opening.text}}} needs its \\end{{{opening.text}}}.",
                opening.start,
                opening.end,
            )
        self.advance()
        node = self._matrix(opening, rows)
        if opening.text in {"vmatrix", "Vmatrix"}:
            return Call(name="det", arguments=(node,), start=node.start, end=node.end)
        return node

    # What is written as an exponent but is none: degrees and transposes

    def raised_sign(self) -> str | None:
        """The function behind `^\\circ`, `^T`, also in braces."""
        token = self.ahead(1) if self.token.is_sign("{", "(") else self.token
        if self.token.is_sign("{", "(") and not self.ahead(2).is_sign("}", ")"):
            return None
        return _RAISED.get(token.text) if token.sort == "sign" else None

    def raised(self, base: Node) -> Node:
        name = self.raised_sign() or "transpose"
        self.position += 3 if self.token.is_sign("{", "(") else 1
        return Call(name=name, arguments=(base,), start=base.start, end=self.previous.end)
