"""SECURITY.md tells of as many attacks as there are."""

import re

import attacks
import forging
import judged_texts
import pytest
import value_attacks


@pytest.mark.parametrize(
    ("told", "there"),
    [
        (r"(\d+) forgeries", len(forging.corpus())),
        (r"where (\d+) earn points", sum(forgery.earns for forgery in forging.corpus())),
        (r"(\d+) attacks on the sandbox", len(attacks.corpus())),
        (r"(\d+) texts that attack a test", len(judged_texts.ATTACKS)),
        (r"(\d+) attacks on what handles", len(value_attacks.corpus())),
    ],
)
def test_each_count_is_that_of_its_corpus(root, told, there):
    """Told once, and counted anew."""
    text = " ".join((root / "SECURITY.md").read_text(encoding="utf-8").split())

    assert re.findall(told, text) == [str(there)]
