"""What a missed key point becomes as a card of one's own."""

from cards.core.personal_cards import card_for_point, point_fingerprint

POINTS = ["Averages  many trees (also: ensemble)", "Cuts variance", "Rows are drawn with return"]


def test_the_card_asks_for_the_missing_point_and_gives_the_others():
    sides = card_for_point("Why does bagging help?\n", POINTS, 1)
    assert sides.answer == "Cuts variance"
    assert sides.prompt == (
        "Why does bagging help?\n\nA good answer says, among other things:\n\n"
        "- Averages many trees\n- Rows are drawn with return\n\nWhich point is missing?"
    )


def test_two_points_of_a_question_ask_different_things():
    prompts = {card_for_point("Why?", POINTS, place).prompt for place in range(3)}
    assert len(prompts) == 3


def test_a_single_point_needs_no_cues():
    sides = card_for_point("Why?", ["It is convex (also: bowl)"], 0)
    assert sides.prompt == "Why?\n\nWhat is the point to make?"
    assert sides.answer == "It is convex"


def test_a_point_is_known_again_when_only_its_synonyms_or_spacing_changed():
    same = {point_fingerprint(text) for text in (POINTS[0], "averages many trees", "Averages many"
                                                 " trees (also: committee; ensemble)")}  # fmt: skip
    assert len(same) == 1
    assert point_fingerprint(POINTS[1]) not in same
