"""The rules of mock interviews: which questions fill a blueprint, the clock, bands, suggested points."""

import datetime as dt
import importlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.core.documents.drafts import KeyPoint
from cards.core.documents.synonyms import split_synonyms
from cards.core.interviews.bands import (
    Band,
    band_of_answer,
    dimensions_of,
    mean_band,
)
from cards.core.interviews.blueprints import (
    BlueprintError,
    Candidate,
    Part,
    QuestionKind,
    TooFewQuestionsError,
    choose_questions,
    minutes_of,
    question_seed,
)
from cards.core.interviews.clock import Clock
from cards.core.interviews.key_points import stem, stems, suggested_points
from cards.core.interviews.scaffolds import places_of, we_hint
from cards.core.interviews.weakness import TopicRecord, weakest_first

START = dt.datetime(2026, 6, 10, 12, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
MUST, EXTRA = KeyPoint(text="must"), KeyPoint(text="extra", is_must=False)


def candidates(number, kind=QuestionKind.CONCEPTUAL, minutes=4, first=1):
    return [
        Candidate(card_id=card_id, kind=kind, minutes=minutes)
        for card_id in range(first, first + number)
    ]


# --- Blueprints ---


@pytest.mark.parametrize("minutes", [0, -5, 241, 10_000])
def test_a_part_of_no_or_of_endless_minutes_is_refused(minutes):
    with pytest.raises(BlueprintError):
        Part(minutes=minutes)


@pytest.mark.parametrize("minutes", [[4], [200, 41], []])
def test_an_interview_takes_five_minutes_to_four_hours(minutes):
    with pytest.raises(BlueprintError):
        minutes_of([Part(minutes=each) for each in minutes])
    assert minutes_of([Part(minutes=5)]) == 5
    assert minutes_of([Part(minutes=200), Part(minutes=40)]) == 240


def test_questions_fill_the_minutes_and_no_more():
    chosen = choose_questions([Part(minutes=30)], [candidates(50, minutes=4)], seed=1)
    assert len(chosen) == 7
    assert sum(question.minutes for question in chosen) == 28


def test_a_part_with_a_count_asks_that_many_and_shares_its_minutes():
    chosen = choose_questions([Part(minutes=45, count=2)], [candidates(9, minutes=12)], seed=1)
    assert [question.minutes for question in chosen] == [22, 22]


def test_a_question_longer_than_its_part_is_asked_alone():
    [question] = choose_questions([Part(minutes=5)], [candidates(3, minutes=20)], seed=1)
    assert question.minutes == 5


def test_too_few_questions_are_counted_in_the_message():
    part = Part(minutes=20, count=3, kinds=(QuestionKind.BEHAVIOURAL,))
    with pytest.raises(
        TooFewQuestionsError, match=r"3 behavioural questions .* there are 2"
    ) as error:
        choose_questions([part], [candidates(2)], seed=1)
    assert error.value.found == 2
    with pytest.raises(
        TooFewQuestionsError, match=r"60 minutes of questions .* for about 8 minutes"
    ):
        choose_questions([Part(minutes=60)], [candidates(2)], seed=1)
    with pytest.raises(TooFewQuestionsError, match="there are none"):
        choose_questions([Part(minutes=60)], [[]], seed=1)


def test_a_part_with_plenty_leaves_the_rare_questions_to_the_part_that_needs_them():
    parts = [Part(minutes=20, count=5), Part(minutes=20, count=2)]
    plenty, rare = candidates(7), candidates(2)
    for seed in range(30):
        chosen = choose_questions(parts, [plenty, rare], seed)
        assert len({question.card_id for question in chosen}) == 7
        assert {question.card_id for question in chosen[5:]} == {1, 2}


def test_kinds_take_turns_however_many_cards_each_has():
    pool = candidates(500, QuestionKind.CHECKED, 3) + candidates(
        5, QuestionKind.CONCEPTUAL, 3, first=900
    )
    chosen = choose_questions([Part(minutes=30, count=10)], [pool], seed=4)
    assert sum(question.card_id >= 900 for question in chosen) == 5


@given(st.integers(0, 2**62), st.integers(1, 60), st.permutations(candidates(20)))
def test_the_same_seed_chooses_the_same_in_whatever_order_the_rows_come(seed, minutes, shuffled):
    part = Part(minutes=minutes)
    chosen = choose_questions([part], [shuffled], seed)
    assert chosen == choose_questions([part], [candidates(20)], seed)
    assert len({question.card_id for question in chosen}) == len(chosen)
    assert sum(question.minutes for question in chosen) <= minutes


def test_another_seed_chooses_otherwise():
    drawn = {
        tuple(
            question.card_id
            for question in choose_questions([Part(minutes=12)], [candidates(40)], seed)
        )
        for seed in range(20)
    }
    assert len(drawn) > 15


def test_a_part_survives_json():
    part = Part(minutes=20, kinds=(QuestionKind.CODING,), decks=("a",), count=2)
    assert Part.from_json(part.as_json()) == part


def test_every_ready_blueprint_can_be_asked():
    ready = importlib.import_module("cards.migrations.0007_ready_blueprints").READY
    minutes = {
        slug: minutes_of([Part.from_json(part) for part in parts]) for slug, _, _, parts in ready
    }
    assert minutes == {
        "phone-screen": 30, "ml-depth": 45, "ml-system-design": 45, "coding": 45,
        "behavioural": 30, "full-loop": 165,
    }  # fmt: skip


def test_the_numbers_of_a_question_hang_on_interview_and_place():
    assert question_seed(7, 1) == question_seed(7, 1)
    assert len({question_seed(7, place) for place in range(50)}) == 50
    assert all(0 <= question_seed(seed, 1) < 2**63 for seed in range(50))


# --- The clock ---


def test_the_clock_forgives_half_a_minute_and_not_more():
    clock = Clock(started_at=START, deadline_at=START + 30 * MINUTE)
    assert not clock.is_over(START + 30 * MINUTE)
    assert not clock.is_over(START + 30 * MINUTE + dt.timedelta(seconds=30))
    assert clock.is_over(START + 30 * MINUTE + dt.timedelta(seconds=31))


def test_an_interview_that_was_ended_is_over_at_once():
    clock = Clock(started_at=START, deadline_at=START + 30 * MINUTE, ended_at=START + MINUTE)
    assert clock.is_over(START + MINUTE)
    assert clock.seconds_left(START) == 60


def test_time_after_the_deadline_is_nobodys():
    clock = Clock(started_at=START, deadline_at=START + 30 * MINUTE)
    assert clock.seconds_between(START + 29 * MINUTE, START + 300 * MINUTE) == 60
    assert clock.seconds_between(START + 31 * MINUTE, START + 32 * MINUTE) == 0
    assert clock.seconds_left(START + 40 * MINUTE) == 0


# --- Bands ---


@pytest.mark.parametrize(
    ("bands", "mean"),
    [
        ([4, 4, 4, 4], 4),
        ([4, 4, 3, 3], 3),
        ([4, 4, 4, 3], 4),
        ([1, 2], 1),
        ([2, 2, 3], 2),
        ([1], 1),
    ],
)
def test_the_mean_of_bands_rounds_halves_down(bands, mean):
    assert mean_band(bands) == mean


@given(st.lists(st.integers(1, 4), min_size=1))
def test_a_mean_lies_between_the_bands_it_is_of(bands):
    assert min(bands) <= mean_band(bands) <= max(bands)


def test_points_that_had_to_be_made_limit_the_band():
    rubric = {"concept": 4, "communication": 4}
    points = [MUST, MUST, MUST, EXTRA]
    assert band_of_answer(rubric, points, [True, True, True, False]) == Band.STRONG_HIRE
    assert band_of_answer(rubric, points, [True, True, False, True]) == Band.LEANING_HIRE
    assert band_of_answer(rubric, points, [True, False, False, True]) == Band.LEANING_NO_HIRE
    assert band_of_answer({"concept": 1}, points, [True] * 4) == Band.STRONG_NO_HIRE
    assert band_of_answer(rubric, [], []) == Band.STRONG_HIRE
    with pytest.raises(ValueError, match="at least one dimension"):
        band_of_answer({}, [], [])


@pytest.mark.parametrize("kind", QuestionKind)
def test_every_cell_of_every_rubric_has_its_own_signal(kind):
    dimensions = dimensions_of(kind)
    assert len(dimensions) == (1 if kind is QuestionKind.CHECKED else 4)
    signals = [signal for dimension in dimensions for _, signal in dimension.cells]
    assert len(set(signals)) == 4 * len(dimensions)
    assert all(signal.endswith((".", ").")) for signal in signals)


def test_only_stories_and_designs_have_places():
    assert [place.name for place in places_of(QuestionKind.BEHAVIOURAL)] == [
        "situation", "task", "action", "result",
    ]  # fmt: skip
    assert sum(place.is_line for place in places_of(QuestionKind.SYSTEM_DESIGN)) == 4
    assert places_of(QuestionKind.CONCEPTUAL) == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("We met, we planned and our model won.", True),
        ("We met. I planned, I measured, and my model won.", False),
        ("I did it with us in mind.", False),
        ("", False),
    ],
)
def test_a_story_of_we_is_asked_whose_it_was(text, told):
    assert bool(we_hint(text)) is told


