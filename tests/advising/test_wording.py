"""Plans in a language model's words, through langchain-openai and a real socket."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from advising.guides import WELDER
from fakes import write
from scripted_openai import Script, fails, says, scripted_openai

from advisor import Advisor, Plan, Profile, Settings

ME = Profile("I know TIG. My hobby is falconry. I live in Oslo.")
LITERAL = "A full apprenticeship lasts three years [1]."
INVENTED = "A welder earns 900 crowns [1]."


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wording")
    with Advisor(Settings(data_dir=folder / "data")) as advisor:
        advisor.ingest([write(folder / "guides", {"welder.md": WELDER})])
    return folder / "data"


def planned(data_dir: Path, *scripts: Script) -> tuple[Plan, list[dict[str, object]]]:
    with scripted_openai(*scripts) as server:
        settings = Settings(
            data_dir=data_dir,
            model="openai:scripted",
            model_url=server.url,
            model_key="sk-secret",
            model_seconds=20,
            model_retries=0,
        )
        with Advisor(settings) as advisor:
            return advisor.plan(ME), server.requests


def test_a_step_is_worded_and_what_the_guide_does_not_bear_out_is_left_out(data_dir: Path) -> None:
    plan, _ = planned(data_dir, says(f"{LITERAL} {INVENTED}"))
    assert plan.model == "openai:scripted"
    (training,) = [step for step in plan.steps if step.heading == "Training"]
    assert "A full apprenticeship lasts three years" in training.text
    assert "900" not in training.text


def test_citations_count_on_and_those_of_what_is_left_are_among_them(data_dir: Path) -> None:
    plan, _ = planned(data_dir, says(LITERAL))
    numbers = [citation.number for step in plan.steps for citation in step.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    for step in plan.steps:
        assert {each.citation for each in step.requirements} <= set(step.citations)
        for each in step.requirements:
            assert f"- [ ] {each.name} [{each.citation.number}]\n" in plan.to_markdown()


def test_the_model_is_sent_what_is_left_and_nothing_else_of_the_person(data_dir: Path) -> None:
    _, requests = planned(data_dir, says(LITERAL))
    sent = json.dumps(requests)
    assert "MIG" in sent
    assert "Oslo" not in sent
    assert "falconry" not in sent


def test_where_the_model_fails_the_guide_is_quoted_and_why_is_said(data_dir: Path) -> None:
    plan, _ = planned(data_dir, fails(500))
    for step in plan.steps:
        assert step.text.startswith(
            "*This is quoted from the guide, since the language model failed"
        )
        assert all(f"[{citation.number}]" in step.text for citation in step.citations)
    assert "- **MIG**: for thick plates. [" in plan.steps[0].text
