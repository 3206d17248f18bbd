"""Places that a question names and the guides do not."""

from __future__ import annotations

import pytest

from advisor.retrieval.locations import Locations, locations_in

GUIDE = {"europe", "berlin", "zurich", "singapore", "bangalore", "new york", "north america"}
GUIDE |= {"scotland", "massachusetts"}


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("What is the pay in Munich?", Locations(("Munich",), ("Europe",))),
        ("pay in munich", Locations(("munich",), ("Europe",))),
        ("pay in berlin", Locations()),
        ("what is the salary in india", Locations(("india",), ("Bangalore",))),
        ("work in Kenya", Locations(("Kenya",), ())),
        ("do they pay more in the us?", Locations(("us",), ("North America", "New York"))),
        ("is it easy to get to the netherlands", Locations(("the netherlands",), ("Europe",))),
        ("pay in Glasgow", Locations(("Glasgow",), ("Scotland", "Europe"))),
        ("pay in boston", Locations(("boston",), ("Massachusetts", "North America"))),
        ("moving to texas", Locations(("texas",), ("North America",))),
        ("can you help us", Locations()),
        ("what is it to us", Locations()),
        ("is it nice to work from home in general", Locations()),
        ("Reading is my hobby", Locations()),
        ("", Locations()),
    ],
)
def test_a_place_that_the_guide_does_not_name_and_what_lies_around_it(
    question: str, found: Locations
) -> None:
    assert locations_in(question, lambda name: name.lower() in GUIDE) == found
