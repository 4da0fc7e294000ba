"""What is behind a wrong answer to plain asserts: said where the cell's own calls tell, never untrue."""

import time
from collections import Counter

import nbformat
import pytest

from autograder.course import Cell, Notebook, Role
from autograder.grading import Engine
from autograder.judge import Seed
from autograder.judge.job import Job
from autograder.limits import Limits

EXERCISES = {
    "evens": (
        "def evens(numbers):\n    return [n for n in numbers if n % 2 == 0]",
        "assert evens([1, 2, 3, 4]) == [2, 4]\n"
        "assert evens([]) == []\n"
        "assert evens([6, 7, 8, 10]) == [6, 8, 10]\n"
        "### BEGIN HIDDEN TESTS\n"
        "assert evens([0, 5, 12, -2]) == [0, 12, -2]\n"
        "assert evens([2, 9, 4, 4]) == [2, 4, 4]\n"
        "### END HIDDEN TESTS",
    ),
    "shout": (
        "def shout(word):\n    return word.upper() + '!'",
        "for word in 'hello', 'Ada', 'x':\n    assert shout(word) == word.upper() + '!', word",
    ),
    "column_means": (
        "import numpy as np\n\ndef column_means(table):\n    return np.mean(table, axis=0)",
        "rng = np.random.default_rng(3)\n"
        "for shape in [(3, 3), (4, 2), (2, 5), (6, 1)]:\n"
        "    table = rng.normal(size=shape)\n"
        "    np.testing.assert_allclose(column_means(table), table.mean(axis=0))",
    ),
    "counts": (
        "def counts(text):\n"
        "    found = {}\n"
        "    for word in text.split():\n"
        "        found[word] = found.get(word, 0) + 1\n"
        "    return found",
        "assert counts('a b a') == {'a': 2, 'b': 1}\n"
        "assert counts('') == {}\n"
        "assert counts('x x x y') == {'x': 3, 'y': 1}\n"
        "assert counts('one two three two') == {'one': 1, 'two': 2, 'three': 1}",
    ),
    "factorial": (
        "def factorial(n):\n    return 1 if n == 0 else n * factorial(n - 1)",
        "for n, right in enumerate([1, 1, 2, 6, 24, 120]):\n    assert factorial(n) == right",
    ),
    "is_palindrome": (
        "def is_palindrome(word):\n    return word == word[::-1]",
        "assert is_palindrome('anna')\nassert is_palindrome('bob')\nassert is_palindrome('')\n"
        "assert not is_palindrome('ab')\nassert not is_palindrome('cat')\nassert not is_palindrome('abca')",
    ),
    "power": (
        "def power(base, exponent):\n    return base ** exponent",
        "assert [power(2, 3), power(3, 2), power(5, 0), power(2, 5)] == [8, 9, 1, 32]",
    ),
}
TRULY = "def f(x):\n    return x + 1"
ASKS = "assert f(1) == 2\nassert f(2) == 3\nassert f(5) == 6\nassert f(9) == 10"
HIDDEN = f"assert f(0) == 1\n### BEGIN HIDDEN TESTS\n{ASKS}\n### END HIDDEN TESTS"


def solution(source, name="answer"):
    """A solution cell of the instructor's."""
    return Cell.written(name, Role.SOLUTION, "code", source)


def grade(source, name="test_answer", **more):
    """A grade cell."""
    return Cell(name, Role.GRADE, "code", source, 2.0, **more)


@pytest.fixture
def judge(pair):
    """Judge answers in a notebook of the instructor's, in the order of its solution cells: the verdicts."""

    def run(cells, *answers, more=()):
        left = iter(answers)
        theirs = [one.with_source(next(left)) if one.role is Role.SOLUTION else one for one in cells]
        job = Job(
            Seed("demo", "ada", "1"),
            "1_demo",
            (*theirs, *more),
            imports=("import numpy as np",),
            definitions=Notebook("1_demo", tuple(cells)).definitions,
            limits=Limits(call=1.0),
        )
        return pair.judge(job).cells

    return run


@pytest.fixture
def hint_on(judge):
    """What is said of one answer to one cell, by default about `f`: the id and the text; None for nothing."""

    def hint(answer, test=ASKS, right=TRULY, **more):
        (verdict,) = judge([solution(right), grade(test)], answer, **more)
        assert verdict.score == 0
        return verdict.hint and (verdict.hint.id, verdict.hint.text)

    return hint


