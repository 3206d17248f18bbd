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
from advisor.types import Answer, Citation, Claim, Guide, Hit, IngestReport, Section, Taught

__all__ = [
    "Advisor",
    "AdvisorError",
    "Answer",
    "Citation",
    "Claim",
    "Guide",
    "GuideError",
    "Hit",
    "IngestReport",
    "ModelError",
    "QuestionError",
    "Section",
    "Settings",
    "SettingsError",
    "StoreError",
    "Taught",
]
