"""The plan as the page shows it, and a CV as the page reads it."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted import ScriptedAdvisor, guide

from advisor import AdvisorError, Profile
from advisor.reading import sandbox
from advisor.ui.asking import respond
from advisor.ui.planning import CV_LIMIT, profile_from, text_of_cv
from advisor.ui.services import Services

HOSTILE = "<img src=x onerror=alert(1)>"


def call(name: str, wish: Any) -> dict[str, Any]:
    advisor = ScriptedAdvisor({}, (guide(),))
    services = {each.__name__: each for each in Services(advisor).all()}  # type: ignore[arg-type]
    return services[name](wish)


def test_a_plan_has_boxes_links_and_what_can_be_saved() -> None:
    made = call("plan", {"about": "I know R."})
    assert '<input type="checkbox" data-need="work.md/Skills/Python">' in made["html"]
    assert 'href="#read=work.md' in made["html"]
    assert "0 of 1" in made["html"]
    assert made["markdown"].startswith("# Work: a plan")
    assert made["calendar"] == ""


def test_what_people_tell_is_no_markup() -> None:
    made = call("plan", {"about": HOSTILE, "goal": HOSTILE, "place": HOSTILE})
    assert "<img" not in made["html"]
    assert "&lt;img" in made["html"]


def test_a_guide_that_is_gone_is_told() -> None:
    assert call("plan", {"guide": "gone.md"}) == {"error": "There is no guide 'gone.md'."}


def test_the_guides_and_kinds_of_files_are_offered() -> None:
    offered = call("choices", {})
    assert offered["guides"] == [("work.md", "Work")]
    assert {".pdf", ".docx", ".md"} <= set(offered["kinds"])


@given(
    st.recursive(
        st.none() | st.floats() | st.text(),
        lambda x: st.dictionaries(st.sampled_from(["about", "goal", "place", "hours"]), x),
    )
)
def test_any_shape_that_a_browser_sends_is_a_profile(data: Any) -> None:
    profile = profile_from(data)
    assert isinstance(profile.about, str)
    assert profile.hours_per_week is None or 0 < profile.hours_per_week <= 112


def test_a_cv_is_read_and_its_kind_and_size_are_minded() -> None:
    data = base64.b64encode(b"# Me\n\nI know SQL.\n").decode()
    assert "I know SQL." in call("cv", {"name": "me.md", "data": data})["text"]
    assert "these can: " in call("cv", {"name": "me.exe", "data": data})["error"]
    assert "whole" in call("cv", {"name": "me.md", "data": "?"})["error"]
    with pytest.raises(AdvisorError, match="larger than 5 MB"):
        text_of_cv("me.md", b"x" * (CV_LIMIT + 1))


def test_a_cv_is_read_in_a_process_of_its_own_and_not_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[Any] = []
    real = sandbox.Converter.read

    def watched(self: sandbox.Converter, path: Any) -> str:
        text = real(self, path)
        seen.append((path, self.worker_pid))
        return text

    monkeypatch.setattr(sandbox.Converter, "read", watched)
    assert "I know SQL" in text_of_cv("me.html", b"<h1>Me</h1><p>I know SQL.</p>")
    ((path, worker),) = seen
    assert worker is not None
    assert not path.exists()


def test_what_the_person_tells_reaches_the_advisor() -> None:
    advisor = ScriptedAdvisor({"How?": []}, (guide(),))
    list(respond(advisor, "How?", (), person=Profile("I know R.")))  # type: ignore[arg-type]
    assert advisor.profiles == [Profile("I know R.")]
