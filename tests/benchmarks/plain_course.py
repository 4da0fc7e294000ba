"""A course of plain asserts, as others are: a class with pandas and plots, and one with heavy imports."""

from __future__ import annotations

import shutil
from statistics import median
from typing import Any

import nbformat
from ground import Ground, program_path
from measure import Command, Cost
from report import Part, Row, at_least, noted, seconds

ASSIGNMENT = "plain"
CONFIG = "c = get_config()\nc.CourseDirectory.course_id = 'plain'\n"
_TABLE = "pd.DataFrame({'group': list('abc') * 200, 'x': np.arange(600.0)})"
EXERCISES = {
    "means": ("def means(table):", "return table.groupby('group').x.mean()", "means(table)['a'] == 298.5"),
    "largest": (
        "def largest(table):",
        "return table.nlargest(2, 'x')",
        "list(largest(table).x) == [599, 598]",
    ),
    "wide": ("def wide(table):", "return table.assign(y=table.x ** 2)", "wide(table).y.iloc[-1] == 599 ** 2"),
}
PLOTS = "fig, axes = plt.subplots(1, 2)\naxes[0].hist(table.x)\naxes[1].plot(table.x)\nplt.show()"
IMPORTS = {
    "pandas and plots": "import numpy as np\nimport pandas as pd\nfrom matplotlib import pyplot as plt",
    "heavy imports": "import numpy as np\nimport pandas as pd\nfrom matplotlib import pyplot as plt\n"
    "import sympy\nimport sympy.stats\nimport pyarrow.dataset\nimport distributed",
}
GOALS = {"pandas and plots": 8, "heavy imports": 15}


def measure(ground: Ground, *, rounds: int, few: int, many: int) -> Part:
    """Grade a class of each kind, stock nbgrader and this one after the other, from a fresh course.

    Stock nbgrader takes the same time for each student, so few of them stand for the class. By the clock it
    swings by half from run to run, as its kernels wait: so each is run in turn, and the medians count.

    Args:
        ground: where.
        rounds: how often.
        few: students that stock nbgrader grades, at least 2.
        many: students of the class.
    """
    rows, notes, data = [], [], {}
    for kind, imports in IMPORTS.items():
        found: dict[tuple[str, int], list[Cost]] = {}
        for program, number in (("nbgrader", 1), ("nbgrader", few), ("autograder", many)) * rounds:
            run = ground.run(_command(ground, imports, program, number))
            found.setdefault((program, number), []).append(run.cost)
            notes.append(noted(f"{kind}: {program}", number, run))
        costs = {
            key: Cost(median(one.wall for one in some), median(one.cpu for one in some))
            for key, some in found.items()
        }
        first, some = costs["nbgrader", 1], costs["nbgrader", few]
        rest = (some - first) / (few - 1)
        stock, this = first + Cost(rest.wall * (many - 1), rest.cpu * (many - 1)), costs["autograder", many]
        ratio = stock.times(this)
        rows.append(Row(f"{kind}: {many} students, by stock nbgrader", seconds(stock)))
        rows.append(Row(f"{kind}: {many} students, by this", seconds(this)))
        rows.append(at_least(f"{kind}: stock nbgrader ÷ this, by the clock", ratio.wall, GOALS[kind]))
        data[kind] = {"stock": vars(stock), "this": vars(this), "ratio": vars(ratio)}
    return Part("A course of plain asserts, never graded before", rows, {**data, "runs": notes})


def _command(ground: Ground, imports: str, program: str, number: int) -> Command:
    """The command that grades so many students of a fresh course."""
    course = ground.folder / "plain-course"
    shutil.rmtree(course, ignore_errors=True)
    for folder in ("source", "release", *(f"submitted/s{place:02}" for place in range(number))):
        target = course / folder / ASSIGNMENT
        target.mkdir(parents=True)
        nbformat.write(_notebook(imports), target / "1_tables.ipynb")
    (course / "nbgrader_config.py").write_text(CONFIG)
    ground.do(course, "nbgrader", "generate_assignment", ASSIGNMENT, "--force")
    verb = "autograde" if program == "nbgrader" else "grade"
    return Command((program_path(program), verb, ASSIGNMENT), course)


def _notebook(imports: str) -> Any:
    """The instructor's, with solutions: each student hands in the same."""
    cells = [nbformat.v4.new_code_cell(f"{imports}\ntable = {_TABLE}")]
    for name, (head, body, test) in EXERCISES.items():
        solved = f"{head}\n    ### BEGIN SOLUTION\n    {body}\n    ### END SOLUTION"
        cells.append(_cell(solved, name, solution=True))
        cells.append(_cell(f"assert {test}", f"test_{name}", grade=True, locked=True, points=1))
    cells.append(nbformat.v4.new_code_cell(PLOTS))
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def _cell(source: str, grade_id: str, **metadata: Any) -> Any:
    cell = nbformat.v4.new_code_cell(source)
    flags = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
    cell.metadata["nbgrader"] = {"grade_id": grade_id, **flags, **metadata}
    return cell
