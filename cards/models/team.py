"""Teams: who belongs to one, what each member shows of herself, who was invited, what is learned."""

import datetime as dt
import uuid
import zoneinfo
from dataclasses import dataclass

from django.db import models
from django.db.models import F, Q
from django.utils.crypto import get_random_string
from django.utils.text import slugify

from cards.core.nicknames import LONGEST_NICKNAME, folded
from cards.core.study_day import study_day
from cards.models.user import validate_time_zone

LONGEST_TEAM_NAME = 80
# The team's day turns when the learners' own days do, unless they chose another hour.
TEAM_DAY_START_HOUR = 4
SLUG_CHARACTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class TeamRole(models.TextChoices):
    OWNER = "owner", "Owner"
    ORGANISER = "organiser", "Organiser"
    MEMBER = "member", "Member"


class Team(models.Model):
    name = models.CharField(max_length=LONGEST_TEAM_NAME)
    # Ends in characters drawn by chance: a slug tells nobody which other teams exist.
    slug = models.SlugField(max_length=80, unique=True, editable=False)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    has_challenge = models.BooleanField("Challenge of the week", default=False)
    created_by = models.ForeignKey(
        "cards.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="a_team_has_a_name")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        if not self.slug:
            drawn = get_random_string(6, SLUG_CHARACTERS)
            self.slug = f"{slugify(self.name)[:60].strip('-') or 'team'}-{drawn}"
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        try:
            return zoneinfo.ZoneInfo(self.time_zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            # As for a learner: a zone that was dropped must not lock a team out.
            return zoneinfo.ZoneInfo("UTC")

    def day(self, now: dt.datetime) -> dt.date:
        return study_day(now, self.zone, TEAM_DAY_START_HOUR)

    def week(self, now: dt.datetime) -> dt.date:
        """The Monday of the team's week."""
        day = self.day(now)
        return day - dt.timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True, kw_only=True)
class Consents:
    """What a person agrees to in one team; nothing without her word."""

    appears_on_board: bool = False
    nickname: str = ""
    shares_topics: bool = False
    shares_details: bool = False


class MembershipQuerySet(models.QuerySet["Membership"]):
    def on_board(self) -> "MembershipQuerySet":
        """Of those who said yes: nobody else is shown to other members, on any surface."""
        return self.filter(appears_on_board=True)

    def organising(self) -> "MembershipQuerySet":
        return self.filter(role__in=[TeamRole.OWNER, TeamRole.ORGANISER])


class Membership(models.Model):
    """One person in one team, and what she agreed to there.

    The row lasts as long as the membership: leaving deletes it with every consent in it, so that
    no page, export or cache can forget to leave her out. Whoever comes back is asked again.
    """

    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, related_name="memberships", db_index=False
    )
    user = models.ForeignKey("cards.User", on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=TeamRole.choices, default=TeamRole.MEMBER)
    joined_at = models.DateTimeField()
    appears_on_board = models.BooleanField(default=False)
    nickname = models.CharField(max_length=LONGEST_NICKNAME, blank=True)
    # As `core.nicknames.folded` reads it: names that look alike are the same name.
    folded_nickname = models.CharField(max_length=4 * LONGEST_NICKNAME, blank=True, editable=False)
    shares_topics = models.BooleanField(
        default=False, help_text="Counts in the team's strength by topic, with at least four more."
    )
    # Sums over members take them in this order, so that a newcomer never moves the others.
    shares_topics_since = models.DateTimeField(null=True, blank=True, editable=False)
    shares_details = models.BooleanField(
        default=False, help_text="Owners and organisers may see this member's own progress."
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["joined_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "user"], name="one_membership_per_team_and_user"
            ),
            models.UniqueConstraint(
                fields=["team", "folded_nickname"],
                condition=~Q(folded_nickname=""),
                name="one_nickname_per_team",
            ),
            models.CheckConstraint(
                condition=Q(appears_on_board=False) | (~Q(nickname="") & ~Q(folded_nickname="")),
                name="a_member_on_the_board_has_a_nickname",
            ),
            models.CheckConstraint(
                condition=Q(shares_topics=False) | Q(shares_topics_since__isnull=False),
                name="a_member_who_shares_does_so_since_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.team} ({self.role})"

    @property
    def consents(self) -> Consents:
        return Consents(
            appears_on_board=self.appears_on_board,
            nickname=self.nickname,
            shares_topics=self.shares_topics,
            shares_details=self.shares_details,
        )

    def agree_to(self, consents: Consents, *, now: dt.datetime) -> None:
        """Take these consents; the caller saves. A nickname that is not shown is not kept."""
        nickname = consents.nickname if consents.appears_on_board else ""
        self.appears_on_board = consents.appears_on_board
        self.nickname = nickname
        self.folded_nickname = folded(nickname)
        if consents.shares_topics != self.shares_topics:
            self.shares_topics_since = now if consents.shares_topics else None
        self.shares_topics = consents.shares_topics
        self.shares_details = consents.shares_details

    @property
    def is_owner(self) -> bool:
        return self.role == TeamRole.OWNER

    @property
    def is_organising(self) -> bool:
        return self.role in {TeamRole.OWNER, TeamRole.ORGANISER}


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, now: dt.datetime) -> "InvitationQuerySet":
        return self.filter(revoked_at__isnull=True, expires_at__gt=now, uses__lt=F("maximum_uses"))


class Invitation(models.Model):
    """A link into a team. The address carries the uid signed: the table alone opens no door."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=10, choices=TeamRole.choices, default=TeamRole.MEMBER)
    email = models.EmailField(blank=True)
    maximum_uses = models.PositiveSmallIntegerField(default=1)
    uses = models.PositiveSmallIntegerField(default=0)
    made_by = models.ForeignKey(
        "cards.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(maximum_uses__gte=1, uses__lte=F("maximum_uses")),
                name="an_invitation_is_used_as_often_as_it_may",
            ),
            models.CheckConstraint(
                condition=~Q(role="owner"), name="nobody_is_invited_as_an_owner"
            ),
        ]

    def __str__(self) -> str:
        return f"Invitation {self.pk} to {self.team}"

    @property
    def is_used_up(self) -> bool:
        return self.uses >= self.maximum_uses

    def is_open(self, now: dt.datetime) -> bool:
        return self.revoked_at is None and not self.is_used_up and now < self.expires_at


class TeamDeck(models.Model):
    """A deck that a team learns, perhaps until a date."""

    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, related_name="team_decks", db_index=False
    )
    deck = models.ForeignKey("cards.Deck", on_delete=models.CASCADE, related_name="team_decks")
    due_on = models.DateField(null=True, blank=True)
    assigned_by = models.ForeignKey(
        "cards.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = [F("due_on").asc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(fields=["team", "deck"], name="a_team_learns_a_deck_once")
        ]

    def __str__(self) -> str:
        return f"{self.team} learns {self.deck}"
