"""Who may touch what: the only way from a request to an object. A stranger gets 404."""

import uuid

from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature, Signer
from django.http import Http404

from cards.core.interviews.blueprints import MOST_QUESTIONS
from cards.core.practice import MOST_CARDS
from cards.core.presentation import Presentation
from cards.models import (
    Attempt,
    Blueprint,
    Card,
    CardStatus,
    ChallengeExercise,
    Deck,
    Interview,
    InterviewAnswer,
    InterviewCard,
    InterviewShare,
    Invitation,
    MeaningAnswer,
    Membership,
    Pairing,
    Plan,
    Practice,
    PracticeAnswer,
    Review,
    Schedule,
    TeamDeck,
    TeamInterview,
    User,
)
from cards.models.card import card_of_kind, card_with_deck
from cards.models.interview_rows import own_interview
from cards.models.schedule import card_and_schedule, carried_schedule

INVITATION_SIGNER = Signer(salt="cards.invitation", sep=".")
SHARE_SIGNER = Signer(salt="cards.interview-share", sep=".")
PAIRING_SIGNER = Signer(salt="cards.pairing", sep=".")


def access_deck(user: User, slug: str) -> Deck:
    """Any deck: what is in it decides what is seen."""
    rows = Deck.objects.filter(slug=slug).select_related("parent")
    deck = rows.first() if may_be_slug(slug) else None
    if deck is None:
        raise Http404("There is no such deck.")
    return deck


def may_be_slug(text: str) -> bool:
    """Forms send what they like, and PostgreSQL fails when it is asked for a null character."""
    return "\0" not in text


def access_card(user: User, uid: uuid.UUID) -> Card:
    """A published card; drafts for staff; an archived one for those who once learned it.

    A personal card is its owner's, whatever its status, and nobody else's, staff included.
    """
    card = Card.with_personal.select_related("deck").filter(uid=uid).first()
    if card is None or not may_see_card(user, card):
        raise Http404("There is no such card.")
    return card


def access_personal_card(user: User, uid: uuid.UUID) -> Card:
    """One of the learner's own cards, also one that she removed."""
    card = Card.with_personal.select_related("deck").filter(owner=user, uid=uid).first()
    if card is None:
        raise Http404("There is no such card.")
    return card


def may_see_card(user: User, card: Card) -> bool:
    if card.is_personal:
        return card.owner_id == user.pk
    if card.status == CardStatus.PUBLISHED or user.is_staff:
        return True
    return (
        card.status == CardStatus.ARCHIVED
        and card.schedules.filter(user=user, introduced_on__isnull=False).exists()
    )


def access_presented_card(user: User, presentation: Presentation) -> Card:
    """The card a page of this learner's showed, whatever became of the card since."""
    if presentation.user_id != user.pk:
        raise Http404("This page was made for somebody else.")
    card = card_with_deck(presentation.card_id)
    if card is None or card.owner_id not in (None, user.pk):
        raise Http404("This card no longer exists.")
    return card


def access_rated_card(user: User, presentation: Presentation) -> tuple[Card, Schedule]:
    """Such a card, and the learner's schedule of it (unsaved where there is none yet).

    Most pages carry what a rating needs. Then nothing is read, and the card's texts are fetched
    only if they are used.
    """
    if presentation.user_id != user.pk:
        raise Http404("This page was made for somebody else.")
    if presentation.suffices_to_rate:
        owner_id = user.pk if presentation.is_personal else None
        card = card_of_kind(presentation.card_id, presentation.card_kind, owner_id)
        schedule = carried_schedule(user, card, presentation.schedule)
        if schedule is not None:
            return card, schedule
    found = card_and_schedule(user, presentation.card_id)
    if found is None or found[0].owner_id not in (None, user.pk):
        raise Http404("This card no longer exists.")
    return found


def access_own_review(user: User, review_id: int) -> Review:
    review = Review.objects.filter(user=user, pk=review_id).select_related("card").first()
    if review is None:
        raise Http404("There is no such review.")
    return review


def access_own_attempt(user: User, attempt_id: int) -> Attempt:
    attempts = Attempt.objects.filter(user=user, pk=attempt_id)
    attempt = attempts.select_related("appeal", "card__deck").first()
    if attempt is None:
        raise Http404("There is no such answer.")
    return attempt


