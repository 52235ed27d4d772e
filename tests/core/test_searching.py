"""What an author types to find cards."""

import pytest

from cards.core.searching import MOST_WORDS, search_words, spellings


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("  \n ", []),
        ("np.argmax  axis", ["np.argmax", "axis"]),
        ('"batch norm" layer', ["batch norm", "layer"]),
        ('an "open quote', ["an", '"open', "quote"]),
        (r"\frac{1}{2}", [r"\frac{1}{2}"]),
        ("one one", ["one"]),
    ],
)
def test_a_search_is_words_and_phrases(text, words):
    assert search_words(text) == words


def test_a_long_search_is_bounded():
    words = search_words(" ".join(f"{n}{'x' * 500}" for n in range(100)))
    assert len(words) == MOST_WORDS
    assert max(map(len, words)) <= 200


@pytest.mark.parametrize(
    ("word", "other"),
    [("β", r"\beta"), (r"\beta", "β"), ("Δw", r"\Deltaw"), ("λ", r"\lambda"), (r"\nabla", "∇"),
     ("Élan", "élan"), ("e\u0301", "\u00e9")],
)  # fmt: skip
def test_a_word_is_found_as_it_is_spelt_otherwise(word, other):
    assert other in spellings(word)
    assert word in spellings(word)


def test_plain_words_have_one_spelling():
    assert spellings("np.argmax") == ["np.argmax"]
