"""Five students of the course, as functions that fill in the cells of a released notebook.

Each takes the notebook as it was released and the instructor's own, and changes the former in place.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

MARK = re.compile(r"^ *### (?:BEGIN|END) SOLUTION\n?", re.MULTILINE)

# Typical wrong answers, by the id of the solution cell.
WRONG = {
    "variables": 'name = "Ada"\nyear = "1815"\ngreeting = "{name} was born in {year}."',
    "circle_area": "def circle_area(radius):\n    return 3.14 * radius**2",
    "initials": "def initials(full_name):\n    return full_name[0] + '.'",
    "sort_by_length": "def sort_by_length(words):\n    return sorted(words, key=len)",
    "without_duplicates": """
def without_duplicates(items):
    for item in list(items):
        while items.count(item) > 1:
            items.remove(item)
    return items
""",
    "count_words": """
def count_words(text):
    counts = {}
    for word in text.split():
        counts[word] = 1
    return counts
""",
    "common": "def common(left, right):\n    return [item for item in left if item in right]",
    "smallest_and_largest": "def smallest_and_largest(numbers):\n    return [min(numbers), max(numbers)]",
    "add_item": "def add_item(item, basket):\n    basket = basket + [item]\n    return len(basket)",
    "serve_first": "served = queue[-1]",
    "parse_age": """
def parse_age(text):
    try:
        return int(text)
    except ValueError:
        return None
""",
    "power": "def power(base, exponent, negate=False):\n    return base * exponent",
    "factorial": """
def factorial(n):
    result = 1
    for i in range(n):
        result *= i
    return result
""",
    "sum_of_squares": """
def cube(x):
    return x**3

def sum_of_squares(numbers):
    return sum(cube(x) for x in numbers)
""",
    "countdown": """
def countdown(start):
    return list(range(start, 0, -1))

def evens():
    yield 0
""",
    "make_adder": "def make_adder(step):\n    return step + 1",
    "make_counter": """
calls = 0

def make_counter():
    def count():
        global calls
        calls += 1
        return calls
    return count
""",
    "visit": "def visit():\n    visits = 0\n    visits += 1\n    return [visits]",
    "shout": """
def shout(function):
    def louder(name):
        return function(name)
    return louder

@shout
def greet(name, sign="!"):
    return f"hello {name}{sign}"
""",
    "apply_to_all": "def apply_to_all(function, values):\n    return function(values)",
    "tally": """
def middle(left, right):
    return (left[0] + right[0]) / 2

def tally(votes):
    return {vote: 1 for vote in votes}

def harmonic(n):
    return 1 / n
""",
    "total_of": "def total_of(numbers):\n    return numbers[0] + numbers[1]",
    "print_table": "def print_table(number):\n    return [number, 2 * number, 3 * number]",
    "roll": "def roll(dice):\n    return random.randint(1, 6)",
    "with_tax": "def with_tax(price):\n    return price * tax_rate",
    "Stack": """
class Stack:
    def __init__(self, items=[]):
        self.items = items

    def push(self, item):
        self.items.append(item)

    def insert(self, item):
        self.items.append(item)

    def pop(self):
        return self.items.pop(0) if self.items else None

    def peek(self):
        return self.items[0]

    def is_empty(self):
        return self.items == []

    def __contains__(self, item):
        return True

    def __call__(self):
        return self.items

    def __getattr__(self, name):
        raise AttributeError(name)
""",
    "BankAccount": """
class InsufficientFunds:
    pass

class BankAccount:
    bank = "First Bank"

    def __init__(self, owner, balance=0):
        self.owner = owner
        self.balance = balance

    def deposit(self, amount):
        self.balance += amount

    def withdraw(self, amount):
        self.balance -= amount

class SavingsAccount:
    def __init__(self, owner, balance=0, rate=0.1):
        self.balance, self.rate = balance, rate

    def add_interest(self):
        self.balance *= self.rate
""",
    "Vector": """
class Vector:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, other):
        self.x += other.x
        return self

    def __eq__(self, other):
        return True

    def __abs__(self):
        return self.x + self.y

    def copy(self):
        return self

    def dot(self, other):
        return self.x * other.y + self.y * other.x

    length = 5
""",
    "LinkedList": """
class LinkedList:
    def __init__(self):
        self.head = []

    def prepend(self, value):
        self.head = [value, self.head]

    def reverse(self):
        self.head = self.head[::-1]
""",
    "Recorder": """
class Recorder:
    def __init__(self):
        self.events = []

    def __enter__(self):
        self.events.append("begin")

    def __exit__(self, *error):
        self.events = ["end"]
""",
    "normalise": "def normalise(x):\n    return x - np.mean(x)",
    "table": "def multiplication_table(n):\n    return [[i * j for j in range(n)] for i in range(n)]",
    "count_above": "def count_above(x, limit):\n    return [t > limit for t in x]",
    "clip_in_place": "def clip_in_place(x, largest):\n    x = np.minimum(x, largest)\n    return x",
    "warmer": "warmer = temperatures + temperatures",
    "integrate": """
def integrate(function, left, right, n=1000):
    return function(np.linspace(left, right, n)).sum()
""",
    "random_walk": "def random_walk(steps):\n    return np.random.choice([-1, 1], size=steps)",
    "read_temperatures": """
def read_temperatures(path):
    try:
        return dict(line.split(",") for line in open(path))
    except FileNotFoundError:
        return {}
""",
    "write_report": "def write_report(path, stations):\n    print(stations, file=open(path, 'w'))",
    "plot_temperatures": """
