"""Two people, one interview: invite an interviewer, sit down, begin, leave, swap the roles.

No review and no schedule ever changes by it.
"""

import datetime as dt

from django.db import transaction

from cards.actions.interviews import start_interview
from cards.core.interviews.blueprints import Part
from cards.core.interviews.pairing import LINK_LIFETIME, scored_kind
from cards.models import Blueprint, Interview, InterviewAnswer, Pairing, PairRole, User

MOST_A_DAY = 50  # links that one person makes
ONE_DAY = dt.timedelta(days=1)


class PairingError(Exception):
    """It cannot be done; the message says why."""


class OwnLinkError(PairingError):
    """Nobody interviews herself."""


class PairingClosedError(PairingError):
    """The link was good once."""


@transaction.atomic
def invite(*, candidate: User, interview: Interview | None, now: dt.datetime) -> Pairing:
    """The pairing of this interview, or of the one that is not begun: made if there is none.

    Raises PairingError for an interview that is over, and after very many links in a day.
    """
    # Two clicks take turns, so that the second finds what the first made.
    User.objects.select_for_update(no_key=True).get(pk=candidate.pk)
    if interview is not None and interview.is_over(now):
        raise PairingError("That interview is over. Invite somebody to the next one.")
    pairings = Pairing.objects.select_for_update().in_force().filter(candidate=candidate)
    if interview is not None:
        existing = pairings.filter(interview=interview).first()
        if existing is not None and is_useful(existing, now):
            return existing
        close(existing, now)
    waiting = pairings.filter(started_at__isnull=True).first()
    if waiting is not None and is_useful(waiting, now):
        # Somebody who was invited before the clock ran comes along into the room.
        return waiting if interview is None else attach(waiting, interview)
    close(waiting, now)
    if (
        Pairing.objects.filter(candidate=candidate, created_at__gt=now - ONE_DAY).count()
        >= MOST_A_DAY
    ):
        raise PairingError("You made very many links today. Go on tomorrow.")
    pairing = Pairing.objects.create(
        candidate=candidate, created_at=now, expires_at=now + LINK_LIFETIME
    )
    return pairing if interview is None else attach(pairing, interview)


def is_useful(pairing: Pairing, now: dt.datetime) -> bool:
    return pairing.interviewer_id is not None or pairing.is_open(now)


def close(pairing: Pairing | None, now: dt.datetime) -> None:
    """A link that expired, or an interviewer whose account is gone, makes room for another."""
    if pairing is not None:
        pairing.ended_at, pairing.ended_by = now, PairRole.CANDIDATE
        pairing.save(update_fields=["ended_at", "ended_by"])


def attach(pairing: Pairing, interview: Interview) -> Pairing:
    """From here on the pairing is about this interview."""
    answers = InterviewAnswer.objects.filter(interview=interview)
    pairing.interview, pairing.title = interview, interview.title
    pairing.started_at = interview.started_at
    pairing.kind = scored_kind(
        (answer.kind, answer.minutes) for answer in answers.select_related("card_version")
    )
    pairing.save(update_fields=["interview", "title", "started_at", "kind"])
    return pairing


@transaction.atomic
def join(pairing: Pairing, *, user: User, now: dt.datetime) -> Pairing:
    """Take the one seat; who sits there already stays.

    Raises OwnLinkError, and PairingClosedError when the seat is taken or the link no longer opens.
    """
    locked = lock(pairing)
    if locked.candidate_id == user.pk:
        raise OwnLinkError("This is your own link: send it to the person who is to interview you.")
    if locked.interviewer_id == user.pk and locked.is_led:
        return locked
    if not locked.is_open(now):
        raise PairingClosedError(closed_because(locked, now))
    locked.interviewer, locked.joined_at = user, now
    locked.save(update_fields=["interviewer", "joined_at"])
    return locked


