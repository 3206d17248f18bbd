"""A career advisor that answers from a guide and cites it word for word.

with Advisor(Settings(data_dir="…")) as advisor:
    advisor.ingest(["corpus"])
    print(advisor.ask("How do I become a machine learning engineer?").text)
"""

from advisor.advisor import Advisor
from advisor.errors import (
    AdvisorError,
    GuideError,
    ModelError,
    QuestionError,
    SettingsError,
    StoreError,
)
from advisor.settings import Settings
from advisor.types import (
    Answer,
    Citation,
    Claim,
    Duration,
    Guide,
    Hit,
    IngestReport,
    Plan,
    PlanStep,
    Profile,
    Requirement,
    Section,
    Taught,
)

__all__ = [
    "Advisor",
    "AdvisorError",
    "Answer",
    "Citation",
    "Claim",
    "Duration",
    "Guide",
    "GuideError",
    "Hit",
    "IngestReport",
    "ModelError",
    "Plan",
    "PlanStep",
    "Profile",
    "QuestionError",
    "Requirement",
    "Section",
    "Settings",
    "SettingsError",
    "StoreError",
    "Taught",
]
