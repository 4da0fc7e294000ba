"""Small exercises, by what is odd about their tests: what they mean changes where answers live elsewhere.

Each notebook is a kind. A `locked` cell stands between the answer and its test.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Odd:
    """An exercise.

    Attributes:
        solution: the instructor's.
        wrong: a typical wrong answer.
        test: the grade cell, worth 2 points.
        locked: a locked cell before the test.
    """

    solution: str
    wrong: str
    test: str
    locked: str = ""


IMPORTS = {
    "module": Odd(
        solution="import numpy as np",
        wrong="import math as np",
        test="assert np.pi > 3 and np.ndim(1) == 0",
    ),
    "function": Odd(
        solution="from statistics import mean",
        wrong="""
def mean(numbers):
    return numbers[0]
""",
        test="assert mean([1, 2, 6]) == 3",
    ),
    "renamed": Odd(
        solution="import math as m",
        wrong="import cmath as m",
        test="assert m.floor(2.5) == 2",
    ),
    "all_of_a_module": Odd(
        solution="from math import *",
        wrong="import math",
        test="assert gcd(12, 18) == 6",
    ),
    "classes": Odd(
        solution="from collections import Counter, OrderedDict",
        wrong="Counter = OrderedDict = dict",
        test="assert Counter('aab')['a'] == 2 and OrderedDict() == {}",
    ),
    "submodule": Odd(
        solution="import os.path",
        wrong="import posixpath",
        test="assert os.path.join('a', 'b') == 'a/b'",
    ),
    "values": Odd(
        solution="from cmath import tau",
        wrong="tau = 6.28",
        test="assert round(tau, 4) == 6.2832",
    ),
    "text": Odd(
        solution="import json",
        wrong="import pickle as json",
        test="assert json.loads('[1]') == [1]",
    ),
    "dates": Odd(
        solution="import datetime as dt",
        wrong="from datetime import date as dt",
        test="assert dt.date(2024, 2, 29).isoformat() == '2024-02-29'",
    ),
    "higher_order": Odd(
        solution="from functools import reduce",
        wrong="""
def reduce(function, items):
    return items[0]
""",
        test="assert reduce(lambda a, b: a + b, [1, 2, 3]) == 6",
    ),
    "iterators": Odd(
        solution="import itertools",
        wrong="import operator as itertools",
        test="assert list(itertools.chain([1], [2])) == [1, 2]",
    ),
    "array_function": Odd(
        solution="from numpy import allclose",
        wrong="""
def allclose(a, b):
    return False
""",
        test="assert allclose([1.0], [1.0])",
    ),
    "ufunc": Odd(
        solution="from numpy import exp2",
        wrong="exp2 = float",
        test="assert exp2(3) == 8",
    ),
    "name_for_later": Odd(
        solution="""
def shout(text):
    return text.upper()
""",
        wrong="""
def shout(text):
    return text
""",
        test="""
import secrets, textwrap
WIDTH = 7
assert shout('a') == 'A'
""",
    ),
    "name_from_earlier": Odd(
        solution="""
def wrapped(text):
    return textwrap.wrap(text, WIDTH)
""",
        wrong="""
def wrapped(text):
    return text.split()
""",
        test="assert wrapped('one two three') == ['one two', 'three']",
    ),
}

EFFECTS = {
    "account": Odd(
        solution="""
class Account:
    balance = 0
    def deposit(self, amount):
        self.balance += amount
""",
        wrong="""
class Account:
    balance = 0
    def deposit(self, amount):
        self.balance = 2 * amount
""",
        locked="""
acc = Account()
acc.deposit(100)
acc.deposit(20)
""",
        test="assert acc.balance == 120",
    ),
    "generator": Odd(
        solution="""
def squares():
    n = 0
    while True:
        yield n * n
        n += 1
""",
        wrong="""
def squares():
    yield from [0, 0, 0, 0, 0]
""",
        locked="""
g = squares()
next(g)
""",
        test="assert next(g) == 1",
    ),
    "list": Odd(
        solution="basket = [1, 2]",
        wrong="basket = [1]",
        locked="basket.append(3)",
        test="assert basket == [1, 2, 3]",
    ),
    "file": Odd(
        solution="""
def note(text):
    with open('notes.txt', 'a') as file:
        file.write(text)
""",
        wrong="""
def note(text):
    with open('notes.txt', 'w') as file:
        file.write(text)
""",
        locked="""
note('a')
note('b')
""",
        test="assert open('notes.txt').read() == 'ab'",
    ),
    "counter": Odd(
        solution="""
