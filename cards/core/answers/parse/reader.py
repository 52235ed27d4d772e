"""The way from submitted text to tree: tidy, cut, read, guard; and what to say when it fails."""

from cards.core.answers.parse.commands import CommandLexer
from cards.core.answers.parse.context import Fault, ParseContext, Parsed, Unreadable
from cards.core.answers.parse.grammar import Grammar
from cards.core.answers.parse.guard import refuse_costly
from cards.core.answers.parse.nodes import Collection, Node
from cards.core.answers.parse.tidy import program_text, tidy
from cards.core.answers.parse.tokens import Token

_MOST_NOTES = 5


def _read(text: str, context: ParseContext) -> tuple[Node, list[str]]:
    tidied = tidy(text)
    lexer = CommandLexer(tidied.text, tidied.places, context)
    tokens = lexer.tokenize()

    def retokenize(start: int) -> list[Token]:
        return CommandLexer(tidied.text, tidied.places, context).tokenize(start)

    # Other readings of bars and square brackets are tried only where the usual one fails.
    ways: list[dict[str, bool]] = [{}]
    if "]" in text or text.count("[") > 1:
        ways.append({"reversed_brackets": True})
    if sum(token.is_sign("|") for token in tokens) > 2:
        ways.append({"bars_open": True})
    first_error: Unreadable | None = None
    for way in ways:
        grammar = Grammar(text, tokens, context, retokenize, **way)
        try:
            node = grammar.answer()
        except Unreadable as error:
            first_error = first_error or error
        else:
            return node, lexer.notes + grammar.notes
    assert first_error is not None
    raise first_error


def _refuse_template(node: Node) -> None:
    """`{{7*7}}` is how web templates are probed, and no set that anybody means."""
    match node:
        case Collection(opening="{", items=(Collection(opening="{", items=(inner,)),)) if (
            not isinstance(inner, Collection)
        ):
            message = "There are two pairs of braces around one thing; write one pair."
            raise Unreadable(Fault.BRACKET, message, node.start, node.end)


def parse_answer(text: str, context: ParseContext) -> Parsed:
    """Read an answer. Raises `Unreadable`, and nothing else, when it cannot be read."""
    try:
        node, notes = _read(text, context)
        refuse_costly(node)
        _refuse_template(node)
    except Unreadable as error:
        span = None if error.code == Fault.LIMIT else program_text(text)
        if span is not None:
            raise Unreadable(
                Fault.HOSTILE,
                "This looks like program text. Only mathematics is read here, and nothing is executed.",
                *span,
            ) from error
        raise
    return Parsed(node=node, notes=tuple(dict.fromkeys(notes))[:_MOST_NOTES], text=text)
