"""Mock interviews: starting, saving under two tabs and after time, moving, ending, looking back."""

import datetime as dt
import uuid

import pytest

from cards.actions.interview_debriefs import (
    DebriefError,
    answer_follow_up,
    predict_band,
    score_answer,
)
from cards.actions.interviews import (
    LateAnswerError,
    OtherTabError,
    WrittenAnswer,
    close_if_over,
    end_interview,
    move_to,
    save_answer,
    start_interview,
)
from cards.core.interviews.bands import Band
from cards.core.interviews.blueprints import (
    BlueprintError,
    Part,
    QuestionKind,
    TooFewQuestionsError,
)
from cards.core.kinds import Difficulty
from cards.models import Card, CardStatus, Interview, InterviewAnswer, Review, Schedule
from cards.models.interview import MOST_DRAFTS
from tests.factories import (
    NOON,
    make_interview,
    make_number_card,
    make_question,
    make_schedule,
)
from tests.threads import at_once

pytestmark = pytest.mark.django_db
SECOND, MINUTE = dt.timedelta(seconds=1), dt.timedelta(minutes=1)
PAGE, OTHER_PAGE = uuid.UUID(int=1), uuid.UUID(int=2)


def written(text="Because.", revision=0, page=PAGE, **fields):
    return WrittenAnswer(
        render_id=page, revision=revision, text=text,
        **({"notes": "", "fields": {}} | fields),
    )  # fmt: skip


def save(interview, words, position=1, now=NOON, **options):
    return save_answer(interview=interview, position=position, written=words, now=now, **options)


def stored(interview, position=1):
    return InterviewAnswer.objects.get(interview=interview, position=position)


def start(user, minutes=20, count=2, now=NOON, seed=1, **fields):
    part = Part(minutes=minutes, count=count, **fields)
    return start_interview(user=user, title="Mock", parts=[part], seed=seed, now=now)


# --- Start ---


def test_a_start_draws_questions_and_sets_the_clock(learner):
    cards = [make_question() for _ in range(4)]
    interview = start(learner)
    assert interview.deadline_at == NOON + 20 * MINUTE
    answers = list(interview.answers.order_by("position"))
    assert [answer.position for answer in answers] == [1, 2]
    assert {answer.card_id for answer in answers} < {card.pk for card in cards}
    assert [bool(answer.opened_at) for answer in answers] == [True, False]
    assert all(answer.user_id == learner.pk for answer in answers)


def test_a_second_start_comes_into_the_same_room(learner):
    for _ in range(4):
        make_question()
    assert start(learner) == start(learner, now=NOON + SECOND)
    assert Interview.objects.count() == 1


def test_a_start_after_the_deadline_closes_the_old_interview_and_makes_a_new_one(learner):
    for _ in range(8):
        make_question()
    old = start(learner)
    new = start(learner, now=NOON + 60 * MINUTE)
    old.refresh_from_db()
    assert old.ended_at == old.deadline_at
    assert stored(old).seconds_used == 20 * 60
    assert new.ended_at is None


def test_another_learner_has_a_room_of_her_own(learner, stranger):
    for _ in range(2):
        make_question()
    assert start(learner) != start(stranger)


def test_questions_of_the_last_three_interviews_do_not_come_again(learner):
    for _ in range(4):
        make_question()
    asked = []
    for number in range(4):
        now = NOON + number * 60 * MINUTE
        interview = start(learner, count=1, now=now, seed=number)
        asked.append(interview.answers.get().card_id)
        end_interview(interview, now=now + MINUTE)
    assert len(set(asked)) == 4
    again = start(learner, count=1, now=NOON + 300 * MINUTE)
    assert again.answers.get().card_id == asked[0], "the fourth last is free again"


def test_a_question_that_was_never_opened_may_come_again(learner):
    for _ in range(2):
        make_question()
    end_interview(start(learner), now=NOON + MINUTE)
    with pytest.raises(TooFewQuestionsError, match="there is 1"):
        start(learner, now=NOON + 5 * MINUTE)
    assert start(learner, count=1, now=NOON + 5 * MINUTE)


def test_too_few_questions_start_nothing(learner):
    make_question()
    make_question(status=CardStatus.DRAFT)
    with pytest.raises(TooFewQuestionsError, match="there is 1"):
        start(learner)
    assert not Interview.objects.exists()


def test_parts_ask_only_what_they_are_about(learner):
    wanted = make_question("coding", difficulty="hard")
    make_question("coding", difficulty="easy")
    make_question("behavioural", difficulty="hard")
    part = {
        "kinds": (QuestionKind.CODING,), "difficulties": (Difficulty.HARD,),
        "decks": (wanted.deck.slug,),
    }  # fmt: skip
    assert start(learner, count=1, **part).answers.get().card == wanted
    with pytest.raises(BlueprintError, match="there are none"):
        start(learner, now=NOON + 90 * MINUTE, count=1, **(part | {"decks": ("gone",)}))


def test_checked_cards_come_only_when_asked_for(learner):
    card = make_number_card()
    with pytest.raises(TooFewQuestionsError):
        start(learner, count=1)
    assert start(learner, count=1, kinds=(QuestionKind.CHECKED,)).answers.get().card == card