def make_counter():
    n = 0
    def count():
        nonlocal n
        n += 1
        return n
    return count
""",
        wrong="""
def make_counter():
    return lambda: 1
""",
        locked="""
counter = make_counter()
counter()
""",
        test="assert counter() == 2",
    ),
    "stack": Odd(
        solution="stack = ['a', 'b', 'c']",
        wrong="stack = ['c']",
        locked="top = stack.pop()",
        test="assert (top, len(stack)) == ('c', 2)",
    ),
    "attribute": Odd(
        solution="""
class Box:
    size = 1
""",
        wrong="""
class Box:
    def __init__(self):
        self.size = 1
""",
        locked="Box.size += 1",
        test="assert Box().size == 2",
    ),
    "dictionary": Odd(
        solution="stock = {'nails': 3}",
        wrong="stock = {'nails': 2}",
        locked="stock['nails'] -= 1",
        test="assert stock == {'nails': 2}",
    ),
}

OWN_PROCESS = {
    "unittest": Odd(
        solution="""
def add(a, b):
    return a + b
""",
        wrong="""
def add(a, b):
    return a - b
""",
        test="""
import io, unittest
class TestAdd(unittest.TestCase):
    def test_add(self):
        self.assertEqual(add(1, 2), 3)
done = unittest.main(argv=[''], exit=False, testRunner=unittest.TextTestRunner(stream=io.StringIO()))
assert done.result.wasSuccessful()
""",
    ),
    "doctest": Odd(
        solution='''
def double(x):
    """
    >>> double(2)
    4
    """
    return 2 * x
''',
        wrong='''
def double(x):
    """
    >>> double(2)
    4
    """
    return x
''',
        test="""
import doctest
assert doctest.testmod().failed == 0
assert double
""",
    ),
    "file_is_there": Odd(
        solution="""
def save():
    open('saved.txt', 'w').close()
""",
        wrong="""
def save():
    return 'saved.txt'
""",
        test="""
import os
save()
assert os.path.exists('saved.txt')
""",
    ),
    "source": Odd(
        solution="""
def total(numbers):
    result = 0
    for n in numbers:
        result += n
    return result
""",
        wrong="""
def total(numbers):
    return sum(numbers)
""",
        test="""
import inspect
assert 'sum(' not in inspect.getsource(total)
assert total([1, 2]) == 3
""",
    ),
    "signature": Odd(
        solution="""
def area(width, height=1):
    return width * height
""",
        wrong="""
def area(w, h=1):
    return w * h
""",
        test="""
import inspect
assert list(inspect.signature(area).parameters) == ['width', 'height']
""",
    ),
    "globals": Odd(
        solution="speed = 3",
        wrong="velocity = 3",
        test="assert globals().get('speed') == 3",
    ),
    "dir": Odd(
        solution="mass = 3",
        wrong="weight = 3",
        test="assert 'mass' in dir()",
    ),
    "printed": Odd(
        solution="""
def greet():
    print('hello')
""",
        wrong="""
def greet():
    return 'hello'
""",
        test="""
import contextlib, io
with contextlib.redirect_stdout(io.StringIO()) as said:
    greet()
assert said.getvalue() == 'hello\\n'
""",
    ),
    "typed": Odd(
        solution="""
def ask():
    return input('name? ').title()
""",
        wrong="""
def ask():
    return 'Bob'
""",
        test="""
from unittest.mock import patch
with patch('builtins.input', return_value='ada'):
    assert ask() == 'Ada'
""",
    ),
    "warned": Odd(
        solution="""
import warnings
def old():
    warnings.warn('old', DeprecationWarning)
""",
        wrong="""
def old():
    return 'old'
""",
        test="""
import warnings
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter('always')
    old()
assert len(seen) == 1
""",
    ),
    "annotations": Odd(
        solution="""
def half(x: float) -> float:
    return x / 2
""",
        wrong="""
def half(x):
    return x / 2
""",
        test="assert half.__annotations__ == {'x': float, 'return': float}",
    ),
    "replaced": Odd(
        solution="""
def rate():
    return 2
def cost(n):
    return n * rate()
""",
        wrong="""
def rate():
    return 2
def cost(n):
    return n * 2
""",
        test="""
def rate():
    return 3
assert cost(2) == 6
""",
    ),
    "own_exception": Odd(
        solution="""
class Broke(Exception):
    pass
def pay():
    raise Broke('no money')
""",
        wrong="""
class Broke(Exception):
    pass
