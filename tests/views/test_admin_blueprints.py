"""Blueprints in the admin: authors write and publish them."""

import pytest
from django.urls import reverse

from cards.models import Blueprint
from tests.factories import make_blueprint, make_deck

pytestmark = pytest.mark.django_db
ADD = "admin:cards_blueprint_add"


@pytest.fixture
def desk(client, author):
    client.force_login(author)
    return client


def form(*parts, **fields):
    sent = {"title": "Screen", "slug": "screen", "description": "", "position": "1"} | fields
    sent |= {"parts-TOTAL_FORMS": str(len(parts)), "parts-INITIAL_FORMS": "0"}
    for number, part in enumerate(parts):
        for name, value in ({"position": "0", "count": ""} | part).items():
            sent[f"parts-{number}-{name}"] = value
    return sent


def test_an_author_writes_a_blueprint_and_publishes_it(desk, author):
    deck = make_deck("Optimizers")
    part = {"minutes": "20", "count": "4", "kinds": ["coding"], "difficulties": ["hard"],
            "decks": [str(deck.pk)]}  # fmt: skip
    response = desk.post(reverse(ADD), form(part, is_published="on"))
    assert response.status_code == 302
    blueprint = Blueprint.objects.get(slug="screen")
    assert (blueprint.made_by, blueprint.is_published) == (author, True)
    [written] = blueprint.as_parts()
    assert written.as_json() == {
        "minutes": 20, "kinds": ["coding"], "difficulties": ["hard"], "decks": [deck.slug],
        "count": 4,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ([{"minutes": "0"}], "Choose 1 to 240 minutes"),
        ([{"minutes": "10000"}], "Choose 1 to 240 minutes"),
        ([{"minutes": "4"}], "takes 5 to 240 minutes, not 4"),
        ([{"minutes": "200"}, {"minutes": "200"}], "takes 5 to 240 minutes, not 400"),
        ([{"minutes": "20", "count": "99"}], "A part asks 1 to 40 questions"),
        ([], "1 to 12 parts"),
        ([{"minutes": "20", "kinds": ["gossip"]}], "gossip"),
    ],
)
def test_a_blueprint_that_cannot_be_asked_is_refused_with_the_reason(desk, parts, message):
    response = desk.post(reverse(ADD), form(*parts))
    assert response.status_code == 200
    assert message in response.content.decode()
    assert not Blueprint.objects.filter(slug="screen").exists()


def test_the_list_publishes_and_withdraws(desk):
    blueprint = make_blueprint(is_published=False)
    listing = reverse("admin:cards_blueprint_changelist")
    assert blueprint.title in desk.get(listing).content.decode()
    for action, published in (("publish", True), ("withdraw", False)):
        desk.post(listing, {"action": action, "_selected_action": [str(blueprint.pk)]})
        blueprint.refresh_from_db()
        assert blueprint.is_published is published


def test_learners_do_not_write_blueprints(client, learner):
    client.force_login(learner)
    assert client.get(reverse(ADD)).status_code == 302
