"""The author's unsaved edit beside the card form: kept as she types, offered back, taken up, discarded."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from cards.actions.unsaved_edits import TooLongToKeepError, discard_edit, keep_edit
from cards.forms.card_admin import CardForm
from cards.models import Card, UnsavedEdit, User

TAKE_UP, DISCARD = "_take_up", "_discard"
# What a form holds beside the card itself.
NOT_CONTENT = frozenset({"loaded", "label", "spec_as"})


def unsaved_edit(request: HttpRequest, card: Card | None) -> UnsavedEdit | None:
    user = cast("User", request.user)
    return UnsavedEdit.objects.filter(user=user, card=card).first()


def keep_unsaved(request: HttpRequest, card: Card | None, form: CardForm) -> HttpResponse:
    """Keep what the form holds, unless it says what the card says; tell when."""
    user, now = cast("User", request.user), timezone.now()
    context: dict[str, Any] = {}
    if not set(form.changed_data) - NOT_CONTENT:
        discard_edit(user=user, card=card)
        return render(request, "admin/cards/card/_unsaved.html", context)
    own = tuple(form.fields)
    fields = [
        (name, str(value))
        for name, values in request.POST.lists()
        if name.split("-", 1)[0] in own
        for value in values
    ]
    try:
        context["kept"] = keep_edit(user=user, card=card, fields=fields, now=now)
    except TooLongToKeepError:
        context["is_too_long"] = True
    return render(request, "admin/cards/card/_unsaved.html", context)


def taken_up(edit: UnsavedEdit) -> QueryDict:
    """The kept fields as a form that is looked at and not saved."""
    data = QueryDict(mutable=True)
    for name, value in edit.fields:
        data.appendlist(name, value)
    data["_preview"] = "1"
    return data


def discard_unsaved(request: HttpRequest, card: Card | None) -> HttpResponse:
    discard_edit(user=cast("User", request.user), card=card)
    return redirect(request.get_full_path())