def test_a_question_keeps_the_words_it_was_asked_with(learner):
    interview = make_interview(learner, make_question(prompt="As it was?"))
    Card.objects.update(prompt="Rewritten?", status=CardStatus.ARCHIVED, version=2)
    assert stored(interview).asked_card.prompt == "As it was?"


# --- The room ---


def test_a_saved_answer_counts_and_a_replay_changes_nothing(learner):
    interview = make_interview(learner)
    first = save(interview, written())
    again = save(interview, written(), now=NOON + SECOND)
    assert (first.revision, again.revision, again.saved_at) == (1, 1, NOON)
    assert stored(interview).is_answered


def test_the_older_tab_is_told_and_loses_nothing(learner):
    interview = make_interview(learner)
    save(interview, written("from B", page=OTHER_PAGE))
    with pytest.raises(OtherTabError) as error:
        save(interview, written("from A"))
    assert error.value.answer.text == "from B"
    with pytest.raises(OtherTabError):
        save(interview, written("from A, longer"))
    draft = stored(interview).drafts.get()
    assert (draft.text, draft.reason) == ("from A, longer", "conflict")
    assert stored(interview).text == "from B"


def test_the_older_tab_may_replace_the_other_and_keeps_a_copy_of_it(learner):
    interview = make_interview(learner)
    save(interview, written("from B", page=OTHER_PAGE))
    with pytest.raises(OtherTabError):
        save(interview, written("from A"))
    save(interview, written("from A", replaces_other_tab=True))
    assert stored(interview).text == "from A"
    draft = stored(interview).drafts.get()
    assert (draft.text, draft.reason) == ("from B", "replaced")


def test_a_page_whose_response_was_lost_does_not_clash_with_itself(learner):
    interview = make_interview(learner)
    save(interview, written("one"))
    save(interview, written("one two", revision=0))
    assert stored(interview).text == "one two"


def test_the_grace_counts_and_a_second_more_is_kept_apart(learner):
    interview = make_interview(learner, minutes=30)
    save(interview, written("in time"), now=NOON + 30 * MINUTE + 30 * SECOND)
    with pytest.raises(LateAnswerError):
        save(interview, written("too late", revision=1), now=NOON + 30 * MINUTE + 31 * SECOND)
    answer = stored(interview)
    assert answer.text == "in time"
    assert [(draft.reason, draft.text) for draft in answer.drafts.all()] == [("late", "too late")]


def test_the_same_words_after_time_are_no_late_words(learner):
    interview = make_interview(learner)
    save(interview, written("in time"))
    end_interview(interview, now=NOON + MINUTE)
    save(interview, written("in time", revision=1), now=NOON + 2 * MINUTE)
    assert not stored(interview).drafts.exists()


def test_drafts_of_one_question_are_bounded(learner):
    interview = make_interview(learner)
    save(interview, written("B", page=OTHER_PAGE))
    for number in range(MOST_DRAFTS + 5):
        with pytest.raises(OtherTabError):
            save(
                interview, written(f"draft {number}", page=uuid.uuid4()), now=NOON + number * SECOND
            )
    texts = [draft.text for draft in stored(interview).drafts.all()]
    assert len(texts) == MOST_DRAFTS
    assert texts[-1] == f"draft {MOST_DRAFTS + 4}"


def test_a_skipped_question_is_marked_until_it_is_answered(learner):
    interview = make_interview(learner)
    assert save(interview, written(""), is_skipped=True).is_skipped
    assert not save(interview, written("after all", revision=1)).is_skipped
    assert not save(interview, written("after all", revision=2), is_skipped=True).is_skipped


def test_time_belongs_to_the_question_one_was_at(learner):
    interview = make_interview(learner, minutes=30)
    move_to(interview, position=2, now=NOON + 90 * SECOND)
    move_to(interview, position=2, now=NOON + 95 * SECOND)
    move_to(interview, position=1, now=NOON + 120 * SECOND)
    close_if_over(interview, now=NOON + 300 * MINUTE)
    assert stored(interview, 1).seconds_used == 90 + 30 * 60 - 120
    assert stored(interview, 2).seconds_used == 30
    assert stored(interview, 2).opened_at == NOON + 90 * SECOND
    assert interview.ended_at == interview.deadline_at


def test_nobody_moves_beyond_the_last_question_or_after_the_end(learner):
    interview = make_interview(learner)
    with pytest.raises(InterviewAnswer.DoesNotExist):
        move_to(interview, position=3, now=NOON)
    end_interview(interview, now=NOON + MINUTE)
    move_to(interview, position=2, now=NOON + 2 * MINUTE)
    assert Interview.objects.get().position == 1


def test_ending_twice_ends_once(learner):
    interview = make_interview(learner)
    end_interview(interview, now=NOON + MINUTE)
    end_interview(interview, now=NOON + 2 * MINUTE)
    assert Interview.objects.get().ended_at == NOON + MINUTE
    assert stored(interview).seconds_used == 60