def pay():
    raise ValueError('no money')
""",
        test="""
try:
    pay()
except Broke:
    pass
else:
    raise AssertionError
""",
    ),
    "seeded": Odd(
        solution="""
import random
def roll():
    return random.randint(1, 6)
""",
        wrong="""
import random
def roll():
    return 4
""",
        test="""
import random
random.seed(1)
a = [roll() for _ in range(9)]
random.seed(1)
assert a == [random.randint(1, 6) for _ in a]
""",
    ),
}

ALIASES = {
    "inner_list_changed": Odd(
        solution="""
def reset(table):
    for row in table:
        row[0] = 0
""",
        wrong="""
def reset(table):
    return [[0] for row in table]
""",
        test="""
table = [[1], [2]]
reset(table)
assert table == [[0], [0]]
""",
    ),
    "shallow_copy": Odd(
        solution="""
import copy
def copied(table):
    return copy.deepcopy(table)
""",
        wrong="""
def copied(table):
    return list(table)
""",
        test="""
table = [[1]]
other = copied(table)
other[0].append(2)
assert table == [[1]] and other == [[1, 2]]
""",
    ),
    "callers_list_kept": Odd(
        solution="""
class Bag:
    def __init__(self, items):
        self.items = list(items)
""",
        wrong="""
class Bag:
    def __init__(self, items):
        self.items = items
""",
        test="""
mine = [1]
bag = Bag(mine)
mine.append(2)
assert bag.items == [1]
""",
    ),
    "own_list_given_away": Odd(
        solution="""
class Team:
    def __init__(self):
        self._names = ['a']
    def names(self):
        return list(self._names)
""",
        wrong="""
class Team:
    def __init__(self):
        self._names = ['a']
    def names(self):
        return self._names
""",
        test="""
team = Team()
team.names().append('b')
assert team.names() == ['a']
""",
    ),
    "same_object": Odd(
        solution="""
def added(items):
    items.append(1)
    return items
""",
        wrong="""
def added(items):
    return items + [1]
""",
        test="""
mine = []
assert added(mine) is mine
""",
    ),
    "view": Odd(
        solution="""
import numpy as np
def head(x):
    return x[:2].copy()
""",
        wrong="""
def head(x):
    return x[:2]
""",
        test="""
import numpy as np
x = np.arange(4)
head(x)[0] = 9
assert x[0] == 0
""",
    ),
    "twins": Odd(
        solution="""
def twins():
    return [], []
""",
        wrong="""
def twins():
    one = []
    return one, one
""",
        test="""
left, right = twins()
left.append(1)
assert right == []
""",
    ),
    "rows": Odd(
        solution="""
def grid(n):
    return [[0] * n for _ in range(n)]
""",
        wrong="""
def grid(n):
    return [[0] * n] * n
""",
        test="""
made = grid(2)
made[0][0] = 1
assert made == [[1, 0], [0, 0]]
""",
    ),
    "in_a_tuple": Odd(
        solution="""
def extend(pair):
    pair[0].append(2)
""",
        wrong="""
def extend(pair):
    return ([*pair[0], 2],)
""",
        test="""
pair = ([1],)
extend(pair)
assert pair == ([1, 2],)
""",
    ),
    "kept_by_default": Odd(
        solution="""
def collect(item, into=None):
    into = [] if into is None else into
    into.append(item)
    return into
""",
        wrong="""
def collect(item, into=[]):
    into.append(item)
    return into
""",
        test="""
collect(1)
assert collect(2) == [2]
""",
    ),
    "attribute_of_both": Odd(
        solution="""
class Node:
    def __init__(self):
        self.edges = set()
""",
        wrong="""
class Node:
    edges = set()
""",
        test="""
a, b = Node(), Node()
a.edges.add(1)
assert b.edges == set() and a.edges == {1}
""",
    ),
    "inner_dictionary": Odd(
        solution="""
def mark(book, name):
    book.setdefault(name, {})['seen'] = True
""",
        wrong="""
def mark(book, name):
    return {**book, name: {'seen': True}}
""",
        test="""
inner = {}
book = {'a': inner}
mark(book, 'a')
assert inner == {'seen': True}
""",
    ),
}

TYPES = {
    "OrderedDict": Odd(
        solution="""
from collections import OrderedDict
def make():
    return OrderedDict(a=1, b=2)
""",
        wrong="""
def make():
    return {'a': 1, 'b': 2}
""",
        test="""
