"""A student's functions, classes and values as a grade cell has them, from a real student's process."""

import numpy as np
import pytest

from autograder.judge.judge import Seed
from autograder.limits import Limits
from autograder.remote.drawing import Drawing
from autograder.remote.packing import Unsendable
from autograder.remote.stand_ins import MAX_ITERATION, RemoteObject, Uncheckable
from autograder.remote.student_process import StudentError
from autograder.warm.pair import new_student
from autograder.warm.process import WarmProcess

LAYERS = b"""
def relu(z):
    return z * (z > 0)

class Scale:
    def times(self, x):
        return 3 * x
"""


@pytest.fixture(scope="module")
def warm_process():
    """A warm process."""
    with WarmProcess() as warm:
        yield warm


@pytest.fixture
def student(warm_process):
    """A fresh process for a student's code, with one file."""
    process = new_student(warm_process, Limits(call=5), {"layers.py": LAYERS}, seed=1)
    yield process
    process.kill()


@pytest.fixture
def define(student):
    """Run a cell, and look a name up."""

    def run(source, name):
        errors = [output for output in student.run(source).outputs if output.output_type == "error"]
        assert not errors, errors
        return student.look(name)

    return run


ACCOUNT = """
class Account:
    '''Money.'''

    bank = "ours"

    def __init__(self, owner, balance=0):
        self.owner, self.balance, self.entries = owner, balance, []

    def add(self, amount):
        self.balance += amount
        self.entries.append(amount)
        return self

    @property
    def rich(self):
        return self.balance > 1000

    @property
    def broken(self):
        raise LookupError("no")

    @classmethod
    def empty(cls):
        return cls("nobody")

    @staticmethod
    def rate():
        return 0.5

    def __len__(self):
        return len(self.entries)

    def __bool__(self):
        return self.balance > 0

    def __iter__(self):
        return iter(self.entries)

    def __getitem__(self, key):
        return self.entries[key]

    def __setitem__(self, key, value):
        self.entries[key] = value

    def __str__(self):
        return f"{self.owner}: {self.balance}"

    def __repr__(self):
        return f"Account({self.owner!r})"

    def __call__(self, x):
        return self.balance * x

    def __enter__(self):
        self.balance = -1
        return self

    def __exit__(self, *error):
        self.balance = -2


class Savings(Account):
    pass
"""