def test_words_that_arrive_just_after_the_end_in_another_tab_are_kept_apart(learner):
    interview = make_interview(learner)
    old_page = Interview.objects.get()  # read before the other tab ended the interview
    end_interview(interview, now=NOON + MINUTE)
    with pytest.raises(LateAnswerError):
        save(old_page, written("Too late."), now=NOON + MINUTE)
    assert stored(interview).text == ""
    assert stored(interview).drafts.get().text == "Too late."


# --- Looking back ---


def finished(user, *cards, text="Units die because gradients are zero for negative inputs."):
    interview = make_interview(user, *cards)
    if text:
        save(interview, written(text))
    end_interview(interview, now=NOON + MINUTE)
    return InterviewAnswer.objects.select_related("card__deck", "card_version", "interview").get(
        interview=interview, position=1
    )


def test_a_prediction_is_made_once(learner):
    answer = finished(learner)
    predict_band(answer, band=Band.STRONG_HIRE, now=NOON)
    predict_band(answer, band=Band.STRONG_NO_HIRE, now=NOON + SECOND)
    answer.refresh_from_db()
    assert answer.predicted_band == Band.STRONG_HIRE
    assert answer.revealed_at is None, "follow-ups come first"


def test_follow_ups_are_unlocked_in_order_and_reveal_the_points_at_the_end(learner):
    answer = finished(learner)
    with pytest.raises(DebriefError):
        answer_follow_up(answer, number=0, text="early", now=NOON)
    predict_band(answer, band=Band.LEANING_HIRE, now=NOON)
    answer_follow_up(answer, number=1, text="out of turn", now=NOON)
    answer_follow_up(answer, number=0, text="first", now=NOON)
    answer_follow_up(answer, number=0, text="a replay", now=NOON)
    with pytest.raises(DebriefError):
        score_answer(answer, ticked=[True] * 3, rubric={"concept": 4}, own_notes="", now=NOON)
    answer_follow_up(answer, number=1, text="second", now=NOON + MINUTE)
    assert answer.follow_up_answers == ["first", "second"]
    assert answer.revealed_at == NOON + MINUTE


def test_scoring_keeps_band_ticks_and_notes_and_may_be_done_again(learner):
    answer = finished(learner, make_question(follow_ups=[]))
    predict_band(answer, band=Band.LEANING_HIRE, now=NOON)
    rubric = {"concept": 4, "maths": 4, "trade-offs": 4, "communication": 4}
    score_answer(answer, ticked=[True, False, True], rubric=rubric, own_notes="n", now=NOON)
    answer.refresh_from_db()
    assert (answer.scored_band, answer.own_notes) == (Band.LEANING_HIRE, "n")
    score_answer(answer, ticked=[True] * 3, rubric=rubric, own_notes="", now=NOON)
    answer.refresh_from_db()
    assert (answer.scored_band, answer.ticked) == (Band.STRONG_HIRE, [True] * 3)


@pytest.mark.parametrize(
    ("text", "outcome"), [("1/4", "correct"), ("0.5", "incorrect"), ("((", "unreadable"), ("", "")]
)
def test_a_checked_answer_is_judged_at_the_reveal(learner, text, outcome):
    answer = finished(learner, make_number_card("0.25"), text=text)
    assert answer.outcome == ""
    predict_band(answer, band=Band.LEANING_HIRE, now=NOON)
    assert answer.revealed_at == NOON
    assert answer.outcome == outcome


def test_a_broken_card_is_revealed_without_a_verdict(learner):
    card = make_number_card("0.25")
    card.answer_spec = {"kind": "number", "correct": 3, "options": "none"}
    card.save()
    answer = finished(learner, card, text="1")
    predict_band(answer, band=Band.LEANING_HIRE, now=NOON)
    assert (answer.outcome, answer.revealed_at) == ("", NOON)


def test_an_interview_never_touches_a_schedule(learner):
    card = make_question(follow_ups=[])
    make_schedule(learner, card)
    before = list(Schedule.objects.values())
    answer = finished(learner, card)
    predict_band(answer, band=Band.STRONG_NO_HIRE, now=NOON)
    rubric = {dimension.name: 1 for dimension in answer.dimensions}
    score_answer(answer, ticked=[False] * 3, rubric=rubric, own_notes="", now=NOON)
    assert list(Schedule.objects.values()) == before
    assert not Review.objects.exists()


# --- At the same moment ---


@pytest.mark.django_db(transaction=True)
def test_two_starts_at_the_same_moment_make_one_interview(learner):
    for _ in range(4):
        make_question()
    first, second, third = at_once(*[lambda: start(learner) for _ in range(3)])
    assert first == second == third
    assert Interview.objects.count() == 1
    assert InterviewAnswer.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_tabs_that_save_at_the_same_moment_one_is_told(learner):
    interview = make_interview(learner)
    one, other = written("from A"), written("from B", page=OTHER_PAGE)
    results = at_once(lambda: save(interview, one), lambda: save(interview, other))
    assert sum(isinstance(result, OtherTabError) for result in results) == 1
    answer = stored(interview)
    texts = {answer.text, answer.drafts.get().text}
    assert texts == {"from A", "from B"}
