"""The signed token by which a study page says which showing of a card it speaks of."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError

from cards.core.presentation import Presentation

SALT = "cards.presentation"
# A page left open over a weekend still works; a year-old one shows the card afresh.
OLDEST_PAGE = dt.timedelta(days=30)


def sign(presentation: Presentation) -> str:
    # Written out: dataclasses.asdict copies deeply, and takes as long as a query.
    values = [
        presentation.render_id.hex,
        presentation.user_id,
        presentation.card_id,
        presentation.card_version,
        presentation.schedule_version,
        presentation.turn,
        presentation.shown_at.timestamp(),
        presentation.deck_slug,
        presentation.coming_new,
        presentation.schedule,
        presentation.card_kind,
        presentation.has_key_points,
        presentation.is_personal,
    ]
    return signing.dumps(values, salt=SALT)


def unsign(token: str) -> Presentation:
    """Raises signing.BadSignature for anything this site did not sign, or signed long ago."""
    (
        render_id, user_id, card_id, card_version, schedule_version, turn, shown_at, deck_slug,
        coming_new, schedule, card_kind, has_key_points, is_personal,
    ) = signing.loads(token, salt=SALT, max_age=OLDEST_PAGE)  # fmt: skip
    return Presentation(
        render_id=uuid.UUID(render_id),
        user_id=user_id,
        card_id=card_id,
        card_version=card_version,
        schedule_version=schedule_version,
        turn=turn,
        shown_at=dt.datetime.fromtimestamp(shown_at, dt.UTC),
        deck_slug=deck_slug,
        coming_new=tuple((card_id, note_key) for card_id, note_key in coming_new),
        schedule=tuple(schedule),
        card_kind=card_kind,
        has_key_points=has_key_points,
        is_personal=is_personal,
    )


class PresentationField(forms.CharField):
    """Cleans to a Presentation."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> Presentation:
        token = super().clean(value)
        try:
            return unsign(token)
        except (signing.BadSignature, ValueError, TypeError) as error:
            raise ValidationError(
                "This page was out of date. Nothing was counted: here is the card again."
            ) from error
