"""A guide of many editions: each says of some sections what the one before the last said, and of
one what no other says."""

from __future__ import annotations


def edition_text(number: int, towns: int = 24) -> str:
    """The text of an edition, which counts from 1, on some towns."""
    sections = [f"# Welding\n\nThis is edition {number} of the guide.\n"]
    for town in range(towns):
        pay = 1_000 * town + (number % 2 if town % 2 else 7)
        sections.append(
            f"## Town {town}\n\nA welder in town {town} earns €{pay} a year. "
            f"The work in town {town} is steady.\n\n"
            f"- Learn to weld in town {town} for €{pay}.\n- Rest in town {town}.\n"
        )
    sections[4] += f"\nA welder in town 3 earns €{number} more in edition {number}.\n"
    return "\n".join(sections)
