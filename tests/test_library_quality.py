"""What makes the library good to learn from: links that lead somewhere, reasons beside results,
nothing asked twice in other words, one spelling, and interview questions with guidance."""

import re
from collections import Counter
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from spellchecker import SpellChecker

from cards.core.documents.references import Target, Targets, front_to_name
from cards.core.kinds import CardKind, InterviewKind
from tests.test_library import FILES, LIBRARY, all_drafts, read

DATA = Path(__file__).parent / "data"
REASONED = set(CardKind) - {
    CardKind.QUESTION, CardKind.LIST, CardKind.CLOZE, CardKind.CHOICE, CardKind.ORDERING,
    CardKind.TEXT, CardKind.INTERVIEW,
}  # fmt: skip


def notes():
    """Every card once: the gaps of a sentence and both ways of a term share their lines."""
    seen = set()
    for name, draft in all_drafts():
        if (name, draft.lines) not in seen:
            seen.add((name, draft.lines))
            yield name, draft


@cache
def targets():
    return Targets.among(
        Target(
            key=f"{name}:{draft.lines[0]}",
            front=front_to_name(draft.kind, draft.prompt),
            document=name,
            deck_path=draft.deck_path,
            explicit_id=draft.explicit_id,
        )
        for name, draft in all_drafts()
    )


def links(name, draft):
    return [
        (reference, targets().find(reference, document=name, deck_path=draft.deck_path))
        for reference in draft.see
    ]


@pytest.mark.parametrize("name", FILES)
def test_every_link_leads_to_another_card(name):
    for draft in read(name).drafts:
        for reference, found in links(name, draft):
            assert found.target, f"{name}:{draft.lines[0]}: {reference}: {found.message}"
            assert found.target.key != f"{name}:{draft.lines[0]}", f"{reference} leads to itself"


def test_no_card_names_a_card_twice_or_more_cards_than_one_would_follow():
    for name, draft in notes():
        keys = [found.target.key for _, found in links(name, draft)]
        assert len(keys) == len(set(keys)) <= 4, f"{name}:{draft.lines[0]}"


def test_two_cards_in_five_lead_on():
    linked = [bool(draft.see) for _, draft in notes()]
    assert sum(linked) >= 0.4 * len(linked)


def test_every_term_formula_and_figure_has_a_reason_or_an_image():
    bare = [
        f"{name}:{draft.lines[0]}: {draft.prompt[:60]}"
        for name, draft in notes()
        if draft.kind in REASONED and not draft.explanation
    ]
    assert bare == []


def test_a_list_to_recall_is_no_inventory():
    for name, draft in all_drafts():
        if draft.kind is CardKind.LIST:
            assert len(draft.points) <= 9, f"{name}: {draft.prompt}"


def test_a_prompt_says_what_it_asks():
    vague = re.compile(r"(?:what about|how about|tell me|explain this|discuss)\b", re.IGNORECASE)
    for name, draft in all_drafts():
        if draft.kind is not CardKind.INTERVIEW:
            assert not vague.match(draft.prompt), f"{name}: {draft.prompt}"
            questions = re.sub(r"[\"“][^\"”]*[\"”]|`[^`]*`", "", draft.prompt).count("?")
            assert questions <= 2, f"{name}: {draft.prompt}"


# The same knowledge in other words

ALIKE = 0.8
COMMON_WORDS = """
a an and are as at be by can do does each for from give has have how if in is it its many
name of on one or per than that the this to two three four what when which why with you
your
"""
COMMON = frozenset(COMMON_WORDS.split())
# Pairs that look alike and are not: each asks for something of its own.
DIFFERENT = {
    # The rule; then a case in which a better epoch comes too late.
    frozenset(
        {
            "The validation losses of six epochs are 0.8, 0.5, 0.4, 0.45, 0.44, 0.41. With patience "
            "3, after which epoch does training stop?",
            "Validation losses per epoch: 0.90, 0.70, 0.60, 0.62, 0.61, 0.63, 0.59. With patience 3, "
            "after which epoch does training stop?",
        }
    ),
    # Drawn figures; one worked example beside the code.
    frozenset(
        {
            "Teacher logits are ${a} and 0, the temperature is 2. What is the first soft target?",
            "Teacher logits $(3, 0)$ at temperature 3: what is the first soft target?",
        }
    ),
    # A metric of a finished model; a loss during training, with drawn figures.
    frozenset(
        {
            "Targets 3, −0.5, 2, 7; predictions 2.5, 0, 2, 8. MSE?",
            "What is the MSE for targets (1, 2) and predictions (${a}, ${b})?",
        }
    ),
}


def content_words(draft):
    text = " ".join([draft.prompt, draft.answer, *(point.text for point in draft.points)])
    text = re.sub(r"\$[^$]*\$|\\\w+", " ", text)
    return Counter(word for word in re.findall(r"[a-z]{2,}", text.casefold()) if word not in COMMON)


