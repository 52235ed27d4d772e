"""The card form of the admin, as a browser loads it and sends it back."""

from django.urls import reverse


def url_of(card):
    return reverse("admin:cards_card_change", args=[card.pk])


def fields_of(response):
    """What a browser would send back of the card form."""
    form = response.context["adminform"].form
    fields = {}
    for name in form.fields:
        value = form[name].value()
        if value is not None and value is not False:
            # Browsers end lines with CRLF.
            fields[name] = str(getattr(value, "pk", value)).replace("\n", "\r\n")
    return fields


def load(client, card, **changes):
    return fields_of(client.get(url_of(card))) | changes


def errors_of(response):
    return {name: list(messages) for name, messages in form_of(response).errors.items()}


def form_of(response):
    return response.context["adminform"].form