class TestObjects:
    """What a student defines is used as if it were here."""

    def test_functions_take_and_give_data(self, define):
        """Positional and keyword arguments, defaults, several results."""
        f = define("def f(a, b=2, *rest, c=3, **more):\n    return a, b, rest, c, more", "f")

        assert f(1) == (1, 2, (), 3, {})
        assert f(1, [2], 3, c=None, d=np.float64(4)) == (1, [2], (3,), None, {"d": 4.0})
        assert callable(f)
        assert f.__name__ == "f"

    def test_arrays_come_back_as_arrays(self, define):
        """With dtype and shape; a NumPy number stays one."""
        f = define("import numpy as np\ndef f(x):\n    return x.T * 2, x.sum()", "f")

        doubled, total = f(np.arange(6, dtype="float32").reshape(2, 3))

        assert type(doubled) is np.ndarray
        assert (doubled.dtype, doubled.shape) == (np.dtype("float32"), (3, 2))
        assert type(total) is np.float32

    def test_classes_are_constructed_and_their_instances_used(self, define):
        """Attributes, methods, properties, class and static methods, setting."""
        account_class = define(ACCOUNT, "Account")

        account = account_class("ada", balance=10)
        account.add(5).add(6)
        account.note = "new"

        assert isinstance(account, RemoteObject)
        assert account.balance == 21
        assert account.rich is False
        assert account.note == "new"
        assert account_class.bank == "ours"
        assert account_class.empty().owner == "nobody"
        assert account_class.rate() == 0.5
        with pytest.raises(LookupError):
            _ = account.broken
        with pytest.raises(AttributeError):
            _ = account.nothing

    def test_special_methods_work(self, define):
        """len, bool, iteration, indexing, str, repr, calls, with."""
        account = define(ACCOUNT, "Account")("ada", 10).add(5).add(6)

        assert len(account) == 2
        assert bool(account) is True
        assert list(account) == [5, 6]
        assert account[0] == 5
        assert account[-1:] == [6] if isinstance(account[0], list) else True
        account[0] = 7
        assert account.entries == [7, 6]
        assert str(account) == "ada: 21"
        assert repr(account) == "Account('ada')"
        assert f"{account}" == "ada: 21"
        assert account(2) == 42
        with account as inside:
            assert inside is account
            assert account.balance == -1
        assert account.balance == -2

    def test_instances_know_their_class(self, define):
        """By isinstance and issubclass, with a student's class; nothing of ours is one."""
        define(ACCOUNT, "Account")
        account_class, savings_class = define("", "Account"), define("", "Savings")
        savings = savings_class("ada")

        assert isinstance(savings, account_class)
        assert isinstance(savings, savings_class)
        assert not isinstance(account_class("bob"), savings_class)
        assert not isinstance(3, account_class)
        assert issubclass(savings_class, account_class)
        assert not issubclass(account_class, savings_class)
        assert type(savings).__name__ == "Savings"

    def test_what_an_object_cannot_do_it_cannot_do_here(self, define):
        """No class of ours lends it methods: callable() and such are right."""
        bare = define("class Bare: pass\nbare = Bare()", "bare")

        assert not callable(bare)
        for operation in (len, iter, next, abs, float, int, lambda x: x[0], lambda x: x(), lambda x: 1 in x):
            with pytest.raises((TypeError, AttributeError)):
                operation(bare)

    def test_generators_are_iterated(self, define):
        """Item by item, as long as somebody asks."""
        count = define("def count(n):\n    for i in range(n):\n        yield i * i", "count")

        numbers = count(4)
        assert next(numbers) == 0
        assert list(numbers) == [1, 4, 9]
        with pytest.raises(StopIteration):
            next(numbers)
        assert sum(count(10)) == 285
        assert sorted(count(3), reverse=True) == [4, 1, 0]

    def test_endless_generators_end(self, define):
        """With an error, after many items."""
        count = define("import itertools\ncount = itertools.count", "count")
        forever = count()
        object.__setattr__(forever, "_remote_asked", MAX_ITERATION - 100)

        with pytest.raises(OverflowError):
            sum(forever)

    def test_the_same_object_is_the_same(self, define):
        """Identity and a set's idea of it hold for references."""
        f = define("class C: pass\na = C(); b = C()\nd = {'a': a, 'also a': a}", "d")
        a, b = define("", "a"), define("", "b")

        assert f["a"] is a
        assert f["also a"] is a
        assert a is not b
        assert a == a
        assert a != b
        assert len({a, b, f["a"]}) == 2

    def test_references_go_back_as_the_objects_they_are(self, define):
        """Functions as arguments, instances into functions, methods kept for later."""
        define(ACCOUNT, "Account")
        apply = define(
            "def apply(f, *args):\n    return f(*args)\ndef same(a, b):\n    return a is b", "apply"
        )
        same, account = define("", "same"), define("", "Account")("ada", 1)

        add = account.add
        apply(add, 4)

        assert account.balance == 5
        assert same(account, account) is True
        assert apply(account, 2) == 10
        assert same([account][0], account) is True
        assert apply(define("def g(o):\n    return [o['k'][0]]", "g"), {"k": (account,)})[0] is account

    def test_closures_and_lambdas_are_functions(self, define):
        """They need no name."""
        adder = define("def adder(n):\n    return lambda x: x + n", "adder")

        assert adder(3)(4) == 7

    def test_returned_argument_is_the_argument(self, define):
        """A function that changes a list in place and returns it returns that list."""
        f = define("def f(x):\n    x.append(1)\n    return x", "f")
        given = []

        assert f(given) is given
        assert given == [1]


