"""The colours of all pages and of the charts in them, light and dark, in one place.

Text has a contrast of at least 4.5 to 1 against what it stands on, bars 3 to 1. The shades say by lightness
alone how many points were lost, so they also work in grey.
"""

from __future__ import annotations

from collections.abc import Mapping

SHADES = 5
Theme = Mapping[str, str]  # colours by what they are for; a style sheet has them as var(--ink)

# Light and dark, as #rrggbb.
_COLOURS = {
    "paper": ("#fbfaf7", "#14161a"),  # the page
    "sheet": ("#ffffff", "#1c1f25"),  # what stands on it; all points
    "code": ("#f4f2ec", "#15181d"),
    "void": ("#e6e4de", "#33373d"),  # what holds nothing yet
    "ink": ("#1d2129", "#e8e6e1"),  # text
    "soft": ("#565d6b", "#a9afba"),  # text that matters less
    "line": ("#d9d7d0", "#363b45"),  # rules
    "link": ("#1a4f9c", "#9ac1ff"),  # links and bars
    "marked": ("#b3470a", "#ffa35c"),  # what is to be seen first
    "good": ("#1c6b37", "#86d6a0"),  # what is right, and what that stands on
    "good-back": ("#e6f3ea", "#17301f"),
    "bad": ("#a32a20", "#ff9d92"),
    "bad-back": ("#fbeae8", "#3b1d1a"),
    "hint": ("#6f4a00", "#f0cd7c"),
    "hint-back": ("#fdf3d8", "#33290f"),
    "wait": ("#3f4a8a", "#b5bffa"),
    "wait-back": ("#ebedf9", "#22264a"),
    "lost": ("#f0a04b", "#8f4a00"),  # no points
    "keyword": ("#7a2a86", "#d9a2e6"),
    "string": ("#25662f", "#98d1a0"),
    "number": ("#9a3d00", "#f0ab7c"),
    "comment": ("#626a77", "#99a1ae"),
}


def _theme(number: int) -> Theme:
    """The colours of a theme, and the shades from all points lost to none: l0, l1, …"""
    colours = {name: both[number] for name, both in _COLOURS.items()}
    shades = (_mixed(colours["lost"], colours["sheet"], step / (SHADES - 1)) for step in range(SHADES))
    return colours | {f"l{step}": shade for step, shade in enumerate(shades)}


def _mixed(first: str, second: str, share: float) -> str:
    pairs = [(int(first[at : at + 2], 16), int(second[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(one + (other - one) * share):02x}" for one, other in pairs)


LIGHT, DARK = _theme(0), _theme(1)


def variables(theme: Theme) -> str:
    """As a style sheet declares them."""
    return " ".join(f"--{name}: {colour};" for name, colour in theme.items())
