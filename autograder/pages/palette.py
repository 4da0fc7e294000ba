"""The colours of all pages and of the charts in them, light and dark, in one place.

Text has a contrast of at least 4.5 to 1 against what it stands on, bars 3 to 1. The shades say by lightness
alone how many points were lost, so they also work in grey.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

SHADES = 5


@dataclass(frozen=True, kw_only=True)
class Theme:
    """The colours of one theme, as #rrggbb. Style sheets have them by the same names: var(--hint-back).

    Attributes:
        paper: of the page; `sheet` of what stands on it, `code` of code, `void` of what holds nothing yet.
        ink: of text; `soft` of text that matters less.
        line: of rules.
        link: of links and bars.
        marked: of what is to be seen first.
        good: of what is right; so `bad`, `hint` and `wait`, each with what it stands on.
        lost: the shade of no points; that of all points is `sheet`.
        keyword: of a word of Python's; so `string`, `number` and `comment`.
    """

    paper: str
    sheet: str
    code: str
    void: str
    ink: str
    soft: str
    line: str
    link: str
    marked: str
    good: str
    good_back: str
    bad: str
    bad_back: str
    hint: str
    hint_back: str
    wait: str
    wait_back: str
    lost: str
    keyword: str
    string: str
    number: str
    comment: str

    def variables(self) -> str:
        """As a style sheet declares them; the shades from all points lost to none are --l0, --l1, …"""
        shades = {f"l{step}": self._shade(step / (SHADES - 1)) for step in range(SHADES)}
        named = asdict(self) | shades
        return " ".join(f"--{name.replace('_', '-')}: {colour};" for name, colour in named.items())

    def _shade(self, share: float) -> str:
        pairs = [(int(self.lost[at : at + 2], 16), int(self.sheet[at : at + 2], 16)) for at in (1, 3, 5)]
        return "#" + "".join(f"{round(one + (other - one) * share):02x}" for one, other in pairs)


LIGHT = Theme(
    paper="#fbfaf7",
    sheet="#ffffff",
    code="#f4f2ec",
    void="#e6e4de",
    ink="#1d2129",
    soft="#565d6b",
    line="#d9d7d0",
    link="#1a4f9c",
    marked="#b3470a",
    good="#1c6b37",
    good_back="#e6f3ea",
    bad="#a32a20",
    bad_back="#fbeae8",
    hint="#6f4a00",
    hint_back="#fdf3d8",
    wait="#3f4a8a",
    wait_back="#ebedf9",
    lost="#f0a04b",
    keyword="#7a2a86",
    string="#25662f",
    number="#9a3d00",
    comment="#626a77",
)
DARK = Theme(
    paper="#14161a",
    sheet="#1c1f25",
    code="#15181d",
    void="#33373d",
    ink="#e8e6e1",
    soft="#a9afba",
    line="#363b45",
    link="#9ac1ff",
    marked="#ffa35c",
    good="#86d6a0",
    good_back="#17301f",
    bad="#ff9d92",
    bad_back="#3b1d1a",
    hint="#f0cd7c",
    hint_back="#33290f",
    wait="#b5bffa",
    wait_back="#22264a",
    lost="#8f4a00",
    keyword="#d9a2e6",
    string="#98d1a0",
    number="#f0ab7c",
    comment="#99a1ae",
)
