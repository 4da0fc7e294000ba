"""Colours of the page and its charts, light and dark, in one place.

Text has a contrast of at least 4.5 to 1 against what it stands on, lines and bars 3 to 1. The shades say by
lightness alone how many points were lost, so they also work in grey.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Theme:
    """The colours of one theme, as #rrggbb.

    Attributes:
        ground: of the page.
        card: of what stands on it.
        text: of text.
        quiet: of text that matters less.
        line: of rules.
        accent: of links and bars.
        marked: of what is to be seen first.
        lost: the shade of no points; that of all points is `card`.
        void: of cells that hold nothing yet.
    """

    ground: str
    card: str
    text: str
    quiet: str
    line: str
    accent: str
    marked: str
    lost: str
    void: str

    def shades(self, steps: int) -> list[str]:
        """Colours from all points lost to none."""
        return [_mixed(self.lost, self.card, step / (steps - 1)) for step in range(steps)]


def _mixed(first: str, second: str, share: float) -> str:
    pairs = [(int(first[at : at + 2], 16), int(second[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(one + (other - one) * share):02x}" for one, other in pairs)


LIGHT = Theme(
    ground="#f6f6f4",
    card="#ffffff",
    text="#1c1d1f",
    quiet="#55585e",
    line="#d8d8d4",
    accent="#1a5fa8",
    marked="#b3470a",
    lost="#f0a04b",
    void="#e4e4e1",
)
DARK = Theme(
    ground="#15171a",
    card="#1e2125",
    text="#eceae6",
    quiet="#aeb2b9",
    line="#3a3e45",
    accent="#7db8f2",
    marked="#ffa35c",
    lost="#8f4a00",
    void="#33373d",
)