from collections import OrderedDict
assert type(make()) is OrderedDict and list(make()) == ['a', 'b']
""",
    ),
    "ordered_in_another_order": Odd(
        solution="""
from collections import OrderedDict
scores = OrderedDict([('b', 2), ('a', 1)])
""",
        wrong="""
from collections import OrderedDict
scores = OrderedDict([('a', 1), ('b', 2)])
""",
        test="""
from collections import OrderedDict
assert scores == OrderedDict([('b', 2), ('a', 1)])
""",
    ),
    "defaultdict": Odd(
        solution="""
from collections import defaultdict
def empty():
    return defaultdict(int, a=1)
""",
        wrong="""
def empty():
    return {'a': 1}
""",
        test="assert empty()['new'] == 0 and empty()['a'] == 1",
    ),
    "Counter": Odd(
        solution="""
from collections import Counter
letters = Counter('banana')
""",
        wrong="letters = {'b': 1, 'a': 3, 'n': 2}",
        test="assert letters.most_common(1) == [('a', 3)] and letters['z'] == 0",
    ),
    "namedtuple": Odd(
        solution="""
from collections import namedtuple
Point = namedtuple('Point', 'x y')
origin = Point(0, 1)
""",
        wrong="origin = (0, 1)",
        test="assert origin.x == 0 and origin == (0, 1) and origin._replace(x=2).x == 2",
    ),
    "IntEnum": Odd(
        solution="""
from enum import IntEnum
class Level(IntEnum):
    LOW = 1
level = Level.LOW
""",
        wrong="level = 1",
        test="assert level == 1 and level.name == 'LOW'",
    ),
    "Enum": Odd(
        solution="""
from enum import Enum
class Colour(Enum):
    RED = 'r'
    BLUE = 'b'
""",
        wrong="""
class Colour:
    RED = 'r'
    BLUE = 'b'
""",
        test="assert Colour.RED.value == 'r' and Colour('b') is Colour.BLUE",
    ),
    "object_array": Odd(
        solution="""
import numpy as np
box = np.array({'a': 1}, dtype=object)
""",
        wrong="box = {'a': 1}",
        test="assert box.shape == () and box.item() == {'a': 1}",
    ),
    "array_of_objects": Odd(
        solution="""
import numpy as np
parts = np.array([None, 'a', 1], dtype=object)
""",
        wrong="parts = [None, 'a', 1]",
        test="assert parts.dtype == object and parts.tolist() == [None, 'a', 1]",
    ),
    "Fraction": Odd(
        solution="""
from fractions import Fraction
def third():
    return Fraction(1, 3)
""",
        wrong="""
def third():
    return 1 / 3
""",
        test="""
from fractions import Fraction
assert third() == Fraction(1, 3) and third() * 3 == 1
""",
    ),
    "Decimal": Odd(
        solution="""
from decimal import Decimal
price = Decimal('1.10')
""",
        wrong="price = 1.10",
        test="""
from decimal import Decimal
assert price == Decimal('1.10') and price * 3 == Decimal('3.30')
""",
    ),
    "deque": Odd(
        solution="""
from collections import deque
def last(items):
    return deque(items, maxlen=2)
""",
        wrong="""
def last(items):
    return list(items)[-2:]
""",
        test="""
from collections import deque
assert last([1, 2, 3]) == deque([2, 3]) and last([1]).maxlen == 2
""",
    ),
    "date": Odd(
        solution="""
from datetime import date
leap = date(2024, 2, 29)
""",
        wrong="leap = '2024-02-29'",
        test="""
from datetime import date
assert leap == date(2024, 2, 29) and leap.weekday() == 3
""",
    ),
    "datetime": Odd(
        solution="""
from datetime import datetime, timedelta
def later(t):
    return t + timedelta(hours=1)
""",
        wrong="""
def later(t):
    return t
""",
        test="""
from datetime import datetime
assert later(datetime(2024, 1, 1)) == datetime(2024, 1, 1, 1)
""",
    ),
    "timedelta": Odd(
        solution="""
from datetime import timedelta
day = timedelta(days=1)
""",
        wrong="day = 86400",
        test="assert day.total_seconds() == 86400",
    ),
    "time": Odd(
        solution="""
from datetime import time
noon = time(12, 0)
""",
        wrong="noon = '12:00'",
        test="assert noon.hour == 12 and noon.isoformat() == '12:00:00'",
    ),
    "keys": Odd(
        solution="""
def names(ages):
    return ages.keys()
""",
        wrong="""
def names(ages):
    return ages.values()
