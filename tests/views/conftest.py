"""Fixtures for the tests of views."""

import pytest
from django.utils import timezone


@pytest.fixture
def today(learner):
    return learner.study_day(timezone.now())


@pytest.fixture
def web(client, learner):
    client.force_login(learner)
    return client
