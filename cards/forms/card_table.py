"""The upload of a table of cards, and the choices of its export."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from cards.core.card_table import LARGEST_FILE, Table, TableError, read_table
from cards.forms.card_admin import LABEL_CHOICES
from cards.models import CardStatus, ChangeLabel, Deck


class CardTableForm(forms.Form):
    upload = forms.FileField(
        label="File",
        help_text="CSV (UTF-8) or XLSX, with the columns of an export. A row with an id changes that"
        " card, one without makes a new card; a column that is missing stays as it is.",
    )
    label = forms.ChoiceField(
        choices=LABEL_CHOICES, initial=ChangeLabel.CLARIFIED, label="For learners the changes are"
    )
    table: Table
    content: bytes

    def clean_upload(self) -> Any:
        upload: UploadedFile[Any] = self.cleaned_data["upload"]
        if (upload.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(
                f"The file is larger than {LARGEST_FILE // 1024 // 1024} MB: split it."
            )
        self.content = upload.read()
        try:
            self.table = read_table(upload.name or "", self.content)
        except TableError as error:
            raise forms.ValidationError(str(error)) from error
        return upload


class CardExportForm(forms.Form):
    format = forms.ChoiceField(
        choices=[("csv", "CSV"), ("xlsx", "XLSX")], label="Format",
        help_text="A cell that a spreadsheet would calculate gets a no-break space in front; an"
        " import takes it off again.",
    )  # fmt: skip
    deck = forms.ModelChoiceField(
        Deck.objects.order_by("path"), to_field_name="slug", required=False,
        empty_label="All decks", label="Deck", help_text="With all decks below it.",
    )  # fmt: skip
    status = forms.ChoiceField(
        choices=[("", "Any"), *CardStatus.choices], required=False, label="Status"
    )
