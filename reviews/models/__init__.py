"""The tables of the room of the work."""

from reviews.models.feed import FeedEntry, FeedHead
from reviews.models.findings import Acceptance, Finding
from reviews.models.improvements import Improvement
from reviews.models.milestones import Milestone, MilestoneReview
from reviews.models.reviews import Item, QuestionRecord, Review, RiskChange, Round
from reviews.models.transfers import Export, Import
from reviews.models.workloads import Workload, WorkloadLink, WorkloadTag

__all__ = [
    "Acceptance",
    "Export",
    "FeedEntry",
    "FeedHead",
    "Finding",
    "Import",
    "Improvement",
    "Item",
    "Milestone",
    "MilestoneReview",
    "QuestionRecord",
    "Review",
    "RiskChange",
    "Round",
    "Workload",
    "WorkloadLink",
    "WorkloadTag",
]
