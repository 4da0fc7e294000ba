"""A kernel without a kernel: IPython's shell in this process, its outputs collected."""

from __future__ import annotations

import asyncio
import builtins
import contextlib
import getpass
import inspect
import json
import os
import re
import sys
import sysconfig
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from types import CodeType, TracebackType
from typing import Any

import numpy as np
import stack_data.core
from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magics import execution
from IPython.utils.text import LSString, SList
from matplotlib.figure import Figure
from traitlets.config import Config

from autograder.remote.messages import Output, clean
from autograder.student.absent import NO_WINDOW, RUN_CODE, PlatformImports, left_out
from autograder.student.collector import Collector, Stream, as_texts

INLINE = "module://matplotlib_inline.backend_inline"
COLLECTOR = Collector()
_REPEATED = re.compile(
    r"\s*(?:-[a-qs-zA-Z]+\s*\d*\s+)*-[a-zA-Z]*r"
)  # the options of %timeit with -r among them


class _Publisher(DisplayPublisher):
    def publish(
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        *_args: Any,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **_kwargs: Any,
    ) -> None:
        display_id = (transient or {}).get("display_id")
        texts, notes = as_texts(data), json.dumps(metadata or {}, default=str)
        if update:
            COLLECTOR.update(str(display_id), texts, notes)
        else:
            COLLECTOR.add(Output("display_data", data=texts, metadata=notes), display_id)

    def clear_output(self, wait: bool = False) -> None:
        COLLECTOR.clear(wait=wait)


class _DisplayHook(DisplayHook):
    def start_displayhook(self) -> None:
        self._data: dict[str, Any] = {}
        self._notes: dict[str, Any] = {}

    def write_output_prompt(self) -> None:
        return

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        self._data, self._notes = format_dict, md_dict or {}

    def finish_displayhook(self) -> None:
        if self._data:
            notes = json.dumps(self._notes, default=str)
            COLLECTOR.add(
                Output(
                    "execute_result",
                    data=as_texts(self._data),
                    metadata=notes,
                    execution_count=self.prompt_count,
                )
            )


class _Compiler(CachingCompiler):
    """Notes which module a cell's lines are of: a traceback would look through all modules, for each line."""

    def cache(self, *args: Any, **kwargs: Any) -> str:
        name: str = super().cache(*args, **kwargs)
        inspect.modulesbyfile[name] = "__main__"
        with contextlib.suppress(OSError):  # the working directory may be gone
            inspect.modulesbyfile[os.path.abspath(name)] = "__main__"
        return name


_INSTALLED = tuple({sysconfig.get_paths()[kind] for kind in ("stdlib", "platstdlib", "purelib", "platlib")})


class _Source(stack_data.core.Source):
    """What a traceback shows of a file; a library's is taken line by line.

    Where its statements begin and end would be looked up in its syntax tree: a third of a second for pandas.
    """

    def __init__(self, filename: str, lines: Sequence[str]) -> None:
        installed = str(filename).startswith(_INSTALLED)
        super().__init__(filename, () if installed else lines)
        if installed:
            self.tree = None
            self.lines = [line.rstrip("\r\n") for line in lines]

    def code_qualname(self, code: CodeType) -> str:
        return code.co_qualname


class Shell(InteractiveShell):
    """IPython's shell with its outputs collected; nobody is there to type."""

    displayhook_class = _DisplayHook
    display_pub_class = _Publisher
    compiler_class = _Compiler

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        name = str(getattr(etype, "__name__", etype))[:200]
        lines = [clean(str(line)[:20_000]) for line in (stb or [])[:60]]
        COLLECTOR.add(Output("error", ename=clean(name), evalue=_text(evalue)[:4000], traceback=lines))

    def system(self, cmd: str) -> None:
        """`!pip install …` and the like run nothing; the cell goes on."""
        shown = str(cmd).replace(sys.executable, "python")[:200]
        print(f"(No commands are run while grading: {shown})")

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> SList | LSString:
        """`files = !ls` gives nothing; the cell goes on."""
        self.system(cmd)
        return SList([]) if split else LSString("")

    def run_line_magic(self, magic_name: str, line: str, _stack_depth: int = 1) -> Any:
        """`%conda install …` and what else can't be run here is left out; the cell goes on."""
        why = left_out(magic_name, line)
        if not why:
            try:
                return super().run_line_magic(magic_name, _briefly(magic_name, line), _stack_depth + 1)
            except Exception as error:
                if magic_name in RUN_CODE:
                    raise
                why = f"left out while grading: {_text(error)[:200]}"
        print(f"(%{magic_name} {line[:200]}: {why})")
        return None

    def run_cell_magic(self, magic_name: str, line: str, cell: str) -> Any:
        """As IPython runs it, but for what takes long for a more exact time."""
        return super().run_cell_magic(magic_name, _briefly(magic_name, line), cell)

    def ask_exit(self) -> None:
        """`exit()` in a cell ends nothing: the cells after it run, as under nbclient."""

    def enable_gui(self, gui: str | None = None) -> None:
        """There is no window."""


class _Timer(execution.Timer):
    """%timeit's: measures as many loops as take 0.02 s, not 0.2 s, and not the same loops again."""

    _measured = (0, 0.0)

    def timeit(self, number: int = 1_000_000) -> float:
        """What IPython calls with more and more loops until it is told of 0.2 s, ten times what it took."""
        self._measured = number, super().timeit(number)
        return 10 * self._measured[1]

    def repeat(self, repeat: int = 5, number: int = 1_000_000) -> list[float]:
        """What it calls then, for the result."""
        loops, seconds = self._measured
        measure = super().timeit
        return [seconds] if (repeat, number) == (1, loops) else [measure(number) for _ in range(repeat)]


