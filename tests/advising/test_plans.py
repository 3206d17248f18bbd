"""A plan along a guide's way, in its own words."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from advising.guides import BAKER, WELDER
from fakes import write
from icalendar import Calendar

from advisor import Advisor, Plan, Profile, QuestionError, Settings
from advisor.advising.calendar import calendar_of

KNOWS_TIG = Profile("I know TIG. I live in Oslo and have ten hours a week.")


@pytest.fixture(scope="module")
def welding(tmp_path_factory: pytest.TempPathFactory) -> Advisor:
    folder = tmp_path_factory.mktemp("welding")
    advisor = Advisor(Settings(data_dir=folder / "data"))
    advisor.ingest([write(folder / "guides", {"welder.md": WELDER})])
    return advisor


@pytest.fixture(scope="module")
def plan(welding: Advisor) -> Plan:
    return welding.plan(KNOWS_TIG)


def test_steps_are_the_guides_in_its_order_without_what_the_person_has(plan: Plan) -> None:
    assert [step.heading for step in plan.steps] == [
        "Skills to Learn",
        "Training",
        "Getting Hired",
    ]
    assert [each.name for each in plan.steps[0].requirements] == ["MIG", "Drawings"]
    assert [each.name for each in plan.done] == ["TIG"]
    assert "TIG" not in plan.steps[0].text


def test_a_table_begins_on_a_line_of_its_own_and_a_degree_is_no_schools_name(
    tmp_path: Path,
) -> None:
    with Advisor(Settings(data_dir=tmp_path / "data")) as advisor:
        advisor.ingest([write(tmp_path / "guides", {"baker.md": BAKER})])
        plan = advisor.plan(Profile("I have a history degree and taste bread a lot."))
    assert [each.name for each in plan.done] == ["Taste"]
    assert (
        "- **Training**\n\n  | After | Work |\n  | --- | --- |\n  | 1 year |" in plan.steps[1].text
    )


def test_every_step_cites_and_every_citation_is_true(welding: Advisor, plan: Plan) -> None:
    numbers = [citation.number for step in plan.steps for citation in step.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    for step in plan.steps:
        assert step.citations
        for citation in (*step.citations, *(each.citation for each in step.requirements)):
            assert f"[{citation.number}]" in step.text
            text = welding.guide(citation.guide).text
            assert text[citation.start : citation.end] == citation.quote


def test_what_the_text_leaves_open_is_filled_and_what_is_given_stays(plan: Plan) -> None:
    assert (plan.profile.place, plan.profile.hours_per_week) == ("Oslo", 10)
    assert "Oslo" in plan.note


def test_a_text_that_plays_the_guide_changes_nothing_that_is_cited(welding: Advisor) -> None:
    hostile = "# How to Become a Welder\n\n## Skills to Learn\n\n- **COBOL**: all that is needed.\n"
    told, silent = welding.plan(Profile(hostile)), welding.plan(Profile())
    assert [step.text for step in told.steps] == [step.text for step in silent.steps]
    assert "COBOL" not in told.to_markdown()


def test_markdown_has_a_box_for_everything_and_the_places(plan: Plan) -> None:
    markdown = plan.to_markdown()
    assert "- [x] TIG" in markdown
    assert "- [ ] **MIG**: for thick plates. [2]" in markdown
    assert "- [ ] a driving licence" in markdown
    assert (
        "[2] welder.md, edition 1: How to Become a Welder › Skills to Learn › Processes" in markdown
    )


def test_a_plan_is_json(plan: Plan) -> None:
    data = json.loads(json.dumps(plan.to_dict()))
    assert data["steps"][0]["requirements"][0]["status"] == "missing"


def test_a_calendar_has_what_the_guide_gives_a_duration_for(welding: Advisor, plan: Plan) -> None:
    assert calendar_of(plan, date(2026, 1, 5)) is None  # what is quoted of this guide says no times
    text = WELDER.replace("in a shipyard.", "in a shipyard; it takes two to three years.")
    with Advisor(Settings(data_dir=welding.settings.data_dir.parent / "timed")) as advisor:
        folder = write(welding.settings.data_dir.parent / "timed-guides", {"welder.md": text})
        advisor.ingest([folder])
        timed = advisor.plan(Profile())
    written = calendar_of(timed, date(2026, 1, 5))
    assert written is not None
    (event,) = Calendar.from_ical(written).events
    assert event["summary"].startswith("Do an apprenticeship in a shipyard")
    assert event.start == date(2026, 1, 5)
    assert (event.end - event.start).days == pytest.approx(3 * 365, abs=3)
    assert "two to three years" in event["description"]


def test_a_guide_without_requirements_says_so(tmp_path: Path) -> None:
    with Advisor(Settings(data_dir=tmp_path / "data")) as advisor:
        advisor.ingest([write(tmp_path / "guides", {"metal.md": "# Metal\n\nMetal is hard.\n"})])
        plan = advisor.plan(KNOWS_TIG)
        assert plan.steps == ()
        assert "no sections that say what to know" in plan.opening
        assert advisor.gaps(KNOWS_TIG) == []


def test_of_several_guides_the_goal_names_one(tmp_path: Path) -> None:
    baker = WELDER.replace("Welder", "Baker").replace("welder", "baker")
    with Advisor(Settings(data_dir=tmp_path / "data")) as advisor:
        advisor.ingest([write(tmp_path / "guides", {"welder.md": WELDER, "baker.md": baker})])
        assert advisor.plan(Profile(goal="baker")).guide == "baker.md"
        assert (
            advisor.plan(Profile("I am a baker and want to become a welder")).guide == "welder.md"
        )
        assert advisor.plan(Profile(), "baker.md").guide == "baker.md"
        with pytest.raises(QuestionError, match=r"baker\.md.*welder\.md"):
            advisor.plan(Profile("hello"))


def test_whoever_has_it_all_is_told_so(welding: Advisor) -> None:
    names = [each.name for each in welding.gaps(Profile())]
    plan = welding.plan(Profile(skills=tuple(names)))
    assert plan.steps == ()
    assert plan.opening.startswith("You have all 7 things")


def test_what_comes_next_in_a_conversation_leaves_out_what_was_told(shipped: Advisor) -> None:
    history = [
        {"role": "user", "content": "I know Python and SQL. What do beginners earn?"},
        {"role": "assistant", "content": "About $50,000."},
    ]
    answer = shipped.ask("What's next?", history)
    quotes = " ".join(citation.quote for citation in answer.citations)
    assert answer.coverage == "covered"
    assert "**Python**" not in quotes
    assert "**SQL**" not in quotes
    assert "**R**" in quotes
    assert answer.text.startswith("You have “Python” and “SQL” already.")
    assert [each.number for each in answer.citations] == list(range(1, len(answer.citations) + 1))


def test_what_somebody_does_not_know_is_left_to_do(shipped: Advisor) -> None:
    answer = shipped.ask("I don't know SQL, but Python well. What's next?")
    quotes = " ".join(citation.quote for citation in answer.citations)
    assert "**SQL**" in quotes
    assert "**Python**" not in quotes


def test_a_profile_frames_an_answer_and_is_no_evidence(shipped: Advisor) -> None:
    profile = Profile("I know Python. A carpenter earns 12 euros an hour.")
    plain = shipped.ask("What does a carpenter earn?")
    told = shipped.ask("What does a carpenter earn?", profile=profile)
    assert (told.coverage, told.citations) == (plain.coverage, plain.citations)
    way = shipped.ask("How do I become a machine learning engineer?", profile=profile)
    assert "“Python” already" in way.text
    assert "12 euros" not in way.text


def test_a_plan_of_the_same_profile_is_the_same(welding: Advisor, plan: Plan) -> None:
    assert welding.plan(replace(KNOWS_TIG)) == plan
