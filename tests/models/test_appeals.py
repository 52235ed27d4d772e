import pytest
from django.db import IntegrityError, transaction

from cards.models import Appeal, AppealStatus
from tests.factories import NOON, make_appeal, make_attempt, make_number_card

pytestmark = pytest.mark.django_db


def test_an_answer_is_appealed_once(learner):
    attempt = make_attempt(learner, make_number_card())
    make_appeal(attempt)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_appeal(attempt)
    assert Appeal.objects.count() == 1


@pytest.mark.parametrize(
    ("status", "decided_at"),
    [(AppealStatus.OPEN, NOON), (AppealStatus.ACCEPTED, None), (AppealStatus.DECLINED, None)],
)
def test_a_decision_and_its_time_go_together(learner, status, decided_at):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_appeal(make_attempt(learner), status=status, decided_at=decided_at)


def test_a_decision_can_be_taken_back(learner):
    appeal = make_appeal(make_attempt(learner))
    appeal.decide(AppealStatus.DECLINED, "The sign is missing.", now=NOON)
    appeal.save()
    appeal.decide(AppealStatus.OPEN, "", now=NOON)
    appeal.save()
    appeal.refresh_from_db()
    assert (appeal.is_open, appeal.decided_at) == (True, None)


def test_appeals_go_with_the_account(learner):
    make_appeal(make_attempt(learner))
    learner.delete()
    assert not Appeal.objects.exists()
