"""The card form of the admin, as a browser loads it and sends it back."""

from django.urls import reverse

from cards.forms.card_admin import CardForm
from cards.forms.card_rows import RowsField


def url_of(card):
    return reverse("admin:cards_card_change", args=[card.pk])


def fields_of(response):
    """What a browser would send back of the card form."""
    form = response.context["adminform"].form
    fields = {}
    for name, field in form.fields.items():
        value = form[name].value()
        if isinstance(field, RowsField):
            fields |= rows_of(name, value)
        elif value is not None and value is not False:
            # Browsers end lines with CRLF.
            fields[name] = str(getattr(value, "pk", value)).replace("\n", "\r\n")
    return fields


def rows_of(name, rows):
    """Fields of the rows, and of a spare one below."""
    columns = CardForm.base_fields[name].columns
    sent = {}
    for number, row in enumerate([*rows, {}]):
        for column in columns:
            text = row.get(column.name, "")
            if column.type == "select" and not text:
                text = column.choices[0][0]
            if column.type != "check" or text:
                sent[f"{name}-{number}-{column.name}"] = text.replace("\n", "\r\n")
    return sent


def load(client, card, **changes):
    """The form as loaded, with changes: lists go into rows, a specification is sent as JSON."""
    fields = fields_of(client.get(url_of(card)))
    for name, value in changes.items():
        field = CardForm.base_fields.get(name)
        if isinstance(field, RowsField):
            fields = {key: old for key, old in fields.items() if not key.startswith(f"{name}-")}
            fields |= rows_of(name, field.prepare_value(value))
        else:
            fields[name] = value
    if "answer_spec" in changes:
        fields["spec_as"] = "json"
    return fields


def errors_of(response):
    return {name: list(messages) for name, messages in form_of(response).errors.items()}


def form_of(response):
    return response.context["adminform"].form