def access_team(user: User, slug: str) -> Membership:
    """The user's own membership, with its team: who has none does not learn that the team exists."""
    membership = (
        Membership.objects.filter(user=user, team__slug=slug).select_related("team").first()
    )
    if membership is None:
        raise Http404("There is no such team.")
    return membership


def access_organised_team(user: User, slug: str) -> Membership:
    membership = access_team(user, slug)
    if not membership.is_organising:
        raise PermissionDenied("Only owners and organisers of the team may do this.")
    return membership


def access_owned_team(user: User, slug: str) -> Membership:
    membership = access_team(user, slug)
    if not membership.is_owner:
        raise PermissionDenied("Only owners of the team may do this.")
    return membership


def access_member(organiser: Membership, member_id: int) -> Membership:
    """Another membership of the team that the first one organises."""
    rows = Membership.objects.filter(team_id=organiser.team_id, pk=member_id)
    member = rows.select_related("team", "user").first()
    if member is None:
        raise Http404("There is no such member.")
    return member


def access_team_deck(membership: Membership, team_deck_id: int) -> TeamDeck:
    rows = TeamDeck.objects.filter(team_id=membership.team_id, pk=team_deck_id)
    team_deck = rows.select_related("team", "deck").first()
    if team_deck is None:
        raise Http404("This team has no such deck.")
    return team_deck


def access_team_interview(membership: Membership, team_interview_id: int) -> TeamInterview:
    rows = TeamInterview.objects.filter(team_id=membership.team_id, pk=team_interview_id)
    team_interview = rows.select_related("team", "blueprint").first()
    if team_interview is None:
        raise Http404("This team has no such interview.")
    return team_interview


def access_exercise(membership: Membership, exercise_id: int) -> ChallengeExercise:
    rows = ChallengeExercise.objects.filter(challenge__team_id=membership.team_id, pk=exercise_id)
    exercise = rows.select_related("challenge__team", "card__deck").first()
    if exercise is None:
        raise Http404("There is no such exercise.")
    return exercise


def access_team_invitation(organiser: Membership, invitation_id: int) -> Invitation:
    rows = Invitation.objects.filter(team_id=organiser.team_id, pk=invitation_id)
    invitation = rows.first()
    if invitation is None:
        raise Http404("There is no such invitation.")
    return invitation


def invitation_token(invitation: Invitation) -> str:
    """What the address of an invitation carries. Without the site's key nobody can make one up."""
    return INVITATION_SIGNER.sign(invitation.uid.hex)


def access_invitation(token: str) -> Invitation:
    """The invitation of a link that this site made, whether or not it still opens the door."""
    try:
        uid = uuid.UUID(INVITATION_SIGNER.unsign(token))
    except (BadSignature, ValueError):
        raise Http404("There is no such invitation.") from None
    invitation = Invitation.objects.filter(uid=uid).select_related("team").first()
    if invitation is None:
        raise Http404("There is no such invitation.")
    return invitation


def access_blueprint(user: User, slug: str) -> Blueprint:
    """A published blueprint; an unpublished one for staff, to try it."""
    rows = Blueprint.objects.all() if user.is_staff else Blueprint.objects.published()
    rows = rows.filter(slug=slug).prefetch_related("parts__decks")
    blueprint = rows.first() if may_be_slug(slug) else None
    if blueprint is None:
        raise Http404("There is no such interview.")
    return blueprint


def access_own_interview(user: User, uid: uuid.UUID) -> Interview:
    interview = own_interview(user.pk, uid)
    if interview is None:
        raise Http404("There is no such interview.")
    return interview


def access_own_interview_answer(user: User, uid: uuid.UUID, position: int) -> InterviewAnswer:
    """A question of one's own interview, with the card as it was asked."""
    if position > MOST_QUESTIONS:  # and perhaps more than a database can compare with
        raise Http404("There is no such question.")
    answers = InterviewAnswer.objects.filter(
        interview__user=user, interview__uid=uid, position=position
    )
    answer = answers.select_related("interview", "card__deck", "card_version").first()
    if answer is None:
        raise Http404("There is no such question.")
    return answer