# What a teacher says of a student's cell, and the explanation that fits; None where none is certain.
WRONG = {
    "evens": {
        "The last number is never looked at.": (
            "return [numbers[i] for i in range(len(numbers) - 1) if numbers[i] % 2 == 0]",
            "numbers:no-last",
        ),
        "The first number is left out.": (
            "return [n for n in numbers[1:] if n % 2 == 0]",
            "numbers:no-first",
        ),
        "It returns within the loop.": (
            "for n in numbers:\n        if n % 2 == 0:\n            return [n]\n    return []",
            "one",
        ),
        "Each number is put in front.": (
            "out = []\n    for n in numbers:\n        out = [n] * (n % 2 == 0) + out\n    return out",
            "backwards",
        ),
        "It counts them.": ("return len([n for n in numbers if n % 2 == 0])", "count"),
        "These are the odd ones.": ("return [n for n in numbers if n % 2 == 1]", None),
    },
    "shout": {
        "The exclamation mark is missing.": ("return word.upper()", "no-last-character"),
        "It gives the word back.": ("return word", "given-word"),
        "The capitals are missing.": ("return word + '!'", None),
        "It prints.": ("print(word.upper() + '!')", None),
    },
    "column_means": {
        "The other axis.": ("return table.mean(axis=1)", "table:transposed"),
        "One mean of all.": ("return table.mean()", "axis-mean"),
        "Rounded.": ("return np.round(table.mean(axis=0), 1)", "rounded-1"),
        "That is the median.": ("return np.median(table, axis=0)", None),
    },
    "counts": {
        "Nothing is ever counted.": ("return {word: 0 for word in text.split()}", "values-zero"),
        "Each word counts once.": ("return {word: 1 for word in text.split()}", "values-one"),
        "It begins with one.": (
            "return {word: text.split().count(word) + 1 for word in text.split()}",
            "values-more",
        ),
        "It counts letters.": ("return {letter: text.count(letter) for letter in text}", None),
    },
    "factorial": {
        "The last factor is missing.": (
            "product = 1\n    for i in range(1, n):\n        product *= i\n    return product",
            "n:one-less",
        ),
        "The end is 0, so all is.": ("return 0 if n == 0 else n * factorial(n - 1)", "constant"),
        "It gives text.": ("return str(1 if n == 0 else n * int(factorial(n - 1)))", "text"),
        "It adds.": ("return 1 if n == 0 else n + factorial(n - 1)", None),
        "It never ends.": ("return n * factorial(n - 1)", None),
    },
    "is_palindrome": {
        "The wrong way round.": ("return word != word[::-1]", "not"),
        "Always yes.": ("return True", "constant"),
        "In quotes.": ("return 'True' if word == word[::-1] else 'False'", "text"),
        "Only the ends are compared.": ("return word[:1] == word[-1:]", None),
    },
    "power": {
        "Exchanged.": ("return exponent ** base", "`base` and `exponent`:exchanged"),
        "One factor too many.": (
            "out = base\n    for _ in range(exponent):\n        out *= base\n    return out",
            "exponent:one-more",
        ),
        "That is xor.": ("return base ^ exponent", None),
    },
}
RIGHT = {
    "evens": "return list(filter(lambda n: not n % 2, numbers))",
    "shout": "return f'{word}!'.upper()",
    "column_means": "return np.asarray(table).T.mean(axis=1)",
    "counts": "from collections import Counter\n    return dict(Counter(text.split()))",
    "factorial": "import math\n    return math.prod(range(1, n + 1))",
    "is_palindrome": "return list(word) == list(reversed(word))",
    "power": "return pow(base, exponent)",
}


def written(name, body):
    """A student's cell."""
    head = next(line for line in EXERCISES[name][0].splitlines() if line.startswith("def "))
    return f"import numpy as np\n\n{head}\n    {body}"


@pytest.mark.parametrize(
    ("name", "teacher"), [(name, teacher) for name, answers in WRONG.items() for teacher in answers]
)
def test_a_wrong_answer_is_told_what_a_teacher_would_say_or_nothing(hint_on, name, teacher):
    """Lists, text, arrays, dictionaries, recursion: nothing but what fits all calls."""
    body, expected = WRONG[name][teacher]
    right, test = EXERCISES[name]

    said = hint_on(written(name, body), test, right)

    assert (said and said[0]) == expected


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_answer_is_told_nothing(judge, name):
    """However it is written."""
    right, test = EXERCISES[name]

    (verdict,) = judge([solution(right), grade(test)], written(name, RIGHT[name]))

    assert (verdict.score, verdict.hint) == (2.0, None)


def test_it_says_how_many_of_the_cells_calls_are_wrong(hint_on):
    """All asserts go on; a question that is asked again isn't counted again."""
    _, text = hint_on("def f(x):\n    return x - 1", f"{ASKS}\nassert isinstance(f(1), int)")

    assert text == (
        "Your answers are the right ones minus 2 (wrong in 4 of 4 calls). "
        "What is added, or multiplied, too often or too seldom?"
    )


