"""Forms that HTTP and MCP share."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from advisor.types import Guide, Profile

#: The longest text about a person that is read, and the most skills.
_ABOUT, _SKILLS = 20_000, 200


class Said(BaseModel):
    """A message of the conversation before a question."""

    role: str = Field(max_length=40, examples=["user"])
    content: str = Field(max_length=100_000, examples=["What skills do I need?"])


class AboutPerson(BaseModel):
    """What a person tells of themselves, and which guide they follow."""

    model_config = ConfigDict(extra="forbid")

    about: str = Field(
        default="",
        max_length=_ABOUT,
        description="free text, as people introduce themselves, or a CV",
        examples=["Backend developer, six years of Go. I know SQL, a bit of Python."],
    )
    skills: list[Annotated[str, Field(max_length=200)]] = Field(
        default=[], max_length=_SKILLS, description='what they know, as "SQL" or "Python (basics)"'
    )
    stage: str | None = Field(default=None, max_length=200, examples=["student"])
    goal: str | None = Field(default=None, max_length=200, examples=["ML engineer"])
    place: str | None = Field(default=None, max_length=200, examples=["Berlin"])
    hours_per_week: float | None = Field(default=None, gt=0, le=168)
    guide: str | None = Field(
        default=None, max_length=1000, description="the guide's name, where there are several"
    )

    def profile(self) -> Profile:
        """Return the record of it."""
        return Profile(
            about=self.about,
            skills=tuple(self.skills),
            stage=self.stage,
            goal=self.goal,
            place=self.place,
            hours_per_week=self.hours_per_week,
        )


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