def access_own_meaning_answer(user: User, answer_id: int) -> MeaningAnswer:
    answer = MeaningAnswer.objects.filter(user=user, pk=answer_id).first()
    if answer is None:
        raise Http404("There is no such answer.")
    return answer


def access_own_practice(user: User, uid: uuid.UUID) -> Practice:
    practice = Practice.objects.filter(user=user, uid=uid).first()
    if practice is None:
        raise Http404("There is no such practice round.")
    return practice


def access_own_practice_answer(user: User, uid: uuid.UUID, position: int) -> PracticeAnswer:
    """A card of one's own round."""
    if position > MOST_CARDS:  # and perhaps more than a database can compare with
        raise Http404("There is no such card.")
    answers = PracticeAnswer.objects.filter(
        user=user, practice__uid=uid, practice__user=user, position=position
    )
    answer = answers.select_related("practice", "card__deck").first()
    if answer is None:
        raise Http404("There is no such card.")
    return answer


def access_own_interview_card(user: User, uid: uuid.UUID, taken_id: int) -> InterviewCard:
    """A card that was taken from one's own interview."""
    rows = InterviewCard.objects.filter(user=user, interview__uid=uid, pk=taken_id)
    taken = rows.select_related("review__card").first()
    if taken is None:
        raise Http404("There is no such card.")
    return taken


def share_token(share: InterviewShare) -> str:
    """What the address of a shared report carries."""
    return SHARE_SIGNER.sign(share.uid.hex)


def access_own_share(user: User, uid: uuid.UUID, share_id: int) -> InterviewShare:
    share = InterviewShare.objects.filter(user=user, interview__uid=uid, pk=share_id).first()
    if share is None:
        raise Http404("There is no such link.")
    return share


def access_shared_interview(reader: User | None, token: str) -> InterviewShare:
    """The link to a report, whether or not it is still open.

    One for a team exists for its members alone, and only while its learner is one of them. Who is
    not signed in may be one: the caller asks.
    """
    try:
        uid = uuid.UUID(SHARE_SIGNER.unsign(token))
    except (BadSignature, ValueError):
        raise Http404("There is no such report.") from None
    share = InterviewShare.objects.filter(uid=uid).select_related("interview", "user").first()
    if share is None:
        raise Http404("There is no such report.")
    if share.team_id is not None and reader is not None:
        people = {share.user_id, reader.pk}
        members = Membership.objects.filter(team_id=share.team_id, user__in=people)
        if members.count() < len(people):
            raise Http404("There is no such report.")
    return share


def access_pairing(user: User, uid: uuid.UUID) -> Pairing:
    """A pairing of the user's, on either side; also one that was left."""
    pairing = Pairing.objects.of(user).with_people().filter(uid=uid).first()
    if pairing is None:
        raise Http404("There is no such interview.")
    return pairing


def access_own_pairing(user: User, uid: uuid.UUID) -> Pairing:
    """A pairing in which the user is the candidate."""
    pairing = access_pairing(user, uid)
    if pairing.candidate_id != user.pk:
        raise Http404("There is no such interview.")
    return pairing


def access_script(user: User, uid: uuid.UUID) -> tuple[Pairing, Interview]:
    """The interview that the user leads, for as long as she does."""
    pairing = access_pairing(user, uid)
    if pairing.interviewer_id != user.pk or not pairing.is_led or pairing.interview is None:
        raise Http404("There is no such interview.")
    return pairing, pairing.interview


def pairing_token(pairing: Pairing) -> str:
    """What the address of an interviewer's invitation carries."""
    return PAIRING_SIGNER.sign(pairing.uid.hex)


def access_pairing_invitation(token: str) -> Pairing:
    """The pairing of a link that this site made, whether or not its seat is free."""
    try:
        uid = uuid.UUID(PAIRING_SIGNER.unsign(token))
    except (BadSignature, ValueError):
        raise Http404("There is no such invitation.") from None
    pairing = Pairing.objects.with_people().filter(uid=uid).first()
    if pairing is None:
        raise Http404("There is no such invitation.")
    return pairing


def access_own_plan(user: User) -> Plan:
    """The plan she follows: there is one at a time."""
    plan = Plan.objects.filter(user=user, archived_at__isnull=True).first()
    if plan is None:
        raise Http404("There is no plan.")
    return plan
