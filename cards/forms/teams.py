"""What people type to found, join and run a team."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms

from cards.core.nicknames import NicknameError, read_nickname, visible_line
from cards.forms.settings import TimeZoneField
from cards.models import Consents, Deck, Membership, Team, TeamRole
from cards.models.team import LONGEST_TEAM_NAME

YES, NO = "yes", "no"
VALIDITY_DAYS = ((1, "a day"), (7, "a week"), (30, "a month"))
MOST_USES = 500
LATEST_DAYS = 3 * 366
PLAIN_TEXT = {"autocomplete": "off", "spellcheck": "false"}


class TeamNameField(forms.CharField):
    def __init__(self, **options: Any) -> None:
        # Its own `max_length` would stop a paste without a word.
        super().__init__(
            label="Name of the team",
            strip=False,
            widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": LONGEST_TEAM_NAME}),
            error_messages={"required": "Give the team a name."},
            **options,
        )

    def clean(self, value: Any) -> str:
        try:
            name = visible_line(str(super().clean(value)), LONGEST_TEAM_NAME)
        except NicknameError as error:
            raise forms.ValidationError(str(error)) from error
        # The name stands in the mails that invite.
        if "://" in name or "www." in name.casefold():
            raise forms.ValidationError("A team's name cannot be a link.")
        return name


class ConsentForm(forms.Form):
    """What a person shows of herself in one team. Nothing is ticked before she ticks it."""

    appears = forms.ChoiceField(
        label="Do you want to appear on this team's board?",
        choices=[
            (YES, "Yes, show me under a nickname"),
            (NO, "No, do not show me"),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose yes or no; you can change it at any time.",
            "invalid_choice": "Choose yes or no.",
        },
        help_text="With “yes”, every member sees your nickname, your share of cards cleared on their"
        " day and your challenge results. With “no”, nothing of this is shown anywhere.",
    )
    nickname = forms.CharField(
        label="Nickname on the board",
        required=False,
        strip=False,
        widget=forms.TextInput(attrs=PLAIN_TEXT | {"maxlength": 40}),
        help_text="Needed for “yes”. It may be your name; other members do not see your username.",
    )
    shares_topics = forms.BooleanField(
        label="Count me in the team's strength by topic",
        required=False,
        help_text="Only as part of rounded figures of five or more members, never by yourself.",
    )
    shares_details = forms.BooleanField(
        label="Let owners and organisers see how far I am in the team's decks",
        required=False,
        help_text="They see it under your name.",
    )

    @classmethod
    def initial_of(cls, membership: Membership) -> dict[str, Any]:
        return {
            "appears": YES if membership.appears_on_board else NO,
            "nickname": membership.nickname,
            "shares_topics": membership.shares_topics,
            "shares_details": membership.shares_details,
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("appears") == YES and "nickname" not in self.errors:
            try:
                cleaned["nickname"] = read_nickname(cleaned.get("nickname", ""))
            except NicknameError as error:
                self.add_error("nickname", str(error))
        return cleaned

    @property
    def consents(self) -> Consents:
        cleaned = self.cleaned_data
        appears = cleaned["appears"] == YES
        return Consents(
            appears_on_board=appears,
            nickname=cleaned["nickname"] if appears else "",
            shares_topics=cleaned["shares_topics"],
            shares_details=cleaned["shares_details"],
        )


class NewTeamForm(ConsentForm):
    name = TeamNameField()
    time_zone = TimeZoneField(
        label="Time zone of the team",
        help_text="The team's week turns on Monday at 4 in the morning there.",
    )
    field_order = ["name", "time_zone"]


class TeamForm(forms.ModelForm):  # type: ignore[type-arg]
    name = TeamNameField()
    time_zone = TimeZoneField(
        label="Time zone of the team",
        help_text="The team's week turns on Monday at 4 in the morning there.",
    )

    class Meta:
        model = Team
        fields = ("name", "time_zone", "has_challenge")
        labels = {"has_challenge": "Hold a challenge every week"}
        help_texts = {
            "has_challenge": "Ten checked exercises, the same for everybody. They change no schedule"
            " and no standing."
        }


class InvitationForm(forms.Form):
    role = forms.ChoiceField(
        label="Joins as",
        choices=[(TeamRole.MEMBER, "Member"), (TeamRole.ORGANISER, "Organiser")],
        initial=TeamRole.MEMBER,
    )
    days = forms.TypedChoiceField(label="Valid for", coerce=int, choices=VALIDITY_DAYS, initial=7)
    maximum_uses = forms.IntegerField(
        label="For how many people",
        min_value=1,
        max_value=MOST_USES,
        initial=10,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    email = forms.EmailField(
        label="Send it to this e-mail address",
        required=False,
        max_length=254,
        help_text="Then it is for one person. Empty: you get a link to pass on.",
        error_messages={"invalid": "This is not an e-mail address, such as ada@example.com."},
    )

    def __init__(self, *args: Any, is_owner: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_owner:
            self.fields["role"].choices = [(TeamRole.MEMBER, "Member")]  # type: ignore[attr-defined]

    def clean_maximum_uses(self) -> int:
        return int(self.cleaned_data["maximum_uses"] or 1)


class RoleForm(forms.Form):
    role = forms.ChoiceField(label="Role", choices=TeamRole.choices)


class SuccessorForm(forms.Form):
    member = forms.IntegerField(
        min_value=1,
        max_value=2**63 - 1,
        error_messages={"required": "Choose who takes over.", "invalid": "Choose who takes over."},
    )


class DeleteTeamForm(forms.Form):
    """The last question before a team is deleted: its name."""

    name = forms.CharField(
        label="The team's name, to confirm",
        max_length=500,
        widget=forms.TextInput(attrs=PLAIN_TEXT | {"autocapitalize": "none"}),
    )

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = team

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if name != self.team.name:
            raise forms.ValidationError(
                f"This is not the team's name. Type {self.team.name} to confirm."
            )
        return name


class TeamDeckForm(forms.Form):
    """A deck for the team, and perhaps until when."""

    deck = forms.ChoiceField(
        label="Deck",
        error_messages={
            "required": "Choose a deck.",
            "invalid_choice": "This deck is gone. Choose another one.",
        },
    )
    due_on = forms.DateField(
        label="Until",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the date as 2026-07-31, or leave it empty."},
    )

    def __init__(self, *args: Any, decks: Sequence[Deck], today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decks = {str(deck.pk): deck for deck in decks}
        self.today = today
        choices = [("", "Choose a deck"), *((key, deck.path) for key, deck in self.decks.items())]
        self.fields["deck"].choices = choices  # type: ignore[attr-defined]

    def clean_deck(self) -> Deck:
        return self.decks[self.cleaned_data["deck"]]

    def clean_due_on(self) -> dt.date | None:
        due_on: dt.date | None = self.cleaned_data["due_on"]
        if due_on is not None and due_on < self.today:
            raise forms.ValidationError("This day has passed. Choose today or later.")
        if due_on is not None and (due_on - self.today).days > LATEST_DAYS:
            raise forms.ValidationError("Choose a day within three years.")
        return due_on


class ExerciseForm(forms.Form):
    """Which exercise of a challenge is answered; `submitted` is read by the kind of its card."""

    exercise = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    reveal = forms.BooleanField(required=False)
