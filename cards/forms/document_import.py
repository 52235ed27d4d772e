"""The form that takes documents to import: files or a pasted text, refused with a reason."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from cards.core.documents.decoding import decode
from cards.core.documents.registry import file_reader, reader_names
from cards.models import Document

LARGEST_UPLOAD_BYTES = 10 * 1024 * 1024
MOST_FILES = 50
PASTED_NAME = "pasted.md"


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Any number of uploaded files, as a list."""

    widget = ManyFilesInput

    def clean(self, value: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        files = value if isinstance(value, list | tuple) else [value] if value else []
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                f"These are {len(files)} files; choose at most {MOST_FILES} at a time."
            )
        if sum(file.size or 0 for file in files) > LARGEST_UPLOAD_BYTES:
            raise forms.ValidationError(too_large())
        # One by one: Django refuses an empty file and a name that is too long.
        return [super(ManyFilesField, self).clean(file, initial) for file in files]


def too_large() -> str:
    megabytes = LARGEST_UPLOAD_BYTES // (1024 * 1024)
    return f"This is more than {megabytes} MB. Split it, and import the parts one after another."


def too_many() -> str:
    return f"These are too many files; choose at most {MOST_FILES} at a time."


class DocumentImportForm(forms.Form):
    uploads = ManyFilesField(
        label="Files",
        required=False,
        max_length=300,
        help_text="Markdown decks, plain text, HTML, Org, CSV, PDF, Word, or exports of Anki, as"
        f" text or package; at most {MOST_FILES} files and 10 MB. A file with the name of a known document brings that"
        " document up to date. A macros.tex chosen with decks says what their own commands in"
        " formulas stand for.",
        error_messages={
            "empty": "One of the files is empty.",
            "max_length": "A file name is longer than 300 characters: shorten it.",
        },
    )
    text = forms.CharField(
        label="Or paste a text",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "class": "monospace"}),
    )
    name = forms.CharField(
        label="Name of the pasted text",
        required=False,
        max_length=300,
        help_text=f"As a file name, so that a later import finds its cards again; “{PASTED_NAME}”"
        " when empty.",
    )
    replaces = forms.ModelChoiceField(
        Document.objects.all(),
        label="New version of",
        required=False,
        empty_label="decide by file name",
        help_text="For a single file or text that has another name than the document it updates.",
    )
    reader = forms.ChoiceField(
        label="Read as",
        required=False,
        choices=[("", "detect"), *((name, name) for name in reader_names())],
    )
    publishes = forms.BooleanField(
        label="Publish new cards",
        required=False,
        help_text="Otherwise they wait as drafts that only authors see.",
    )
    takes_schedules = forms.BooleanField(
        label="Take over my schedule and review log",
        required=False,
        help_text="For an Anki package or Obsidian notes that you studied yourself: cards that you"
        " have not studied here are due when they were due there.",
    )

    def clean_uploads(self) -> list[tuple[str, bytes]]:
        read: list[tuple[str, bytes]] = []
        problems = []
        for file in self.cleaned_data["uploads"]:
            name, content = str(file.name), file.read()
            if any(name == other for other, _ in read):
                problems.append(f"{name} was chosen twice: two documents cannot share a name.")
            read.append((name, content))
            if file_reader(name, content):
                continue  # no text: its reader says what is wrong with it, in the dry run
            decoded = decode(content)
            problems.extend(f"{name}: {problem.message}" for problem in decoded.problems)
            if not decoded.problems and not decoded.text.strip():
                problems.append(f"{name} is empty.")
        if problems:
            raise forms.ValidationError(problems)
        return read

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        if any(not character.isprintable() for character in name):
            raise forms.ValidationError("Use printable characters only.")
        return name

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        sources = list(cleaned["uploads"])
        if cleaned["text"].strip():
            name = cleaned["name"] or PASTED_NAME
            if any(name == other for other, _ in sources):
                self.add_error("name", "One of the files has this name already.")
            sources.append((name, cleaned["text"].encode("utf-8", "replace")))
        if not sources:
            self.add_error("uploads", "Choose a file, or paste a text below.")
        elif sum(len(content) for _, content in sources) > LARGEST_UPLOAD_BYTES:
            self.add_error("text", too_large())
        if cleaned["replaces"]:
            if len(sources) > 1:
                self.add_error(
                    "replaces", "One document at a time can be replaced by another name."
                )
            elif sources:
                sources = [(cleaned["replaces"].name, sources[0][1])]
        cleaned["sources"] = sources
        return cleaned
