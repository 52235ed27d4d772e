"""Reading functions, with and without brackets around what they are applied to."""

from dataclasses import replace
from fractions import Fraction

from cards.core.answers.parse.context import Fault, Unreadable
from cards.core.answers.parse.nodes import (
    Call,
    Collection,
    Constant,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quotient,
)
from cards.core.answers.parse.roots import Roots
from cards.core.answers.parse.tokens import Token
from cards.core.answers.parse.vocabulary import FUNCTIONS, INVERSES

_OF_ANGLES = frozenset({"sin", "cos", "tan", "cot", "sec", "csc"})
_GIVING_ANGLES = frozenset({"arcsin", "arccos", "arctan", "arccot", "arcsec", "arccsc", "arctan2"})


class Calls(Roots):
    """Functions by name."""

    def arguments(self) -> list[Node]:
        """`( ... , ... )` after a function name, in any sort of bracket."""
        opening = self.advance()
        closing = {"(": ")", "[": "]", "{": "}", "\\{": "\\}"}[opening.text]
        self.open_brackets.append(opening)
        bars, self.bars = self.bars, 0
        found: list[Node] = []
        with self.deeper(opening):
            if not self.token.is_sign(closing):
                found.append(self.logic())
            while found and self.token.is_sign(",", ";"):
                self.advance()
                found.append(self.logic())
        self.expect(closing, opening)
        self.bars = bars
        self.open_brackets.pop()
        return found

    def call(self) -> Node:
        """A function, what is written between its name and its argument, and the argument."""
        name = self.advance()
        function = name.text
        base: Node | None = None
        raised: Node | None = None
        while True:
            if self.token.is_sign("_") and function == "log" and base is None:
                self.advance()
                base = self.simple()
            elif self.token.is_sign("^") and raised is None:
                self.advance()
                raised = self.exponent_of_name()
            else:
                break
        if function == "sqrt" and self.token.is_sign("[") and self._is_index():
            base = self.index()
            function = "root"
        with self.deeper(name):
            found = self._found_arguments(name, function)
        node = self._built(name, function, base, found)
        if raised is None:
            return node
        return self._raised_call(node, raised)

    def exponent_of_name(self) -> Node:
        """The exponent in `sin^2 x`: braces, brackets, or one signed number or name; never a product."""
        sign: Token | None = None
        if self.token.is_sign("-"):
            sign = self.advance()
        node = self.simple()
        if sign is not None:
            node = Negative(operand=node, start=sign.start, end=node.end)
        return node

    def _is_index(self) -> bool:
        """Whether `sqrt[3](x)` is meant, and not `sqrt[x]`."""
        return self.ahead(2).is_sign("]") and self.ahead(3).is_sign("(", "{")

    def _found_arguments(self, name: Token, function: str) -> list[Node]:
        token = self.token
        if token.is_sign("("):
            return self._opened(self.arguments())
        if token.is_sign("[") and not self.in_reversible:
            return self._opened(self.arguments())
        if token.is_sign("{", "\\{"):
            return self.arguments()
        if FUNCTIONS.get(function) is None or not self._starts_bare(token):
            raise Unreadable(
                Fault.ARGUMENTS,
                f"“{self.source[name.start : name.end]}” needs something in brackets.",
                name.start,
                name.end,
            )
        return [self._bare(name)]

    def _opened(self, found: list[Node]) -> list[Node]:
        """`max({1, 2})` takes the items of the one collection it is given."""
        match found:
            case [Collection(items=items, opening="{" | "[")] if len(items) > 1:
                return list(items)
        return found

    def _starts_bare(self, token: Token) -> bool:
        if token.is_sign("-", "+"):
            return self.starts_factor(self.ahead(1)) or self.ahead(1).is_sign("|")
        return self.starts_factor(token) or token.is_sign("|")

    def _bare(self, name: Token) -> Node:
        """Factors side by side, up to a sign or another function: sin 2x cos x is sin(2x)·cos(x)."""
        sign: Token | None = None
        if self.token.is_sign("-", "+"):
            sign = self.advance()
        if self.token.is_sign("|"):
            bars, self.bars = self.bars, 0
            factors = [self.power()]
            self.bars = bars
        else:
            factors = [self.power()]
        while self.starts_factor(self.token) and self.token.sort not in {"function", "number"}:
            factors.append(self.power())
        node = factors[0]
        if len(factors) > 1:
            node = Product(factors=tuple(factors), start=node.start, end=factors[-1].end)
        if sign is not None and sign.text == "-":
            node = Negative(operand=node, start=sign.start, end=node.end)
        self._note_bare(name, node, len(factors))
        return node

    def _note_bare(self, name: Token, node: Node, count: int) -> None:
        written = self.source[name.start : node.end]
        if len(written) > 40:
            return
        called = self.source[name.start : name.end]
        argument = self.source[node.start : node.end]
        if self.token.is_sign("/"):
            self.notes.append(f"{written}/… is read as ({called}({argument}))/….")
        elif count > 1:
            self.notes.append(f"{written} is read as {called}({argument}).")

    def _built(self, name: Token, function: str, base: Node | None, found: list[Node]) -> Node:
        end = self.previous.end
        # log_b(x) and sqrt[n](x) have their second argument already.
        self._check_count(name, function, len(found) + (base is not None), end)
        if function == "pow":
            return Power(base=found[0], exponent=found[1], start=name.start, end=end)
        if function == "cbrt":
            return self.root(found[0], 3, name.start, end)
        if function in {"log", "root"}:
            if base is not None:
                found = [*found, base]
            if function == "log":
                return self._logarithm(name, found, end)
        node = Call(name=function, arguments=tuple(found), start=name.start, end=end)
        return self._in_degrees(node) if self.context.degrees else node

    def _in_degrees(self, node: Call) -> Node:
        """The same function where angles are counted in degrees, spelled out so that the reading shows it."""
        argument = node.arguments[0]
        if node.name in _OF_ANGLES and getattr(argument, "name", "") != "degrees":
            angle = Call(
                name="degrees", arguments=(argument,), start=argument.start, end=argument.end
            )
            return replace(node, arguments=(angle,))
        if node.name in _GIVING_ANGLES:
            factor = Quotient(
                numerator=Number(value=Fraction(180), text="180"), denominator=Constant(name="pi")
            )
            return Product(factors=(node, factor), start=node.start, end=node.end)
        return node

    def _check_count(self, name: Token, function: str, count: int, end: int) -> None:
        known = FUNCTIONS.get(function)
        if known is None:
            if count == 0:
                raise Unreadable(
                    Fault.ARGUMENTS, f"“{name.text}” needs something in brackets.", name.start, end
                )
            return
        least = known.least
        if count < least or (known.most is not None and count > known.most):
            wanted = str(known.least)
            if known.most is None:
                wanted += " or more"
            elif known.most != known.least:
                wanted += f" or {known.most}"
            raise Unreadable(
                Fault.ARGUMENTS,
                f"“{self.source[name.start : name.end]}” takes {wanted} in its brackets, "
                f"not {count}.",
                name.start,
                end,
            )

    def _logarithm(self, name: Token, found: list[Node], end: int) -> Node:
        if len(found) > 1:
            match found[1]:
                case Number(value=value) if value in (2, 10):
                    function = f"log{int(value)}"
                    return Call(name=function, arguments=(found[0],), start=name.start, end=end)
            return Call(name="log", arguments=tuple(found), start=name.start, end=end)
        base = self.context.log_base
        function = {"10": "log10", "2": "log2"}.get(base, "ln")
        meaning = {"10": "the logarithm to base 10", "2": "the logarithm to base 2"}
        self.notes.append(f"log is read as {meaning.get(base, 'the natural logarithm')}.")
        return Call(name=function, arguments=(found[0],), start=name.start, end=end)

    def _raised_call(self, node: Node, raised: Node) -> Node:
        match raised, node:
            case Negative(operand=Number(value=value)), Call(name=name) if value == 1:
                if name in INVERSES:
                    inverse = INVERSES[name]
                    called = Call(
                        name=inverse, arguments=node.arguments, start=node.start, end=node.end
                    )
                    self.notes.append(f"{name}^-1 is read as the inverse function {inverse}.")
                    return called
        return Power(base=node, exponent=raised, start=node.start, end=node.end)
