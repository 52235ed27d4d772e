"""Fixtures for every test."""

import pytest

from tests import factories


@pytest.fixture
def learner(db):
    return factories.make_user("learner")


@pytest.fixture
def teammate(db):
    return factories.make_user("teammate")


@pytest.fixture
def stranger(db):
    return factories.make_user("stranger")


@pytest.fixture
def author(db):
    return factories.make_user("author", is_staff=True, is_superuser=True)