def plot_temperatures(days, values):
    plt.plot(values)
    return plt.gca()
""",
}

# Other ways to be right or wrong, beside the typical ones.
OTHERWISE = {
    "variables": 'name, year = "Grace", 1906\ngreeting = f"{name} was born in {year}."',
    "circle_area": "circle_area = lambda radius: radius * radius * np.pi\nimport numpy as np",
    "initials": """
def initials(full_name):
    '''Short.'''
    return ".".join([part[0] for part in full_name.upper().split()] + [""])
""",
    "without_duplicates": """
def without_duplicates(items):
    if len(set(items)) == len(items):
        return items
    return sorted(set(items), key=items.index)
""",
    "count_words": """
from collections import Counter

def count_words(text):
    return Counter(text.lower().split())
""",
    "common": "def common(left, right):\n    return frozenset(left).intersection(right)",
    "add_item": "def add_item(item, basket=[]):\n    basket += [item]\n    return sum(1 for _ in basket)",
    "parse_age": """
def parse_age(text):
    if not text.isdigit():
        raise TypeError(text)
    return int(text)
""",
    "factorial": "from math import factorial",
    "sum_of_squares": """
class Square:
    def __call__(self, x):
        return x**2

square = Square()

def sum_of_squares(numbers):
    return sum(map(square, numbers))
""",
    "countdown": """
class countdown:
    def __init__(self, start):
        self.left = start

    def __iter__(self):
        return self

    def __next__(self):
        if self.left == 0:
            raise StopIteration
        self.left -= 1
        return self.left + 1

from itertools import count
evens = lambda: count(0, 2)
""",
    "make_adder": """
import functools

def make_adder(step):
    return functools.partial(lambda a, b: a + b, step)
""",
    "apply_to_all": """
def apply_to_all(function, values):
    return list(map(function, values)) if callable(function) else None
""",
    "Stack": """
from collections import UserList

class Stack(UserList):
    push = UserList.append

    def peek(self):
        return self.data[-1]

    def is_empty(self):
        return len(self) == 0
""",
    "Vector": """
from dataclasses import dataclass

@dataclass
class Vector:
    x: float
    y: float

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __mul__(self, factor):
        return Vector(self.x * factor, self.y * factor)

    def dot(self, other):
        return self.x * other.x + self.y * other.y

    @property
    def length(self):
        return self.dot(self) ** 0.5

    def __getitem__(self, index):
        return [self.x, self.y][index]

    def copy(self):
        return Vector(**vars(self))

    unit = staticmethod(lambda: Vector(1.0, 0))
""",
    "normalise": """
def normalise(x):
    mean = sum(x) / len(x)
    spread = (sum((v - mean) ** 2 for v in x) / (len(x) - 1)) ** 0.5
    return np.array([(v - mean) / spread for v in x])
""",
    "count_above": "def count_above(x, limit):\n    return sum(1 for number in x if number > limit)",
    "clip_in_place": "def clip_in_place(x, largest):\n    np.minimum(x, largest, out=x)\n    return x",
    "plot_temperatures": """
def plot_temperatures(days, values):
    plt.figure()
    plt.plot(days, values)
    plt.xlabel("day")
    plt.ylabel("Temperature in °C")
    return plt.gca()
""",
}


def right(released: NotebookNode, instructor: NotebookNode) -> None:
    """Answers as the instructor does."""
    answer(released, {grade_id: MARK.sub("", text) for grade_id, text in _solutions(instructor).items()})


def wrong(released: NotebookNode, _instructor: NotebookNode) -> None:
    """Gets everything wrong."""
    answer(released, WRONG)


def mixed(released: NotebookNode, instructor: NotebookNode) -> None:
    """Has ways of their own, right and wrong; copies the rest from another."""
    right(released, instructor)
    answer(released, OTHERWISE)


def blank(_released: NotebookNode, _instructor: NotebookNode) -> None:
    """Hands in what was released."""


def untidy(released: NotebookNode, instructor: NotebookNode) -> None:
    """Is right, but prints, warns, tries things out in cells of their own, and leaves some that fail."""
    right(released, instructor)
    for cell in list(released.cells):
        if cell.metadata.get("nbgrader", {}).get("solution") and cell.cell_type == "code":
            cell.source = f"import warnings\nprint('here')\n{cell.source}\nwarnings.warn('careful')"
            released.cells.insert(released.cells.index(cell) + 1, new_code_cell("x = 1\nx"))
    released.cells.insert(0, new_code_cell("%time 1 + 1\n!echo hello"))
    released.cells.insert(1, new_code_cell("not Python at all"))
    released.cells.append(new_code_cell("print(undefined)"))


CLASS: dict[str, Callable[[NotebookNode, NotebookNode], None]] = {
    student.__name__: student for student in (right, wrong, mixed, blank, untidy)
}


def submission(student: str, released: NotebookNode, instructor: NotebookNode) -> NotebookNode:
    """The notebook that a student hands in."""
    notebook = copy.deepcopy(released)
    CLASS[student](notebook, instructor)
    return notebook


def _solutions(instructor: NotebookNode) -> dict[str, str]:
    marked = [cell for cell in instructor.cells if cell.metadata.get("nbgrader", {}).get("solution")]
    return {cell.metadata.nbgrader.grade_id: cell.source for cell in marked if cell.cell_type == "code"}


def answer(notebook: NotebookNode, answers: dict[str, str]) -> None:
    """Fill in solution cells, by their grade_id."""
    for cell in notebook.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        cell.source = answers.get(grade_id, cell.source).strip("\n")