""",
        test="assert list(names({'b': 2})) == ['b'] and names({'a': 1}) & {'a'}",
    ),
    "values": Odd(
        solution="""
def ages_of(ages):
    return ages.values()
""",
        wrong="""
def ages_of(ages):
    return ages.keys()
""",
        test="assert sorted(ages_of({'a': 2, 'b': 1})) == [1, 2]",
    ),
    "items": Odd(
        solution="""
def pairs(ages):
    return ages.items()
""",
        wrong="""
def pairs(ages):
    return ages
""",
        test="assert list(pairs({'a': 2})) == [('a', 2)]",
    ),
    "bytearray": Odd(
        solution="raw = bytearray(b'abc')",
        wrong="raw = 'abc'",
        test="assert raw == b'abc' and raw[0] == 97",
    ),
    "memoryview": Odd(
        solution="seen = memoryview(b'abc')",
        wrong="seen = 'abc'",
        test="assert seen.tobytes() == b'abc'",
    ),
    "range": Odd(
        solution="evens = range(0, 10, 2)",
        wrong="evens = range(10)",
        test="assert evens == range(0, 10, 2)",
    ),
    "UserDict": Odd(
        solution="""
from collections import UserDict
book = UserDict(a=1)
""",
        wrong="book = [('a', 1)]",
        test="assert book['a'] == 1 and book == {'a': 1}",
    ),
    "UserList": Odd(
        solution="""
from collections import UserList
row = UserList([1, 2])
""",
        wrong="row = (1, 2)",
        test="assert row == [1, 2]",
    ),
    "ChainMap": Odd(
        solution="""
from collections import ChainMap
settings = ChainMap({'a': 1}, {'a': 2, 'b': 3})
""",
        wrong="settings = {'a': 2, 'b': 3}",
        test="assert settings['a'] == 1 and settings['b'] == 3 and len(settings.maps) == 2",
    ),
    "mappingproxy": Odd(
        solution="""
from types import MappingProxyType
fixed = MappingProxyType({'a': 1})
""",
        wrong="fixed = [1]",
        test="assert fixed['a'] == 1 and dict(fixed) == {'a': 1}",
    ),
    "float32": Odd(
        solution="""
import numpy as np
small = np.float32(0.5)
""",
        wrong="small = 0.5",
        test="assert small.dtype == 'float32' and small == 0.5",
    ),
    "masked": Odd(
        solution="""
import numpy as np
seen_only = np.ma.masked_less([1, 5], 3)
""",
        wrong="""
import numpy as np
seen_only = np.array([1, 5])
""",
        test="assert seen_only.sum() == 5",
    ),
    "structured": Odd(
        solution="""
import numpy as np
people = np.array([('a', 3)], dtype=[('name', 'U1'), ('age', int)])
""",
        wrong="people = {'name': ['a'], 'age': [4]}",
        test="assert people['age'][0] == 3",
    ),
    "datetime64": Odd(
        solution="""
import numpy as np
start = np.datetime64('2024-01-01')
""",
        wrong="start = '2024-01-02'",
        test="""
import numpy as np
assert start + np.timedelta64(1, 'D') == np.datetime64('2024-01-02')
""",
    ),
    "Path": Odd(
        solution="""
from pathlib import Path
place = Path('a') / 'b.txt'
""",
        wrong="place = 'a/b.txt'",
        test="assert place.suffix == '.txt' and place.name == 'b.txt'",
    ),
    "UUID": Odd(
        solution="""
import uuid
mark = uuid.UUID(int=5)
""",
        wrong="mark = 5",
        test="assert mark.int == 5 and len(str(mark)) == 36",
    ),
    "dataclass": Odd(
        solution="""
from dataclasses import dataclass
@dataclass
class Pair:
    a: int
    b: int
""",
        wrong="""
class Pair:
    def __init__(self, a, b):
        self.a = a
""",
        test="assert Pair(1, 2) == Pair(1, 2) and Pair(1, 2).b == 2",
    ),
    "complex": Odd(
        solution="root = 1j",
        wrong="root = 1",
        test="assert root * root == -1 and root.imag == 1",
    ),
    "polynomial": Odd(
        solution="""
import numpy as np
curve = np.poly1d([1, 0, -1])
""",
        wrong="""
def curve(x):
    return x
""",
        test="assert curve(2) == 3",
    ),
}

NOTEBOOKS = {
    "imports": IMPORTS,
    "effects": EFFECTS,
    "own_process": OWN_PROCESS,
    "aliases": ALIASES,
    "types": TYPES,
}