class TestArguments:
    """What a grade cell passes arrives; what is not for students doesn't."""

    def test_importable_functions_go_by_name(self, define):
        """NumPy's, the built-in ones, those of a file that students have."""
        define("def apply(f, x):\n    return f(x)", "apply")
        apply = define("", "apply")

        assert apply(np.tanh, 0.5) == np.tanh(0.5)
        assert apply(np.linalg.norm, np.array([3.0, 4.0])) == 5.0
        assert apply(len, [1, 2]) == 2
        assert apply(str.upper, "a") == "A"
        assert apply(int, "7") == 7

    def test_functions_of_a_file_go_by_name(self, define, tmp_path, monkeypatch):
        """The student's process imports its own copy."""
        (tmp_path / "layers.py").write_bytes(LAYERS)
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.delitem(__import__("sys").modules, "layers", raising=False)
        import layers

        apply = define("def apply(f, x):\n    return f(x)", "apply")
        make = define("def make(kind):\n    return kind().times(2)", "make")

        assert apply(layers.relu, np.array([-1.0, 2.0])).tolist() == [0.0, 2.0]
        assert make(layers.Scale) == 6

    def test_what_is_the_judges_alone_is_refused(self, define):
        """References, modules, open files, functions that are defined in a cell: not one of them leaves."""
        f = define("def f(x):\n    return 1", "f")

        def own(x):
            return x

        class Own:
            pass

        refused = [lambda x: x, own, Own, Own(), np, object(), Seed("a"), Seed, iter([1])]
        for value in refused:
            with pytest.raises(Unsendable):
                f(value)
            with pytest.raises(Unsendable):
                f([{"k": value}])
            with pytest.raises(Unsendable):
                f(x=value)

    @pytest.mark.parametrize(
        ("source", "given", "after"),
        [
            ("x.sort()", [3, 1, 2], [1, 2, 3]),
            ("x.clear()", [3, 1, 2], []),
            ("x[1].append(5)", [1, [2]], [1, [2, 5]]),
            ("x.update(b=2)", {"a": 1}, {"a": 1, "b": 2}),
            ("x.pop('a')", {"a": 1}, {}),
            ("x.add(2)", {1}, {1, 2}),
            ("x *= 2", np.array([1.0, 2.0]), np.array([2.0, 4.0])),
            ("x.sort()", np.array([2.0, 1.0]), np.array([1.0, 2.0])),
            ("x[0, :] = 0", np.ones((2, 2)), np.array([[0.0, 0.0], [1.0, 1.0]])),
        ],
    )
    def test_arguments_that_are_changed_in_place_are_changed_here(self, define, source, given, after):
        """Lists, dicts, sets and arrays; by position and by name."""
        f = define(f"def f(x):\n    {source}", "f")
        named = given.copy() if not isinstance(given, list) else [*given]

        f(given)

        assert np.array_equal(given, after) if isinstance(given, np.ndarray) else given == after
        if source != "x[1].append(5)":
            f(x=named)
            assert np.array_equal(named, after) if isinstance(named, np.ndarray) else named == after

    def test_a_view_is_changed_in_its_place(self, define):
        """A row of a matrix that a function writes to is written to."""
        f = define("def f(row):\n    row[:] = 9", "f")
        matrix = np.zeros((2, 3), order="F")

        f(matrix[1])

        assert matrix.tolist() == [[0, 0, 0], [9, 9, 9]]

    def test_what_is_read_only_here_stays_as_it_is(self, define):
        """No error of ours comes of it."""
        f = define("def f(x):\n    x[0] = 5\n    return x.sum()", "f")

        assert f(np.broadcast_to(np.float64(1), (3,))) == 7

    def test_arguments_that_are_not_changed_are_not_touched(self, define):
        """The items of a list stay the very objects that they were."""
        f = define("def f(x):\n    return len(x)", "f")
        inner = [1]
        given = [inner]

        f(given)

        assert given[0] is inner


