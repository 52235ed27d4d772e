"""Numbers beside numbers: mixed numbers such as `3½`, and the refusal of what could mean two things."""

from fractions import Fraction

from cards.core.answers.parse.brackets import Brackets
from cards.core.answers.parse.context import Fault, Unreadable
from cards.core.answers.parse.nodes import Node, Number, Quotient, Symbol
from cards.core.answers.parse.tokens import Token


class MixedNumbers(Brackets):
    """Numerals and what may stand right after them."""

    def check_side_by_side(self, token: Token, left: Node) -> None:
        """Two numbers without a sign between them could be anything."""
        before = self.tokens[self.position - 1]
        if token.sort == "number" and before.sort == "number":
            raise Unreadable(
                Fault.OPERATOR,
                "Two numbers stand side by side; write the sign between them, such as * or +.",
                before.start,
                token.end,
            )
        if before.is_sign("%"):
            raise Unreadable(Fault.OPERATOR, "A sign is missing after %.", before.start, token.end)
        if token.sort == "command" and before.sort == "number" and isinstance(left, Number):
            self._check_mixed(token, before)
        if token.sort == "number" and isinstance(left, Symbol):
            self.notes.append(
                f"{self.source[before.start : token.end]} is read as {left.name}·{token.text}."
            )

    def _check_mixed(self, token: Token, before: Token) -> None:
        """`3\\frac12` is a mixed number to some and a product to others."""
        mark = self.position
        fraction = self.primary()
        self.position = mark
        match fraction:
            case Quotient(numerator=Number(), denominator=Number()):
                raise Unreadable(
                    Fault.OPERATOR,
                    "Is this a sum or a product? Write the sign between the number and the fraction.",
                    before.start,
                    fraction.end,
                )

    def number(self) -> Node:
        """A numeral, also `3½`, and `3 1/2` where the question reads mixed numbers."""
        token = self.advance()
        value = token.value if token.value is not None else Fraction(0)
        following = self.token
        is_whole = not token.is_decimal and "/" not in token.text
        if following.sort == "number" and is_whole and "/" in following.text:
            self.advance()
            value += following.value or 0
            return Number(
                value=value,
                text=f"{token.text} {following.text}",
                start=token.start,
                end=following.end,
            )
        # The small fraction of `3\tfrac{1}{2}` is how a mixed number is typeset, and how it is printed here.
        is_typeset = self.source.startswith("\\tfrac", following.start)
        if (self.context.mixed or is_typeset) and (part := self._mixed_part(token)) is not None:
            return Number(
                value=value + part.value,
                text=f"{token.text} {part.text}",
                start=token.start,
                end=part.end,
            )
        return Number(
            value=value,
            is_decimal=token.is_decimal,
            text=token.text,
            start=token.start,
            end=token.end,
        )

    def _mixed_part(self, whole: Token) -> Number | None:
        if whole.is_decimal or "/" in whole.text:
            return None
        mark = self.position
        if self.token.sort == "command" and self.token.text == "frac":
            part = self.primary()
            if isinstance(part, Quotient):
                top, bottom, end = part.numerator, part.denominator, part.end
                if isinstance(top, Number) and isinstance(bottom, Number) and bottom.value:
                    value = top.value / bottom.value
                    return Number(value=value, text=f"{top.text}/{bottom.text}", end=end)
            self.position = mark
            return None
        ahead = self.tokens[mark : mark + 3]
        if len(ahead) == 3 and ahead[0].sort == ahead[2].sort == "number":
            over, under = ahead[0].value, ahead[2].value
            if ahead[1].is_sign("/") and over is not None and under:
                self.position += 3
                text = f"{ahead[0].text}/{ahead[2].text}"
                return Number(value=over / under, text=text, end=ahead[2].end)
        return None
