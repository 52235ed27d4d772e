"""From tokens to a tree: logic, relations, sums, products, powers, by precedence; what stands in brackets is in `brackets`."""

from dataclasses import replace

from cards.core.answers.parse.mixed_numbers import MixedNumbers
from cards.core.answers.parse.nodes import (
    Call,
    Collection,
    Constant,
    Logical,
    Matrix,
    Negative,
    Node,
    Number,
    PlusMinus,
    Power,
    Product,
    Quotient,
    Relation,
    SetOperation,
    Sum,
    Symbol,
)
from cards.core.answers.parse.tokens import Token

_RELATIONS = ("=", "<", ">", "<=", ">=", "!=")
_SET_WORDS = ("union", "intersection", "difference")


def scalar(node: Node) -> Node:
    """`[x+1]` or `{x+1}` inside a calculation only groups."""
    match node:
        case Collection(opening="[" | "{", items=(Collection() | Matrix(),)):
            return node
        case Collection(opening="[", closing="]", items=(item,)):
            return replace(item, start=node.start, end=node.end)
        case Collection(opening="{", closing="}", items=(item,)):
            return replace(item, start=node.start, end=node.end)
    return node


class Grammar(MixedNumbers):
    """Reads the tokens of one answer. Every method leaves `self.position` after what it has read."""

    def answer(self) -> Node:
        """The whole answer; a bare list `1, 2` is a collection without brackets."""
        items, _ = self.items(self.logic, (",", ";"))
        token = self.token
        if token.sort != "end of text":
            raise self.unexpected(token)
        if len(items) == 1:
            return items[0]
        return Collection(
            opening="", closing="", items=tuple(items), start=items[0].start, end=items[-1].end
        )

    def logic(self) -> Node:
        first = self.sum()
        # Most of what stands in brackets is one expression: fewer calls deep, so that sixty levels fit any stack.
        if not self._goes_on(self.token):
            return first
        operands = [self._conjunction(first)]
        while self.token.sort == "word" and self.token.text == "or":
            self.advance()
            operands.append(self._conjunction(self.sum()))
        return self._joined("or", operands)

    def _goes_on(self, token: Token) -> bool:
        return token.sort == "word" or (token.sort == "sign" and token.text in _RELATIONS)

    def _conjunction(self, first: Node) -> Node:
        operands = [self._relation(first)]
        while self.token.sort == "word" and self.token.text == "and":
            self.advance()
            operands.append(self._relation(self.sum()))
        return self._joined("and", operands)

    def _joined(self, word: str, operands: list[Node]) -> Node:
        if len(operands) == 1:
            return operands[0]
        return Logical(
            operator=word,
            operands=tuple(operands),
            start=operands[0].start,
            end=operands[-1].end,
        )

    def _relation(self, first: Node) -> Node:
        operands = [self._sets(first)]
        operators: list[str] = []
        while self._is_relation(self.token):
            operators.append(self.advance().text)
            operands.append(self._sets(self.sum()))
        if not operators:
            return operands[0]
        return Relation(
            operators=tuple(operators),
            operands=tuple(operands),
            start=operands[0].start,
            end=operands[-1].end,
        )

    def _is_relation(self, token: Token) -> bool:
        if token.sort == "word":
            return token.text == "in"
        return token.is_sign(*_RELATIONS) and not (self.in_angle and token.text in "<>")

    def _sets(self, first: Node) -> Node:
        operands = [first]
        operator = ""
        while self.token.sort == "word" and self.token.text in _SET_WORDS:
            word = self.advance().text
            if operator and word != operator:
                operands = [self._set_operation(operator, operands)]
            operator = word
            right = self.sum()
            if word == "difference" and isinstance(right, Number | Negative):
                # ℝ \ {2}, whose braces were taken for those of LaTeX.
                right = Collection(
                    opening="{", closing="}", items=(right,), start=right.start, end=right.end
                )
            operands.append(right)
        return self._set_operation(operator, operands) if operator else operands[0]

    def _set_operation(self, operator: str, operands: list[Node]) -> Node:
        return SetOperation(
            operator=operator,
            operands=tuple(operands),
            start=operands[0].start,
            end=operands[-1].end,
        )

    # Arithmetic

    def sum(self) -> Node:
        terms: list[Node] = []
        token = self.token
        if token.is_sign("±", "∓"):
            self.advance()
            right = self._product()
            terms.append(PlusMinus(left=None, right=right, start=token.start, end=right.end))
        else:
            terms.append(self._signed_product() if token.is_sign("-") else self._product())
        while self.token.is_sign("+", "-", "±", "∓"):
            sign = self.advance()
            right = self._product()
            if sign.text == "+":
                terms.append(right)
            elif sign.text == "-":
                terms.append(Negative(operand=right, start=sign.start, end=right.end))
            else:
                left = self._sum_of(terms)
                terms = [PlusMinus(left=left, right=right, start=left.start, end=right.end)]
        return self._sum_of(terms)

    def _sum_of(self, terms: list[Node]) -> Node:
        if len(terms) == 1:
            return terms[0]
        return Sum(
            terms=tuple(scalar(term) for term in terms), start=terms[0].start, end=terms[-1].end
        )

    def _signed_product(self) -> Node:
        """A term with its leading sign; the sign belongs to the whole product."""
        token = self.token
        if token.is_sign("-"):
            self.advance()
            with self.deeper(token):
                operand = self._signed_product()
            return Negative(operand=scalar(operand), start=token.start, end=operand.end)
        return self._product()

    def _product(self) -> Node:
        token = self.token
        factors = [self._signed_factor() if token.is_sign("-", "+") else self.power()]
        is_divided = False  # by a bare denominator, with a sign: 1/2x needs a note
        while True:
            token = self.token
            if token.is_sign("*"):
                self.advance()
                factors.append(self._signed_factor())
            elif token.is_sign("/"):
                self.advance()
                numerator = self._product_of(factors)
                denominator = self._signed_factor()
                is_divided = not self.tokens[self.position - 1].is_sign(")", "}", "]")
                factors = [
                    Quotient(
                        numerator=scalar(numerator),
                        denominator=scalar(denominator),
                        start=numerator.start,
                        end=denominator.end,
                    )
                ]
                continue
            elif self.starts_factor(token) and not self.starts_item():
                self.check_side_by_side(token, factors[-1])
                left = factors[-1]
                factors.append(self.power())
                if is_divided:
                    self._note_product(left, factors[-1])
            else:
                return self._product_of(factors)
            is_divided = False

    def _product_of(self, factors: list[Node]) -> Node:
        if len(factors) == 1:
            return factors[0]
        return Product(
            factors=tuple(scalar(factor) for factor in factors),
            start=factors[0].start,
            end=factors[-1].end,
        )

    def _note_product(self, left: Node, right: Node) -> None:
        written = self.source[left.start : right.end]
        if len(written) <= 40:
            first = self.source[left.start : left.end]
            second = self.source[right.start : right.end]
            self.notes.append(f"{written} is read as ({first})·{second}.")

    def _signed_factor(self) -> Node:
        token = self.token
        if token.is_sign("-", "+"):
            self.advance()
            with self.deeper(token):
                operand = self._signed_factor()
            if token.text == "+":
                return operand
            return Negative(operand=scalar(operand), start=token.start, end=operand.end)
        return self.power()

    def power(self) -> Node:
        base = self._postfix(self.primary())
        if not self.token.is_sign("^"):
            return base
        sign = self.advance()
        if self.raised_sign() is not None:
            return self.raised(base)
        is_bare = not self.token.is_sign("(", "{")
        with self.deeper(sign):
            exponent = self.exponent()
        node: Node = Power(
            base=scalar(base), exponent=scalar(exponent), start=base.start, end=exponent.end
        )
        if is_bare and isinstance(base, Constant | Number):
            self._note_exponent(node, exponent)
        return self._postfix(node) if self.token.is_sign("'") else node

    def exponent(self) -> Node:
        """What follows `^`: a group in braces, or one signed power."""
        if self.token.is_sign("{"):
            group = self.group()
            # x^{2}^3 is as right-associative as x^2^3.
            if self.token.is_sign("^"):
                self.advance()
                right = self.exponent()
                return Power(base=group, exponent=right, start=group.start, end=right.end)
            return group
        return self._signed_factor()

    def _note_exponent(self, power: Node, exponent: Node) -> None:
        token = self.token
        if token.spaced or not self.starts_factor(token):
            return
        if isinstance(exponent, Number | Symbol) and token.sort != "number":
            written = self.source[power.start : power.end]
            following = self.source[token.start : token.end]
            self.notes.append(
                f"{written}{following} is read as ({written})·{following}; "
                "put the exponent in brackets if all of it is raised."
            )

    def _postfix(self, node: Node) -> Node:
        while True:
            token = self.token
            if token.is_sign("!"):
                self.advance()
                name = "factorial"
                if self.token.is_sign("!") and not self.token.spaced:
                    token = self.advance()
                    name = "double_factorial"
            elif token.is_sign("%"):
                self.advance()
                name = "percent"
            elif token.is_sign("°"):
                self.advance()
                name = "degrees"
            elif token.is_sign("'") and isinstance(node, Collection | Matrix):
                self.advance()
                name = "transpose"
            else:
                return node
            node = Call(name=name, arguments=(scalar(node),), start=node.start, end=token.end)
