"""Tables, constraints and the QuerySet methods that name a rule about rows."""

from cards.models.appeal import Appeal, AppealStatus
from cards.models.attention import AttentionDismissal
from cards.models.bulk import BulkChange, BulkVerb
from cards.models.card import Card, CardStatus, CardVersion, ChangeLabel
from cards.models.challenge import Challenge, ChallengeAnswer, ChallengeExercise
from cards.models.changed_card import MeaningAnswer
from cards.models.deck import Deck, Enrolment
from cards.models.document import Document
from cards.models.drafts import DraftSource, DraftStep, DraftVerb
from cards.models.imports import (
    ImportedChange,
    ImportFile,
    ImportOrigin,
    ImportRun,
    ImportStatus,
    ImportTask,
    UndoOutcome,
)
from cards.models.interview import (
    Blueprint,
    BlueprintPart,
    DraftReason,
    Interview,
    InterviewAnswer,
    InterviewDraft,
)
from cards.models.interview_card import InterviewCard
from cards.models.interview_share import InterviewShare
from cards.models.pairing import Pairing, PairRole, PeerForm, ScriptNote
from cards.models.plan import Plan, PreferredDeck
from cards.models.practice import Practice, PracticeAnswer
from cards.models.review import Attempt, Review, ReviewKind, StudyDay
from cards.models.rights import RightsChange
from cards.models.schedule import Schedule
from cards.models.standing import CardAbsence, DayLoad, SettledWeek
from cards.models.team import Consents, Invitation, Membership, Team, TeamDeck, TeamRole
from cards.models.team_interview import TeamInterview
from cards.models.unsaved_edit import UnsavedEdit
from cards.models.user import Theme, User

__all__ = [
    "Appeal",
    "AppealStatus",
    "Attempt",
    "AttentionDismissal",
    "Blueprint",
    "BlueprintPart",
    "BulkChange",
    "BulkVerb",
    "Card",
    "CardAbsence",
    "CardStatus",
    "CardVersion",
    "Challenge",
    "ChallengeAnswer",
    "ChallengeExercise",
    "ChangeLabel",
    "Consents",
    "DayLoad",
    "Deck",
    "Document",
    "DraftReason",
    "DraftSource",
    "DraftStep",
    "DraftVerb",
    "Enrolment",
    "ImportFile",
    "ImportOrigin",
    "ImportRun",
    "ImportStatus",
    "ImportTask",
    "ImportedChange",
    "Interview",
    "InterviewAnswer",
    "InterviewCard",
    "InterviewDraft",
    "InterviewShare",
    "Invitation",
    "MeaningAnswer",
    "Membership",
    "PairRole",
    "Pairing",
    "PeerForm",
    "Plan",
    "Practice",
    "PracticeAnswer",
    "PreferredDeck",
    "Review",
    "ReviewKind",
    "RightsChange",
    "Schedule",
    "ScriptNote",
    "SettledWeek",
    "StudyDay",
    "Team",
    "TeamDeck",
    "TeamInterview",
    "TeamRole",
    "Theme",
    "UndoOutcome",
    "UnsavedEdit",
    "User",
]
