"""
Every table of the service.

Import the classes from here (``from models import Trip``): one import defines them all,
so relationships between modules resolve whatever the order.
"""

from models.account import Account, EmployerRole, LoginSession, Role
from models.api_key import ApiKey, Scope
from models.application import Application, ApplicationEvent, ApplicationStatus
from models.arrival import Arrival, ArrivalStatus
from models.assignment import AssignmentRun, Proposal
from models.audit import AuditEvent
from models.base import Base
from models.boarding import (
    BoardingEvent,
    BoardingKind,
    BoardingMeans,
    EscortPass,
    OperatorPass,
    TripEvent,
    TripEventKind,
    WalkOn,
)
from models.call import Call, CallState, KeptApart
from models.campaign import (
    NOT_COMING,
    Campaign,
    CampaignStatus,
    CharterPlan,
    HealthCheck,
    Party,
    PartyStatus,
    PlanStatus,
    Rider,
    UnassignedParty,
)
from models.corridor import CorridorSpeed
from models.crowding import Crowding
from models.editing import PlanDraft, PlanStep, Replanning
from models.edition import Edition
from models.embedding import Embedding
from models.employer import Employer, EmployerStatus, Site
from models.fleet import CoachType, Operator
from models.importing import ImportBatch, ImportKind
from models.interview import Interview, InterviewReply
from models.invitation import Invitation, InvitationStatus
from models.learning import (
    Impression,
    LearningPause,
    RankerStatus,
    RankerVersion,
)
from models.message import ApplicationNote, Message, MessageTemplate
from models.notice import Contact, Notice, NoticeKind
from models.office import Office, OfficeKind
from models.outbox import Channel, OutboxMessage
from models.paper import EmployerPaper, PaperKind
from models.place import Place, PlaceLevel
from models.posting_draft import PostingDraft, PostingTemplate
from models.reminder import Reminder, ReminderKind
from models.repetition import Repetition
from models.report import Report, ReportReason, ReportStatus
from models.ride_request import RideRequest
from models.saved_search import AlertedVacancy, Frequency, SavedSearch
from models.seat import Seat
from models.seeker import Seeker
from models.team import TeamInvitation
from models.train import ShuttleOffer, TrainBlock
from models.trip import Booking, BookingStatus, Stop, Trip, TripRole, TripStatus
from models.vacancy import PayPeriod, Schooling, Shift, Vacancy, VacancyStatus
from models.vacancy_views import VacancyViews

__all__ = [
    "NOT_COMING",
    "Account",
    "AlertedVacancy",
    "ApiKey",
    "Application",
    "ApplicationEvent",
    "ApplicationNote",
    "ApplicationStatus",
    "Arrival",
    "ArrivalStatus",
    "AssignmentRun",
    "AuditEvent",
    "Base",
    "BoardingEvent",
    "BoardingKind",
    "BoardingMeans",
    "Booking",
    "BookingStatus",
    "Call",
    "CallState",
    "Campaign",
    "CampaignStatus",
    "Channel",
    "CharterPlan",
    "CoachType",
    "Contact",
    "CorridorSpeed",
    "Crowding",
    "Edition",
    "Embedding",
    "Employer",
    "EmployerPaper",
    "EmployerRole",
    "EmployerStatus",
    "EscortPass",
    "Frequency",
    "HealthCheck",
    "ImportBatch",
    "ImportKind",
    "Impression",
    "Interview",
    "InterviewReply",
    "Invitation",
    "InvitationStatus",
    "KeptApart",
    "LearningPause",
    "LoginSession",
    "Message",
    "MessageTemplate",
    "Notice",
    "NoticeKind",
    "Office",
    "OfficeKind",
    "Operator",
    "OperatorPass",
    "OutboxMessage",
    "PaperKind",
    "Party",
    "PartyStatus",
    "PayPeriod",
    "Place",
    "PlaceLevel",
    "PlanDraft",
    "PlanStatus",
    "PlanStep",
    "PostingDraft",
    "PostingTemplate",
    "Proposal",
    "RankerStatus",
    "RankerVersion",
    "Reminder",
    "ReminderKind",
    "Repetition",
    "Replanning",
    "Report",
    "ReportReason",
    "ReportStatus",
    "RideRequest",
    "Rider",
    "Role",
    "SavedSearch",
    "Schooling",
    "Scope",
    "Seat",
    "Seeker",
    "Shift",
    "ShuttleOffer",
    "Site",
    "Stop",
    "TeamInvitation",
    "TrainBlock",
    "Trip",
    "TripEvent",
    "TripEventKind",
    "TripRole",
    "TripStatus",
    "UnassignedParty",
    "Vacancy",
    "VacancyStatus",
    "VacancyViews",
    "WalkOn",
]
