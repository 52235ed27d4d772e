"""Fixtures for every test."""

import pytest

from tests import factories


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config):
    """A single file is through before more processes have started; else as many as there are cores."""
    return 0 if len(config.args) == 1 and ".py" in config.args[0] else None


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