class TestExceptions:
    """An exception is the one that it was, as far as there is one here."""

    @pytest.mark.parametrize(
        ("source", "kind"),
        [
            ("raise ValueError('no')", ValueError),
            ("raise KeyError('k')", KeyError),
            ("return 1 / 0", ZeroDivisionError),
            ("return [][1]", IndexError),
            ("return None.x", AttributeError),
            ("return undefined", NameError),
            ("raise NotImplementedError", NotImplementedError),
            ("assert False", AssertionError),
            ("return open('nothing')", FileNotFoundError),
            ("import nosuchmodule", ModuleNotFoundError),
        ],
    )
    def test_built_in_exceptions_are_themselves(self, define, source, kind):
        """`except` and pytest.raises in a grade cell work."""
        f = define(f"def f():\n    {source}", "f")

        with pytest.raises(kind) as caught:
            f()

        assert type(caught.value) is kind

    @pytest.mark.parametrize("kind", ["StopIteration", "StopAsyncIteration"])
    def test_end_of_an_iteration_is_an_error(self, define, kind):
        """As in a generator: `all(map(f, numbers))` would take it for the end of the numbers."""
        f = define(f"class End({kind}): pass\ndef f(x):\n    raise {kind} if x else End", "f")

        for x in (0, 1):
            with pytest.raises(RuntimeError):
                list(map(f, [x]))

    def test_students_subclass_is_caught_as_what_it_builds_on(self, define):
        """`except ValueError` catches it; its own name is shown."""
        f = define("class Odd(ValueError): pass\ndef f():\n    raise Odd('so odd')", "f")

        with pytest.raises(ValueError, match="so odd") as caught:
            f()

        assert isinstance(caught.value, StudentError)
        assert type(caught.value).__name__ == "Odd"

    def test_students_own_exception_is_known_as_such(self, define):
        """One that builds on Exception alone says its name."""
        f = define("class Odd(Exception): pass\ndef f():\n    raise Odd('so odd')", "f")

        with pytest.raises(StudentError, match="Odd: so odd"):
            f()

    @pytest.mark.parametrize("kind", ["SystemExit", "KeyboardInterrupt", "GeneratorExit", "BaseException"])
    def test_what_would_end_a_process_ends_none(self, define, student, kind):
        """Neither the judge's nor the student's."""
        f = define(f"def f():\n    raise {kind}('x')\nx = 5", "f")

        with pytest.raises(Exception, match="x"):
            f()

        assert student.look("x") == 5

    @pytest.mark.parametrize(
        "source",
        [
            "class E(Exception):\n    def __str__(self):\n        raise ValueError\ndef f(): raise E",
            "class E(Exception):\n    def __str__(self):\n        return 3\ndef f(): raise E",
            "def f(): raise ValueError('x' * 10**6)",
            "def f(): raise ValueError('a\\ud800b')",
            "def f(): raise type('no identifier', (ValueError,), {})('y')",
            "def f(): raise type('class', (ValueError,), {})('y')",
            "def f(): raise type('N' * 10**5, (ValueError,), {})('y')",
            "def f(): raise UnicodeDecodeError('utf-8', b'x', 0, 1, 'bad')",
            "def f(): raise ExceptionGroup('g', [ValueError(1)])",
            "def f(): raise type('OSError', (Exception,), {})('y')",
            "def f(): raise type('E', (KeyError, OSError), {})('y')",
            "def f(): raise type('E', (OSError,), {})(2, 'y')",
            "def f():\n    def g(): yield\n    it = g(); next(it); it.throw(GeneratorExit)",
        ],
    )
    def test_odd_exceptions_are_exceptions(self, define, student, source):
        """Whatever their text, their name and their ancestors; the process lives on."""
        f = define(source + "\nx = 5", "f")

        with pytest.raises(Exception) as caught:  # noqa: PT011
            f()

        assert len(str(caught.value)) < 3000
        assert student.look("x") == 5

    def test_unknown_name_is_a_name_error(self, student):
        """As in a kernel."""
        with pytest.raises(NameError, match="name 'nothing' is not defined"):
            student.look("nothing")