def test_no_two_decks_ask_for_the_same_in_other_words():
    cards = [
        (name, draft, content_words(draft))
        for name, draft in notes()
        if draft.kind is not CardKind.INTERVIEW
    ]
    by_word = {}
    for index, (_, _, words) in enumerate(cards):
        for word in words:
            by_word.setdefault(word, []).append(index)
    shared = Counter(
        pair
        for indices in by_word.values()
        if len(indices) <= 60
        for pair in combinations(indices, 2)
    )
    alike = []
    for (first, second), number in shared.items():
        one, other = cards[first], cards[second]
        if number < 3 or one[0] == other[0]:
            continue
        same = (one[2] & other[2]).total()
        if 2 * same / (one[2].total() + other[2].total()) < ALIKE:
            continue
        if frozenset({one[1].prompt, other[1].prompt}) not in DIFFERENT:
            alike.append((one[0], one[1].prompt, other[0], other[1].prompt))
    assert alike == []


# Spelling

FENCED = re.compile(r"^ *(```|~~~).*?^ *\1", re.MULTILINE | re.DOTALL)
# What cites a document, names a card or is read by a program is not ours to spell.
KEYED = re.compile(
    r"^(?:(?:Section|Source|Lines|Derive|Variables|Parameters|Constraints|Tolerance|Options|Kind|Id"
    r"|Accept|Reject|Form|See|deck|source):|= ).*$",
    re.MULTILINE,
)
SPANS = re.compile(
    r"\$\$.*?\$\$|\$\{\w+\}|\$[^$\n]*\$|`[^`\n]*`|https?://\S+"
    r"|\b\S+\.(?:md|txt|py|yaml|json|pkl|com|org|sh|log)\b",
    re.DOTALL,
)
WORD = re.compile(r"[A-Za-zÀ-ž]+(?:['’][a-z]+)?")
AMERICAN_WORDS = """
color colors colored behavior behaviors behavioral neighbor neighbors neighboring
neighborhood labeled labeling unlabeled modeling center centers centered defense defenses
favor favors analyze analyzes analyzing analyzed catalog gray
"""
AMERICAN = frozenset(AMERICAN_WORDS.split())


@cache
def words_by_file():
    return {name: set(spelled_words(name)) for name in FILES}


def spelled_words(name):
    text = (LIBRARY / name).read_text(encoding="utf-8")
    for pattern in (FENCED, KEYED, SPANS):
        text = pattern.sub(" ", text)
    for word in WORD.findall(text):
        bare = re.sub(r"['’]s?$", "", word)
        if len(bare) > 2 and not bare.isupper():
            yield bare.lower()


def field_words():
    return (DATA / "library_words.txt").read_text(encoding="utf-8").split()


def files_with(words):
    return {
        word: next(name for name in FILES if word in words_by_file()[name])
        for word in sorted(words)
    }


def test_every_word_is_in_the_dictionary_or_a_term_of_the_field():
    """A right word that the dictionary lacks belongs into tests/data/library_words.txt."""
    used = set().union(*words_by_file().values())
    unknown = SpellChecker().unknown(used) - set(field_words())
    assert files_with(unknown) == {}


def test_the_terms_of_the_field_are_sorted_and_stand_there_once():
    assert field_words() == sorted(set(field_words()))


def test_the_library_is_spelled_as_in_britain_with_ize():
    used = set().union(*words_by_file().values())
    dictionary = SpellChecker()
    with_s = {
        word: match[1] + "iz" + match[2]
        for word in used
        if (match := re.fullmatch(r"(\w+)is(e|ed|es|er|ers|ing|ation|ations)", word))
        and not dictionary.known([word])
    }
    known = dictionary.known(with_s.values())
    wrong = {word for word, other in with_s.items() if other in known or other in field_words()}
    assert files_with(wrong | (used & AMERICAN)) == {}


# Interview questions: `test_library.py` counts their parts, these look at what the parts say


def interviews(kind):
    return [(name, draft) for name, draft in all_drafts() if draft.interview_kind is kind]


def test_an_interview_answer_can_be_spoken_in_its_minutes():
    for kind in InterviewKind:
        for name, draft in interviews(kind):
            where = f"{name}: {draft.prompt}"
            words = len(re.sub(FENCED, "", draft.answer).split())
            # Nobody speaks faster than 150 words a minute; code is written, not spoken.
            assert 20 <= words <= 150 * draft.minutes, where
            assert any(not point.is_must for point in draft.points), where


def test_a_behavioural_question_says_how_to_build_the_story():
    for name, draft in interviews(InterviewKind.BEHAVIOURAL):
        guidance = draft.explanation
        assert re.search(r"STAR|Situation|Result", guidance), f"{name}: {draft.prompt}"


def test_a_system_design_question_gives_a_framework_and_its_trade_offs():
    for name, draft in interviews(InterviewKind.SYSTEM_DESIGN):
        assert draft.explanation.startswith("Framework: "), f"{name}: {draft.prompt}"
        assert "Trade-offs to name: " in draft.explanation, f"{name}: {draft.prompt}"


def test_an_interview_question_leads_to_the_cards_behind_it():
    spoken = set(InterviewKind) - {InterviewKind.CODING}
    for name, draft in all_drafts():
        if draft.interview_kind in spoken:
            assert draft.see, f"{name}: {draft.prompt}"
