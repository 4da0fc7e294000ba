"""Colours of the page and its charts, light and dark, in one place.

Ground, card, text, lines and links are those of the other pages (pages/templates/base.css), so that all look
alike. Text has a contrast of at least 4.5 to 1 against what it stands on, bars 3 to 1. The shades say by
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
    ground="#fbfaf7",
    card="#ffffff",
    text="#1d2129",
    quiet="#565d6b",
    line="#d9d7d0",
    accent="#1a4f9c",
    marked="#b3470a",
    lost="#f0a04b",
    void="#e6e4de",
)
DARK = Theme(
    ground="#14161a",
    card="#1c1f25",
    text="#e8e6e1",
    quiet="#a9afba",
    line="#363b45",
    accent="#9ac1ff",
    marked="#ffa35c",
    lost="#8f4a00",
    void="#33373d",
)