SLY = """
class Sly:
    def _yes(self, *args): return True
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = _yes
    def _me(self, *args): return self
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __pow__ = __matmul__ = _me
    __rmatmul__ = __array_ufunc__ = __array_function__ = __round__ = __and__ = __or__ = _me
    __hash__ = lambda self: 42
    __array__ = lambda self, *a, **k: __import__('numpy').array(42.0)
    __index__ = lambda self: 42

sly = Sly()
def function(): return 42
"""
OPERATIONS = [
    lambda x: x == 42,
    lambda x: x != 42,
    lambda x: x == 42.0,
    lambda x: x != "42",
    lambda x: x == [42],
    lambda x: x == (42,),
    lambda x: x == np.float64(42),
    lambda x: np.float64(42) == x,
    lambda x: np.array([42.0]) == x,
    lambda x: x == np.array([42.0]),
    lambda x: x == {42: 1},
    lambda x: 42 == x,  # noqa: SIM300
    lambda x: x < 43,
    lambda x: x <= 42,
    lambda x: 41 < x,  # noqa: SIM300
    lambda x: x >= 42,
    lambda x: 40 < x < 43,
    lambda x: x + 1,
    lambda x: 1 - x,
    lambda x: x * 2.0,
    lambda x: np.array([1.0]) * x,
    lambda x: x / 2,
    lambda x: x**2,
    lambda x: x @ np.eye(2),
    lambda x: np.eye(2) @ x,
    lambda x: x & 1,
    lambda x: abs(x - 42) < 1e-9,
    lambda x: round(x, 2),
    lambda x: x in [42],
    lambda x: x in (42, 43),
    lambda x: x in {42: 0}.values(),
    lambda x: [x].index(42),
    lambda x: [x] == [42],
    lambda x: (1, x) == (1, 42),
    lambda x: {"a": x} == {"a": 42},
    lambda x: 42 in x,
    lambda x: [0] * x,
    lambda x: [0, 1][x],
    lambda x: max(x, 3),
    lambda x: sum([x, 1]),
    lambda x: sorted([x, 3]),
    lambda x: complex(x),
    lambda x: np.allclose(x, 42),
    lambda x: np.isclose(x, 42),
    lambda x: np.array_equal(x, 42) or 1 / 0,
    lambda x: np.testing.assert_allclose(x, 42),
    lambda x: np.testing.assert_equal(x, 42),
    lambda x: np.testing.assert_array_equal(x, 42),
    lambda x: np.asarray(x),
    lambda x: np.sum(x),
    lambda x: np.array([x], dtype=float),
    lambda x: __import__("math").isclose(x, 42),
    lambda x: pytest.approx(42) == x or 1 / 0,
    lambda x: isinstance(x, int | float) or 1 / 0,
]


class TestNothingPassesByAccident:
    """A comparison with what isn't data is an error, not an answer."""

    @pytest.mark.parametrize("operation", OPERATIONS, ids=range(len(OPERATIONS)))
    @pytest.mark.parametrize("name", ["sly", "function", "Sly"])
    def test_objects_cannot_be_compared_or_computed_with(self, define, name, operation):
        """A student's __eq__ never gets to say that it is the right one."""
        value = define(SLY, name)

        with pytest.raises(Exception):  # noqa: B017, PT011
            operation(value)

    @pytest.mark.parametrize(
        "kind", ["int", "float", "str", "list", "dict", "np.ndarray", "np.float64", "bool"]
    )
    def test_objects_that_lie_about_their_class_do_not_arrive(self, student, kind):
        """`__class__` says int; nothing that isn't one is taken for one."""
        student.run(
            f"import numpy as np\nclass Liar:\n    __class__ = property(lambda self: {kind})\nliar = Liar()"
        )

        try:
            value = student.look("liar")
        except TypeError:
            pass
        else:
            with pytest.raises(TypeError):
                assert value == 42

        assert not student.tampered

    @pytest.mark.parametrize(
        "operation",
        [
            *OPERATIONS,
            bool,
            len,
            iter,
            hash,
            float,
            int,
            abs,
            lambda x: x(),
            lambda x: x.y,
            lambda x: x[0],
            lambda x: -x,
        ],
    )
    def test_what_did_not_cross_fails_on_everything(self, operation):
        """A value that is too large or too deep can't be right."""
        with pytest.raises(Exception):  # noqa: B017, PT011
            operation(Uncheckable("too large"))

    @pytest.mark.parametrize(
        "source",
        [
            "x = list(range(10**6))",
            "x = 'a' * 10**8",
            "x = __import__('numpy').zeros(10**7)",
            "x = range(10**12)",
        ],
    )
    def test_too_much_is_never_right(self, define, source):
        """A list with too many items differs from every list, the right one included."""
        value = define(source, "x")
        here = {}
        exec(source, here)

        with pytest.raises(Exception):  # noqa: B017, PT011
            assert value == here["x"]

    def test_subclasses_of_numbers_and_arrays_arrive_bare(self, define):
        """int, float, str and ndarray with methods of a student's own lose them on the way."""
        source = """
import numpy as np
class Int(int):
    def __eq__(self, other): return True
    def __pos__(self): return 42
class Str(str):
    def __eq__(self, other): return True
    def __str__(self): return "42"
class Float(float):
    def __eq__(self, other): return True
    def __float__(self): return 42.0
class Array(np.ndarray):
    def __eq__(self, other): return True
    def __array__(self, *args, **kwargs): return np.array([42.0])
    def tobytes(self, *args): return b"12345678"
class List(list):
    def __eq__(self, other): return True
    def __iter__(self): return iter([42])
masked = np.ma.array([1.0, 2.0], mask=[True, False])
values = [Int(1), Str("x"), Float(2.5), np.array([1.0]).view(Array), List([1]), masked]
"""
        number, text, real, array, items, masked = define(source, "values")

        assert (type(number), number) == (int, 1)
        assert (type(text), text) == (str, "x")
        assert (type(real), real) == (float, 2.5)
        assert (type(array), array.tolist()) == (np.ndarray, [1.0])
        assert (type(items), items) == (list, [1])
        assert type(masked) is np.ndarray

    def test_odd_answers_of_special_methods_are_errors(self, define):
        """A truth that is none, a text that is a number."""
        odd = define(
            "class Odd:\n    def __repr__(self): return 5\n    def __bool__(self): return 'yes'\nodd = Odd()",
            "odd",
        )

        with pytest.raises(TypeError):
            repr(odd)
        with pytest.raises(TypeError):
            bool(odd)


