"""Two people, one interview: seats and forms when several ask at the same moment, and limits."""

import datetime as dt

import pytest

from cards.actions import pair_forms, pairings
from cards.models import Pairing, PairRole, PeerForm
from tests.factories import NOON, make_interview, make_pairing, make_question, make_user
from tests.threads import at_once

MINUTE = dt.timedelta(minutes=1)
RUBRIC = {"concept": 3, "maths": 3, "trade-offs": 3, "communication": 3}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_the_seat_at_once_one_sits():
    pairing = make_pairing(candidate=make_user(), now=NOON)
    people = [make_user(), make_user()]
    results = at_once(
        *(lambda user=user: pairings.join(pairing, user=user, now=NOON) for user in people)
    )
    refused = [result for result in results if isinstance(result, pairings.PairingClosedError)]
    assert len(refused) == 1, results
    pairing.refresh_from_db()
    assert pairing.interviewer == people[1 - results.index(refused[0])]


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_link_and_one_mirror():
    learner, teammate = make_user(), make_user()
    links = at_once(*[lambda: pairings.invite(candidate=learner, interview=None, now=NOON)] * 2)
    assert links[0] == links[1]
    over = make_interview(learner, now=NOON, minutes=10, ended_at=NOON)
    pairing = make_pairing(over, teammate)
    for _ in range(2):
        make_question()
    mirrors = at_once(*[lambda: pairings.swap(pairing, seed=1, now=NOON + MINUTE)] * 2)
    assert mirrors[0] == mirrors[1], mirrors
    assert mirrors[0].candidate == teammate


@pytest.mark.django_db(transaction=True)
def test_a_change_and_the_other_form_at_once_end_in_two_forms_of_which_none_changed_later():
    learner, teammate = make_user(), make_user()
    pairing = make_pairing(make_interview(learner, now=NOON, ended_at=NOON), teammate)

    def submit(user, words):
        return pair_forms.submit_form(
            pairing, user=user, rubric=RUBRIC, predicted_band=3, would_advance=True, words=words,
            now=NOON + MINUTE,
        )  # fmt: skip

    submit(learner, "before")
    changed, _ = at_once(lambda: submit(learner, "changed"), lambda: submit(teammate, "his"))
    words = PeerForm.objects.get(role=PairRole.CANDIDATE).words
    assert words == ("before" if isinstance(changed, pair_forms.FormClosedError) else "changed")
    with pytest.raises(pair_forms.FormClosedError):
        submit(learner, "after")


@pytest.mark.django_db
def test_links_without_end_are_refused(learner):
    for _ in range(pairings.MOST_A_DAY):
        made = pairings.invite(candidate=learner, interview=None, now=NOON)
        pairings.leave(made, user=learner, now=NOON)
    with pytest.raises(pairings.PairingError, match="very many"):
        pairings.invite(candidate=learner, interview=None, now=NOON)
    pairings.invite(candidate=learner, interview=None, now=NOON + dt.timedelta(days=2))


@pytest.mark.django_db
def test_an_expired_link_makes_room_for_another(learner):
    first = pairings.invite(candidate=learner, interview=None, now=NOON)
    later = NOON + dt.timedelta(days=4)
    second = pairings.invite(candidate=learner, interview=None, now=later)
    assert second != first
    assert second.is_open(later)
    assert Pairing.objects.in_force().get() == second
