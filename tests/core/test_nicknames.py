import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.core.nicknames import (
    LONGEST_NICKNAME,
    NicknameError,
    check_not_taken,
    folded,
    read_nickname,
)


@pytest.mark.parametrize(
    ("typed", "nickname"),
    [
        ("Ada", "Ada"),
        ("  Ada \t Lovelace ", "Ada Lovelace"),
        ("Ａｄａ", "Ada"),
        ("Zoë", "Zoë"),
        ("Zoe\u0308", "Zoë"),
        ("木村", "木村"),
        ("Мария", "Мария"),
        ("badminton fan", "badminton fan"),
        ("♥\ufe0f Ada", "♥ Ada"),
        ("x" * LONGEST_NICKNAME, "x" * LONGEST_NICKNAME),
    ],
)
def test_an_ordinary_name_is_kept_in_one_form(typed, nickname):
    assert read_nickname(typed) == nickname


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Type a name"),
        (" \u00a0\u3000 ", "Type a name"),
        ("Ada\u202egnp", "cannot be seen"),
        ("\u200b", "cannot be seen"),
        ("A\u200bda", "cannot be seen"),
        ("A\u2066da\u2069", "cannot be seen"),
        ("A\x00da", "cannot be seen"),
        ("A\x1bda", "cannot be seen"),
        ("\u3164", "cannot be seen"),
        ("\u2800", "cannot be seen"),
        ("A\U000e0041", "cannot be seen"),
        ("A\ud800", "cannot be seen"),
        ("x" * 41, "at most 40"),
        ("x" * 200, "at most 40"),
        ("\ufdfa" * 4, "at most 40"),
        ("x" * 1_000_000, "at most 40"),
        ("...", "letter or digit"),
        ("Z" + "\u0301" * 9, "accents"),
        ("admin", "office"),
        ("ADMIN", "office"),
        ("Аdmin", "office"),
        ("adm1n", "office"),
        ("The Admin", "office"),
        ("admin-team", "office"),
        ("a d m i n", "office"),
        ("Owner", "office"),
        ("You", "office"),
    ],
)
def test_a_name_that_hides_or_claims_is_refused_in_words(typed, words):
    with pytest.raises(NicknameError, match=words):
        read_nickname(typed)


@pytest.mark.parametrize(
    "typed", ["ada", "ADA", "Аdа", "Adá", "A.d.a", "Ａｄａ", "A da", "4da", "αda"]
)
def test_a_name_that_looks_like_another_member_is_refused(typed):
    with pytest.raises(NicknameError, match="looks like it"):
        check_not_taken(read_nickname(typed), ["Grace", "Ada"])


@pytest.mark.parametrize("typed", ["Adam", "Ida", "Мария", "木村"])
def test_another_name_is_free(typed):
    check_not_taken(read_nickname(typed), ["Grace", "Ada", "本田"])


@given(st.text(max_size=60))
def test_whatever_is_typed_is_refused_or_stays_as_it_is_when_read_again(typed):
    try:
        nickname = read_nickname(typed)
    except NicknameError:
        return
    assert read_nickname(nickname) == nickname
    assert 0 < len(nickname) <= LONGEST_NICKNAME
    assert 0 < len(folded(nickname)) <= 4 * LONGEST_NICKNAME