def test_of_several_functions_it_says_of_which(hint_on):
    """The other one may be right."""
    right = f"{TRULY}\n\ndef g(x):\n    return 2 * x"
    test = f"{ASKS}\nassert [g(1), g(2), g(4)] == [2, 4, 8]"

    _, text = hint_on("def f(x):\n    return x + 1\n\ndef g(x):\n    return -2 * x", test, right)

    assert text.startswith(
        "`g`: Your answers are the right ones, but with the opposite sign (wrong in 3 of 3"
    )


SILENT = {
    "asked for one value": ("def f():\n    return 41", "assert f() == 42\n" * 3, "def f():\n    return 42"),
    "the same question thrice": ("def f(x):\n    return 1", "assert f(1) == 2\n" * 3, TRULY),
    "it counts its calls": ("n = 0\ndef f(x):\n    global n\n    n += 1\n    return n + 7", ASKS, TRULY),
    "it remembers": ("def f(x, seen=[]):\n    seen.append(x)\n    return sum(seen)", ASKS, TRULY),
    "it gives another answer each second time": (
        "seen = set()\ndef f(x):\n    if x in seen:\n        return x + 3\n    seen.add(x)\n    return x - 3",
        ASKS,
        TRULY,
    ),
    "it gives another answer once all was asked": (
        "n = 0\ndef f(x):\n    global n\n    n += 1\n    return -(x + 1) if n <= 6 else x + 3",
        ASKS,
        TRULY,
    ),
    "three parts of two answers": (
        "def f(x):\n    return dict.fromkeys('abc', -x)",
        "assert [f(2), f(3)] == [dict.fromkeys('abc', 2), dict.fromkeys('abc', 3)]",
        "def f(x):\n    return dict.fromkeys('abc', x)",
    ),
    "it draws at random": ("import random\ndef f(x):\n    return x + random.randint(5, 9)", ASKS, TRULY),
    "the instructor's draws at random": (
        "def f(x):\n    return -1.0",
        "assert all(0 <= f(n) < n for n in range(1, 9))",
        "import random\ndef f(x):\n    return random.random() * x",
    ),
    "generators": (
        "def f(x):\n    yield from range(x)",
        "assert [list(f(n)) for n in (1, 2, 3)] == [[1], [1, 2], [1, 2, 3]]",
        "def f(x):\n    yield from range(1, x + 1)",
    ),
    "classes": (
        "class f:\n    def __init__(self, x):\n        self.y = x",
        "assert [f(n).y for n in (1, 2, 3)] == [2, 3, 4]",
        "class f:\n    def __init__(self, x):\n        self.y = x + 1",
    ),
    "what is changed in place": (
        "def f(x):\n    x.sort(reverse=True)",
        "for x in [2, 1], [3, 4, 1], [1, 0]:\n    y = sorted(x)\n    f(x)\n    assert x == y",
        "def f(x):\n    x.sort()",
    ),
    "what fits because all are sorted": (
        "def f(x):\n    return min(x)",
        "assert [f([1, 2, 4]), f([0, 3, 5]), f([2, 4, 9])] == [4, 5, 9]",
        "def f(x):\n    return max(x)",
    ),
    "what fits because all are positive": (
        "def f(x):\n    return abs(x)",
        "assert [f(1.5), f(2.5), f(4.5)] == [2, 3, 5]",
        "def f(x):\n    return x + 0.5",
    ),
    "errors alone": ("def f(x):\n    return x.y", ASKS, TRULY),
    "nothing defined": ("g = 1", ASKS, TRULY),
    "no function": ("f = 5", ASKS, TRULY),
    "the instructor's fails, too": (
        "def f(x):\n    return -(x + 2)",
        "assert [f(n) for n in range(5)] == [1, 2, 3, 4, 5]",
        "def f(x):\n    return x + 2",
    ),
    "the instructor's needs what isn't there": (
        "def f(x):\n    return -x",
        ASKS,
        "y = open('y')\ndef f(x):\n    return x + y",
    ),
}


@pytest.mark.parametrize("case", SILENT)
def test_nothing_is_said_where_it_may_be_untrue(hint_on, case):
    """What gives other answers when it is asked again, what isn't data, what can't be compared."""
    answer, test, right = SILENT[case]

    assert hint_on(answer, test, right) is None


@pytest.mark.parametrize(
    ("later", "test"),
    [
        ("def f(x):\n    return -(x + 1)", ASKS),
        ("def helper(x):\n    return x + 4", ASKS),
        ("offset[0] = 0", ASKS.replace("== 2", "== 2, f(1)")),
    ],
    ids=["itself", "what it uses", "a value that it uses"],
)
def test_nothing_is_said_of_a_function_that_a_later_cell_has_changed(hint_on, later, test):
    """What it gives now isn't what it gave then."""
    answer = "offset = [3]\ndef helper(x):\n    return x + 1\n\ndef f(x):\n    return offset[0] - helper(x)"

    said = hint_on(answer, test, more=[Cell("", Role.PLAIN, "code", later)])

    assert said is None


