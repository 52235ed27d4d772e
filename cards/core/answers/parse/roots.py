"""Reading groups, root signs, and the LaTeX commands that take arguments."""

from dataclasses import replace
from fractions import Fraction

from cards.core.answers.parse.context import Fault, Unreadable
from cards.core.answers.parse.cursor import Cursor
from cards.core.answers.parse.nodes import Call, Node, Number, Quotient
from cards.core.answers.parse.tokens import Token

_ROOTS = {"√": 2, "∛": 3, "∜": 4}


class Roots(Cursor):
    """Groups in braces, roots, fractions, binomials."""

    def group(self) -> Node:
        """`{ ... }` as LaTeX groups: one thing, no set."""
        opening = self.advance()
        self.open_brackets.append(opening)
        bars, self.bars = self.bars, 0
        with self.deeper(opening):
            node = self.logic()
        closing = self.expect("}", opening)
        self.bars = bars
        self.open_brackets.pop()
        return replace(node, start=opening.start, end=closing.end)

    def simple(self) -> Node:
        """One number, name or bracket, without sign, product or power."""
        token = self.token
        if token.is_sign("{"):
            return self.group()
        if token.sort == "number":
            self.advance()
            return Number(
                value=Fraction(0) if token.value is None else token.value,
                is_decimal=token.is_decimal,
                text=token.text,
                start=token.start,
                end=token.end,
            )
        if token.sort in {"symbol", "constant"} or token.is_sign("("):
            return self.primary()
        raise self.unexpected(token)

    def index(self) -> Node:
        """The order of a root, in square brackets."""
        opening = self.advance()
        node = self.logic()
        self.expect("]", opening)
        return node

    # Roots, fractions and binomials

    def root_sign(self) -> Node:
        sign = self.advance()
        with self.deeper(sign):
            operand = self.power() if self.token.is_sign("√", "∛", "∜") else self._radicand()
        index = _ROOTS[sign.text]
        if index == 2:
            return Call(name="sqrt", arguments=(operand,), start=sign.start, end=operand.end)
        return self.root(operand, index, sign.start, operand.end)

    def root(self, operand: Node, index: int, start: int, end: int) -> Node:
        number = Number(value=Fraction(index), text=str(index), start=start, end=end)
        return Call(name="root", arguments=(operand, number), start=start, end=end)

    def _radicand(self) -> Node:
        if self.token.is_sign("{"):
            return self.group()
        return self.primary()

    def command(self) -> Node:
        name = self.advance()
        with self.deeper(name):
            if name.text == "sqrt":
                return self._latex_root(name)
            first = self._latex_argument(name)
            second = self._latex_argument(name)
        if name.text == "binom":
            return Call(
                name="binomial", arguments=(first, second), start=name.start, end=second.end
            )
        return Quotient(numerator=first, denominator=second, start=name.start, end=second.end)

    def _latex_root(self, name: Token) -> Node:
        index = self.index() if self.token.is_sign("[") else None
        operand = self._latex_argument(name)
        if index is None:
            return Call(name="sqrt", arguments=(operand,), start=name.start, end=operand.end)
        return Call(name="root", arguments=(operand, index), start=name.start, end=operand.end)

    def _latex_argument(self, name: Token) -> Node:
        r"""A group, or one single character: `\frac12` is a half."""
        token = self.token
        if token.is_sign("{"):
            return self.group()
        if token.sort == "number" and len(token.text) > 1 and token.text[0].isdigit():
            rest = self.retokenize(token.origin + 1)
            digit = replace(
                token,
                text=token.text[0],
                value=Fraction(int(token.text[0])),
                is_decimal=False,
                end=token.start + 1,
            )
            self.tokens[self.position :] = [digit, *rest]
        if self.token.sort in {"number", "symbol", "constant", "command", "function"}:
            return self.simple() if self.token.sort == "number" else self.primary()
        if self.token.is_sign("(", "√"):
            return self.primary()
        raise Unreadable(
            Fault.ARGUMENTS,
            f"“{self.source[name.start : name.end]}” needs its parts in braces {{ }}.",
            name.start,
            name.end,
        )