# --- Key points ---


@pytest.mark.parametrize(
    ("one", "other"),
    [("gradients", "gradient"), ("normalisation", "normalise"), ("planning", "plan"),
     ("penalty", "penalties"), ("regularization", "regularized"), ("weights", "weight"), ("matrices", "matrix"),
     ("labelled", "labeled"), ("controlled", "control")],
)  # fmt: skip
def test_forms_of_one_word_share_a_stem(one, other):
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    "text",
    [
        "pre-trained mini-batch, fine-tuning",
        "Pretrained minibatches fine tuned",
        "pre trained mini batch, finetune",
    ],
)
def test_a_prefix_is_read_with_a_hyphen_as_one_word_and_as_two(text):
    assert stems(text) == stems("pretrained minibatch finetuning")


@pytest.mark.parametrize(
    ("one", "other"), [("bias", "batch"), ("loss", "logit"), ("test", "train"), ("mean", "median")]
)
def test_different_words_keep_different_stems(one, other):
    assert stem(one) != stem(other)


def test_points_that_the_answer_makes_are_suggested():
    points = ["dead units: zero gradient for negative inputs", "an alternative such as GELU"]
    answer = "Units die because the gradients are zero when an input is negative."
    assert suggested_points(answer, points) == [True, False]
    assert suggested_points("", points) == [False, False]
    assert suggested_points(answer + " GELU is the alternative.", points) == [True, True]