def test_a_later_cell_that_changes_nothing_of_a_function_hides_no_explanation(hint_on):
    """The name of a parameter is its own."""
    answer, later = "x = 3\ndef f(x):\n    return -(x + 1)", Cell("", Role.PLAIN, "code", "x = 4")

    name, _ = hint_on(answer, more=[later])

    assert name == "negated"


def test_no_later_cell_notices(judge):
    """All is judged before a function is asked again."""
    answer = "calls = []\ndef f(x):\n    calls.append(x)\n    return -(x + 1)"
    cells = [
        solution(TRULY),
        grade(ASKS),
        solution("def g():\n    return 1", "g"),
        grade("assert g() == 1", "test_g"),
    ]

    first, second = judge(cells, answer, "def g():\n    return len(calls)")

    assert (first.score, first.hint.id, second.score) == (0, "negated", 2)


def test_a_function_that_loops_when_it_is_asked_again_costs_seconds_alone(judge):
    """The score stays, and there is no hint."""
    answer = "n = 0\ndef f(x):\n    global n\n    n += 1\n    while n > 3:\n        pass\n    return -x"
    begun = time.monotonic()

    verdicts = judge([solution(TRULY), *(grade(ASKS, f"test_answer_{n}") for n in range(3))], answer)

    assert Counter((one.score, one.hint) for one in verdicts) == {(0, None): 3}
    assert time.monotonic() - begun < 15


@pytest.mark.parametrize("made", ["str(max(seen))", "x + 1 + max(seen)"])
def test_no_value_is_shown_of_a_cell_with_hidden_tests(hint_on, made):
    """An answer that is right until it has been asked everything, and then made of that, would show it."""
    answer = (
        "seen = []\ndef f(x):\n    seen.append(x)\n"
        f"    return {made} if len(seen) > 10 or len(seen) % 5 == 0 else x + 1"
    )

    said = hint_on(answer, HIDDEN.replace("f(1) == 2", "f(7351) == 7352"))

    assert said is None or "7351" not in said[1]


def test_that_an_answer_is_always_the_same_is_said_without_it(hint_on):
    """The student knows it."""
    _, text = hint_on("def f(x):\n    return 7", HIDDEN)

    assert text.startswith("Your answers are always the same (wrong in 5 of 5 calls).")


def test_a_cell_that_runs_with_the_students_code_gets_no_explanation(judge):
    """What is recorded there could be forged."""
    (verdict,) = judge([solution(TRULY), grade(ASKS, in_student=True)], "def f(x):\n    return -(x + 1)")

    assert (verdict.score, verdict.hint) == (0, None)


def test_an_answer_that_passes_as_nbgrader_runs_it_is_told_nothing(judge):
    """A person looks: it may be right."""
    own = "sys._getframe(1).f_globals['__name__'] == '__main__'"
    answer = f"import sys\ndef f(x):\n    return x + 1 if {own} else -(x + 1)"

    (verdict,) = judge([solution(TRULY), grade(ASKS)], answer)

    assert (verdict.score, verdict.hint, verdict.person is None) == (0, None, False)


def test_a_course_of_plain_asserts_has_it_in_its_feedback(build):
    """With a helper in a cell of the instructor's that students may edit, and an import in a locked one."""
    answer = "def double(x):\n    return 1 - twice(x) * math.pi / math.pi"
    cells = [
        build.cell("import math", "imports", locked=True),
        build.cell("def twice(x):\n    return 2 * x"),
        build.cell(
            "def double(x):\n    ### BEGIN SOLUTION\n    return twice(x)\n    ### END SOLUTION",
            "double",
            solution=True,
        ),
        build.cell(
            "assert [double(x) for x in (1, 2, 5)] == [2, 4, 10]", "test_double", grade=True, points=2
        ),
    ]
    path = build.notebook(*cells)
    document = nbformat.read(path, as_version=4)
    document.cells[2].source = answer
    data = nbformat.writes(document).encode()

    with Engine(build.course.assignment("demo"), course=build.root) as engine:
        graded = engine.grade_notebook("1_double", data, student="ada", files={})

    (verdict,) = graded.result.cells
    assert verdict.feedback.endswith(
        "Hint: Your answers are the right ones, but subtracted from 1 (wrong in 3 of 3 calls). "
        "What is subtracted from 1?"
    )


def test_partial_credit_is_explained_too(judge):
    """Such a cell ends with a number, at no assert."""
    test = "score = sum(f(n) == n + 1 for n in (1, 2, 3, -1)) / 2\nscore"

    (verdict,) = judge([solution(TRULY), grade(test)], "def f(x):\n    return -(x + 1)")

    assert (verdict.score, verdict.hint.id) == (0.5, "negated")