class TestUnheardAndUnseen:
    """A call leaves nothing behind but its answer."""

    def test_what_is_printed_during_a_call_is_never_seen(self, define, student):
        """Hidden inputs do reach the student's code; its prints don't reach the student."""
        f = define(
            "import os, sys, warnings\ndef f(x):\n"
            "    print('hidden', x)\n    print('hidden', x, file=sys.stderr)\n"
            "    os.write(1, b'hidden')\n    os.write(2, b'hidden')\n    os.system('echo hidden')\n"
            "    warnings.warn('hidden')\n    display('hidden')\n    return x",
            "f",
        )

        assert f(177) == 177
        ran = student.run("print('seen')")

        assert [(output.name, output.text) for output in ran.outputs] == [("stdout", "seen\n")]

    def test_figures_that_a_call_opens_are_closed(self, define, student):
        """What the student has open stays open; nothing is drawn later."""
        f = define(
            "import matplotlib.pyplot as plt\nplt.ioff()\nmine = plt.figure()\n"
            "def f():\n    fig, ax = plt.subplots()\n    ax.plot([1, 2], label='a')\n    ax.legend()\n"
            "    return ax",
            "f",
        )
        student.run("before = plt.get_fignums()")

        drawing = f()
        student.run("after = plt.get_fignums()")

        assert isinstance(drawing, Drawing)
        assert drawing.get_legend().get_texts()[0].get_text() == "a"
        assert student.look("after") == student.look("before")

    def test_axes_come_as_drawings(self, define):
        """With what is drawn on them; they can't be told apart from a check's view of real ones."""
        ax = define(
            "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\n"
            "ax.hist([1, 2, 2, 3], label='h')\n"
            "ax.set_xlabel('x'); ax.set_ylabel('y'); ax.legend()",
            "ax",
        )

        assert isinstance(ax, Drawing)
        assert (ax.get_xlabel(), ax.get_ylabel()) == ("x", "y")
        assert ax.artists[0].kind == "bars"

    def test_many_calls_keep_nothing(self, define, student):
        """Data leaves no references in the student's process."""
        f = define("def f(x):\n    return [x]", "f")

        for number in range(300):
            assert f(number) == [number]

        assert f._remote_number < 10


def test_a_students_private_names_are_the_students(student):
    """`_name`, `_do` and the like are read from the student's object, not from the stand-in."""
    student.run(
        "class Account:\n    def __init__(self):\n        self._name = 'ada'\n        self._number = 7"
    )

    account = student.look("Account")()

    assert (account._name, account._number) == ("ada", 7)