def closed_because(pairing: Pairing, now: dt.datetime) -> str:
    """What became of a link that seats nobody any more."""
    if pairing.joined_at is not None:
        return "The seat is taken: somebody else came by this link. Ask for a link of your own."
    if pairing.ended_at is not None:
        return "This link was taken back. Ask for a new one."
    if pairing.candidate_id is None or pairing.is_over(now):
        return "The interview of this link is over. Ask for a link to the next one."
    return "This link has expired. Ask for a new one."


@transaction.atomic
def begin(pairing: Pairing, *, blueprint: Blueprint, seed: int, now: dt.datetime) -> Interview:
    """Start the candidate's clock with her interviewer at the table; a second click comes into the same room.

    Raises PairingError, and BlueprintError when the questions do not suffice.
    """
    locked = lock(pairing)
    if locked.interview is not None:
        return locked.interview
    if locked.ended_at is not None or locked.candidate is None:
        raise PairingError("This invitation was ended. Make a new one.")
    interview = start_new(
        user=locked.candidate, title=blueprint.title, parts=blueprint.as_parts(), seed=seed,
        blueprint=blueprint, other=None, now=now,
    )  # fmt: skip
    attach(locked, interview)
    return interview


@transaction.atomic
def swap(pairing: Pairing, *, seed: int, now: dt.datetime) -> Pairing:
    """The mirrored interview: the interviewer answers, other questions, the same parts.

    Starting it twice starts it once. Raises PairingError, and BlueprintError when too few
    questions are left that neither of the two has just met.
    """
    locked = lock(pairing)
    mirror = Pairing.objects.filter(mirror_of=locked).first()
    if mirror is not None:
        return mirror
    interview, candidate = locked.interview, locked.interviewer
    if locked.ended_at is not None or candidate is None or locked.candidate is None:
        raise PairingError("There are no longer two of you: invite somebody anew.")
    if interview is None:
        raise PairingError("The first interview was deleted: invite each other to a new one.")
    if not interview.is_over(now):
        raise PairingError("Finish this interview first, then swap.")
    mirrored = start_new(
        user=candidate, title=interview.title,
        parts=[Part.from_json(part) for part in interview.parts], seed=seed,
        blueprint=interview.blueprint, other=locked.candidate, now=now,
    )  # fmt: skip
    mirror = Pairing.objects.create(
        candidate=candidate, interviewer=locked.candidate, mirror_of=locked,
        created_at=now, expires_at=now, joined_at=now,
    )  # fmt: skip
    return attach(mirror, mirrored)


def start_new(
    *,
    user: User,
    title: str,
    parts: list[Part],
    seed: int,
    blueprint: Blueprint | None,
    other: User | None,
    now: dt.datetime,
) -> Interview:
    running = Interview.objects.filter(user=user, ended_at__isnull=True).first()
    if running is not None and not running.is_over(now):
        raise PairingError("You are in an interview already. Finish it, or invite from its room.")
    return start_interview(
        user=user, title=title, parts=parts, seed=seed, now=now, blueprint=blueprint,
        unmet_by=[other] if other else [],
    )  # fmt: skip


@transaction.atomic
def leave(pairing: Pairing, *, user: User, now: dt.datetime) -> Pairing:
    """The candidate takes the link back or removes the interviewer, or the interviewer leaves.

    A running interview goes on as a solo one. A second time changes nothing; raises PairingError
    when the interview is over, for then there is nothing to leave.
    """
    locked = lock(pairing)
    if locked.ended_at is not None:
        return locked
    if locked.is_over(now):
        raise PairingError("The interview is over: there is nothing to leave any more.")
    locked.ended_at, locked.ended_by = now, locked.role_of(user)
    locked.save(update_fields=["ended_at", "ended_by"])
    return locked


def forget_pairings(user: User) -> None:
    """Before an account is deleted: pairings that nobody else has a part in go with it."""
    Pairing.objects.filter(candidate=user, interviewer__isnull=True).delete()
    Pairing.objects.filter(candidate__isnull=True, interviewer=user).delete()


def lock(pairing: Pairing) -> Pairing:
    rows = Pairing.objects.with_people().select_for_update(of=("self",))
    return rows.get(pk=pairing.pk)