def test_one_word_of_several_is_no_point():
    assert suggested_points("It costs memory.", ["memory for activations"]) == [False]
    assert suggested_points("Activations take memory.", ["memory for activations"]) == [True]
    assert suggested_points("I would clip them.", ["clipping"]) == [True]


def test_a_synonym_of_the_author_makes_the_point():
    plain = "the variance falls by averaging"
    point = f"{plain} (also: noise cancels; less spread)"
    said = "Noise cancels out over the trees."
    assert suggested_points(said, [plain]) == [False]
    assert suggested_points(said, [point]) == [True]
    assert suggested_points("The noise stays.", [point]) == [False]
    assert suggested_points("The variance is lower by averaging.", [point]) == [True]


def test_the_words_of_a_synonym_stand_in_one_sentence():
    point = "the variance falls by averaging (also: noise cancels)"
    assert suggested_points("The noise of the trees cancels.", [point]) == [True]
    assert suggested_points("There is noise. The meeting cancels.", [point]) == [False]


def test_a_synonym_of_everyday_words_is_looked_for_as_it_stands():
    point = "Task: your own part (also: my task was; learned)"
    assert suggested_points("My task was to halve it.", [point]) == [True]
    assert suggested_points("The task was my idea.", [point]) == [False]
    assert suggested_points("A lesson I learned.", [point]) == [True]
    assert suggested_points("Unlearned.", [point]) == [False]


@pytest.mark.parametrize(
    ("written", "synonyms"),
    [
        ("a point", ()),
        ("a point (also: one; two three)", ("one", "two three")),
        ("a point (Also:one ; )", ("one",)),
        ("cost (in time) matters", ()),
        ("a point (also: )", ()),
    ],
)
def test_synonyms_are_written_behind_the_point(written, synonyms):
    assert split_synonyms(written)[1] == synonyms
    if synonyms:
        assert split_synonyms(written)[0] == "a point"


@given(st.text(max_size=300), st.lists(st.text(max_size=80), max_size=5))
def test_any_text_can_be_compared(answer, points):
    assert len(suggested_points(answer, points)) == len(points)


def test_a_point_without_words_is_never_suggested():
    assert suggested_points("anything at all", ["…", "and the"]) == [False, False]


# --- Weak topics ---


def test_the_weakest_topics_come_first_and_little_evidence_counts_little():
    records = [
        TopicRecord(topic="solid", reviews=100, failed=4),
        TopicRecord(topic="weak", reviews=40, failed=20),
        TopicRecord(topic="one slip", reviews=1, failed=1),
        TopicRecord(topic="never forgotten", reviews=30, failed=0),
    ]
    assert weakest_first(records) == ["weak", "one slip", "solid"]
