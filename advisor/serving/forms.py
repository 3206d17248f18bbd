"""Forms that HTTP and MCP share."""

from __future__ import annotations

from pydantic import BaseModel, Field

from advisor.types import Guide


class Said(BaseModel):
    """A message of the conversation before a question."""

    role: str = Field(max_length=40, examples=["user"])
    content: str = Field(max_length=100_000, examples=["What skills do I need?"])


class AboutGuide(BaseModel):
    """A live guide and its headings."""

    name: str
    title: str
    edition: int
    ingested: str = Field(description="UTC time in ISO 8601")
    passages: int
    sections: list[list[str]] = Field(description="heading paths, outermost heading first")


def about_guide(guide: Guide) -> AboutGuide:
    """Return what is told of a guide."""
    return AboutGuide(
        name=guide.name,
        title=guide.title,
        edition=guide.edition,
        ingested=guide.ingested,
        passages=guide.passages,
        sections=[list(section.path) for section in guide.sections if section.part == 0],
    )
