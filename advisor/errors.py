"""What can go wrong for a reason that the caller can mend.

    AdvisorError
    ├── SettingsError       an ADVISOR_ variable or a Settings argument is unknown or malformed
    ├── QuestionError       the question cannot be answered as it stands (empty, too long)
    ├── GuideError          a guide or corpus cannot be read, or no such guide is known
    ├── ModelError          the embedding or language model cannot be loaded or used
    └── StoreError          the vector store cannot be used

Every message says what to do next. Anything that is not an AdvisorError is a bug.
"""

from __future__ import annotations


class AdvisorError(Exception):
    """Base of all errors that the advisor raises on purpose."""


class SettingsError(AdvisorError):
    """A setting is unknown or malformed."""


class QuestionError(AdvisorError):
    """A question cannot be answered as it stands."""


class GuideError(AdvisorError):
    """A guide or a corpus cannot be read, or no guide of that name is known."""


class ModelError(AdvisorError):
    """A model cannot be loaded or used."""


class StoreError(AdvisorError):
    """The vector store cannot be used."""
