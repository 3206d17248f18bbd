"""A guide that asks for things of every shape."""

from __future__ import annotations

from fakes import edition_of

from advisor.advising.requirements import Need, needs_of
from advisor.answering.outline import Outlines
from advisor.index.library import Library
from advisor.models.embedding import Embedder
from advisor.types import Guide

WELDER = """\
# How to Become a Welder

## What Welders Do

Welders join metal.

- **Shipyards** need welders.
- **Workshops** need welders too.

## Skills to Learn

Welders know processes and drawings.

### Processes

- **TIG**: for thin sheets; Argon is the usual gas.
- **MIG**: for thick plates.
- *Not usually needed*: **oxyfuel**, which has gone.

### Drawings

Learn to read technical drawings before anything else.

## Training

A full apprenticeship lasts three years.

- Do an apprenticeship in a shipyard.
- Take an evening course at a vocational school.

## Getting Hired

To be hired you will need all of these:

- a driving licence
- the ISO 9606 certificate

## Pay

A welder earns 20 crowns.

## Common Mistakes

- **Haste**: slow down.
- **No mask**: wear one.
"""

#: One whose way is a numbered list.
BAKER = """\
# How to Become a Baker

## How to Become One

1. **Taste.** Eat bread in every town, and ask how it is made.
2. **Apply to a school.** Lyon, Tours University and the School of Rouen take pupils in May.
3. **Find a shop.** Write to twenty.

## Training

| After | Work |
| --- | --- |
| 1 year | Baguettes |
| 2 years | Brioche |
"""


def library_of(text: str = WELDER, title: str = "How to Become a Welder") -> tuple[Library, Guide]:
    edition = edition_of(text, "welder.md", title)
    library = Library([edition])
    return library, library.editions["welder.md"].guide


def needs(embedder: Embedder, text: str = WELDER) -> tuple[Need, ...]:
    library, guide = library_of(text)
    return needs_of(guide, Outlines(embedder), library)