def _briefly(magic: str, line: str) -> str:
    """The line of a magic; `%timeit` measures once, unless it is told how often, instead of seven times."""
    return line if magic != "timeit" or _REPEATED.match(line) else f"-r 1 {line}"


def _text(value: Any) -> str:
    try:
        return clean(str(value))
    except Exception:
        return "(its message can't be shown)"


def make_shell() -> Shell:
    """The shell of this process, with everything imported that a first cell would wait for."""
    config = Config()
    config.HistoryManager.enabled = False  # no thread, no file
    config.HistoryManager.hist_file = ":memory:"
    config.InteractiveShell.colors = "nocolor"
    shell: Shell = Shell.instance(config=config)
    execution.Timer = _Timer
    stack_data.core.Source = _Source  # type: ignore[misc]
    shell.db = {}  # what magics such as %cd remember stays in memory
    os.environ["MPLBACKEND"] = INLINE
    import matplotlib.pyplot as plt

    shell.run_line_magic("matplotlib", "inline")
    plt.switch_backend = _inline_without_window(plt.switch_backend)
    plt.uninstall_repl_displayhook()
    plt.install_repl_displayhook()  # behind the inline backend's, which shows and closes them
    with _Collected():
        for source in ("1+1", "print('x')", "1/0"):
            shell.run_cell(source, store_history=False)
    _warm_up()
    plt.close("all")
    shell.reset(new_session=False)
    shell.execution_count = 1
    shell.ast_transformers.append(PlatformImports(print))
    COLLECTOR.reset()
    return shell


def _inline_without_window(switch: Callable[[str], None]) -> Callable[[str], None]:
    """`matplotlib.use("TkAgg")` is left out, as `%matplotlib tk` is: a window is what isn't here."""

    def switch_backend(newbackend: str) -> None:
        try:
            switch(newbackend)
        except ImportError:
            print(f"({newbackend}: {NO_WINDOW})")

    return switch_backend


def _warm_up() -> None:
    """Do once what the first cell that does it would wait for: fonts, ticks, random numbers."""
    import matplotlib.pyplot as plt
    from IPython.core.pylabtools import print_figure

    rng = np.random.default_rng(0)
    numbers = rng.normal(size=(40, 3)) @ rng.uniform(size=(3, 40))
    figure, axes = plt.subplots()
    axes.hist(numbers[0], bins=5, alpha=0.5, label="a")
    axes.plot(numbers[1], label="b")
    axes.set(xlabel="$x$", ylabel="y", title="t")
    axes.legend()
    print_figure(figure)


class _Collected:
    """sys.stdout and sys.stderr go to the collector."""

    def __enter__(self) -> None:
        self._kept = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = Stream("stdout", COLLECTOR, 1), Stream("stderr", COLLECTOR, 2)

    def __exit__(self, *_error: object) -> None:
        sys.stdout, sys.stderr = self._kept


def prepare(shell: Shell) -> None:
    """After a fork: streams, figures and input as a kernel has them; the warm shell draws figures inline."""
    sys.stdout, sys.stderr = Stream("stdout", COLLECTOR, 1), Stream("stderr", COLLECTOR, 2)
    sys.stdin = open(os.devnull)  # noqa: SIM115 (for as long as the process lives)
    builtins.input, getpass.getpass = _nobody_types("raw_input"), _nobody_types("getpass")
    COLLECTOR.reset()


@contextlib.contextmanager
def unread(shell: Shell) -> Iterator[None]:
    """While nobody reads what a cell puts out: no pictures, and of a traceback the cell's line."""
    drawn = [
        (formatter, formatter.type_printers.pop(Figure))
        for formatter in shell.display_formatter.formatters.values()
        if Figure in formatter.type_printers
    ]
    tracebacks = shell.InteractiveTB  # what a cell puts in its place stays
    tracebacks.structured_traceback = partial(_in_line, shell)
    try:
        yield
    finally:
        with contextlib.suppress(AttributeError):
            del tracebacks.structured_traceback
        for formatter, draw in drawn:
            formatter.for_type(Figure, draw)


def _in_line(
    shell: Shell, _etype: object, _value: object, trace: TracebackType | None, **_kwargs: object
) -> list[str]:
    """In which line of which cell an error was, in IPython's words, whatever the depth."""
    while trace is not None:
        cell = shell.compile.format_code_name(trace.tb_frame.f_code.co_filename)
        if cell:
            return [f"{cell[0]} {cell[1]}, line {trace.tb_lineno}"]
        trace = trace.tb_next
    return []


def _nobody_types(name: str) -> Callable[..., str]:
    """In place of a function that waits for somebody to type; the kernel says the same."""

    def ask(*_args: object, **_kwargs: object) -> str:
        raise StdinNotImplementedError(
            f"{name} was called, but this frontend does not support input requests."
        )

    return ask


async def _run(shell: Shell, source: str) -> None:
    try:
        transformed, error = shell.transform_cell(source), None
    except Exception:
        transformed, error = source, sys.exc_info()
    result = await shell.run_cell_async(
        source, store_history=True, transformed_cell=transformed, preprocessing_exc_tuple=error
    )
    shell.events.trigger("post_execute")
    shell.events.trigger("post_run_cell", result)


def run_cell(shell: Shell, loop: asyncio.AbstractEventLoop, source: str) -> int:
    """Run a cell; its outputs are with the collector. Returns its execution count."""
    count: int = shell.execution_count
    try:
        loop.run_until_complete(_run(shell, source))
    except KeyboardInterrupt:
        shell.showtraceback()
    except Exception as error:  # one that IPython can't show: its own __str__ raises
        COLLECTOR.add(Output("error", ename=clean(type(error).__name__[:200]), evalue=_text(error)[:4000]))
    return count
