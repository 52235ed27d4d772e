"""Small trees for the tests of the workers, built without the parser."""

from fractions import Fraction

from cards.core.answers.parse.nodes import (
    Call,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    to_json,
)

x = Symbol(name="x")


def number(value):
    return Number(value=Fraction(value), text=str(value))


def plus(*terms):
    return Sum(terms=terms)


def times(*factors):
    return Product(factors=factors)


def over(above, below):
    return Quotient(numerator=above, denominator=below)


def power(base, exponent):
    return Power(base=base, exponent=exponent)


def call(name, *arguments):
    return Call(name=name, arguments=arguments)


def minus(operand):
    return Negative(operand=operand)


def power_tower(height=4):
    tower = number(9)
    for _ in range(height - 1):
        tower = power(number(9), tower)
    return tower


def equality(left, right, **domains):
    return {
        "job": "equivalent",
        "left": to_json(left),
        "right": to_json(right),
        "domains": domains,
    }


SQUARE = power(plus(x, number(1)), number(2))
EXPANDED = plus(power(x, number(2)), times(number(2), x), number(1))
# Needs nothing that SymPy imports late, so that a pool which does not warm up can answer it.
EASY = equality(number(6), times(number(2), number(3)))
HANGING = equality(power_tower(), number(1))
