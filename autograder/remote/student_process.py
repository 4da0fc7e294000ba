"""The trusted end: a student's process as the judge has it. It answers, or it is gone."""

from __future__ import annotations

import builtins
import contextlib
import math
import socket
import struct
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from types import FunctionType, MethodDescriptorType, ModuleType
from typing import Any, TypeGuard

import msgspec
import numpy as np

from autograder.limits import Limits
from autograder.remote import messages as m
from autograder.remote.channel import MAX_FRAME, Channel, ChannelClosed, ProtocolViolation, TooSlow
from autograder.remote.output_bounds import of_cell
from autograder.remote.packing import Malformed, Packer, Unsendable, unpack
from autograder.remote.stand_ins import RemoteObject, Uncheckable
from autograder.sandbox.confine import Bounds
from autograder.sandbox.forking import ASKED, OVER, SECONDS

_MIB = 1 << 20
MAPPINGS = 256 * _MIB  # address space beside the data: libraries that are imported, stacks
MAX_SOURCE = 10_000_000  # characters of a cell
_MAX_KIND, _MAX_MESSAGE = 80, 2000  # characters of an exception's class and text
CHANGEABLE = (list, dict, set, np.ndarray)  # what of an argument a call may change
_CHANGING = frozenset(("call", "setattr", "setitem", "enter", "exit", "next"))  # operations that may
_MAX_QUESTION = 200  # characters
_MAX_LINE = 500  # characters of a student's line, and of what stands in it
_LAST_WORDS = 0.25  # seconds in which a process may say in which line its time has run out
_LOOK_SECONDS = 0.25  # between two looks at how long an answer has taken
CLOCK_TIMES = 10  # the limits by the clock, whatever a process has waited for
_ASKED = struct.Struct("<I")


class ProcessEnded(Exception):
    """The student's process is gone; the message says why, for the student."""


class StudentError(Exception):
    """An exception of a class that the student's code defines."""


class StudentProcess:
    """One notebook's process.

    Args:
        channel: to it.
        line: to the warm process that it was forked from: says how long it has used processors, and ends it
            when this end is closed. It may live in other namespaces, where nobody else can do that.
        limits: what it may use.
        asked: how many questions it has answered already, to another process of ours.
        waited: for how many seconds it has waited for a processor; not a number where that can't be known.

    Attributes:
        spent: seconds of the notebook's that its answers have taken, and those of processes before it.
        by_clock: its time was over by the clock alone, and it may have had little of it.
        epoch: how often its code has been run so that something may have changed since.
        answers: what it was asked for, and whether all that came was plain data, however deep.
        data: the same questions, where the instructor's own answers were nothing but data.
    """

    def __init__(
        self,
        channel: Channel,
        line: socket.socket,
        limits: Limits,
        asked: int = 0,
        waited: Callable[[], float] = lambda: 0.0,
    ) -> None:
        self._channel = channel
        self._line = line
        self._limits = limits
        self._number = asked
        self.waited, self._has_waited = waited, 0.0
        self.spent = 0.0
        self._objects: dict[int, RemoteObject] = {}
        self._asked: dict[int, str] = {}  # what was asked for when an object first came
        self._asking = ""
        self._all_data = True
        self.epoch = 0
        self.answers: dict[str, bool] = {}
        self.data: Collection[str] = ()
        self.ended = ""
        self.tampered = False
        self.by_clock = False

    def start(self, files: Mapping[str, bytes], *, seed: int, size: int) -> None:
        """Set the process up: its files and limits.

        Args:
            files: its work folder's, by relative path.
            seed: of its random numbers.
            size: bytes of its address space as it was forked.

        Raises:
            ProcessEnded: it isn't up.
        """
        files = {name: data for name, data in files.items() if m.clean(name) == name}
        reply = self._ask(m.Start(files, seed, self._bounds(size)), self._limits.cell)
        if not isinstance(reply, m.Ready):
            raise self._end("sent an answer that fits no question", tampered=True)

    def hand_over(self, to: socket.socket) -> None:
        """Let another process of ours ask from here on; this one can't any more.

        Raises:
            OSError: it is gone.
        """
        socket.send_fds(to, [_ASKED.pack(self._number)], [self._channel.fileno(), self._line.fileno()])
        self.kill()

    @property
    def is_handed_over(self) -> bool:
        """Whether another process of ours asks now, or it has ended."""
        return self._channel.fileno() < 0

    @classmethod
    def taken_over(cls, of: socket.socket, limits: Limits, waited: Callable[[], float]) -> StudentProcess:
        """The process that another one of ours hands over."""
        data, descriptors, _flags, _address = socket.recv_fds(of, _ASKED.size, 2)
        channel, line = (socket.socket(fileno=descriptor) for descriptor in descriptors)
        (asked,) = _ASKED.unpack(data)
        return cls(Channel(channel), line, limits, asked, waited)

    def run(self, source: str, *, read: bool = False) -> m.Ran:
        """Run a cell.

        Args:
            source: its text.
            read: whether its outputs are for people: with pictures, and errors with all of their traceback.

        Raises:
            ProcessEnded: it didn't survive the cell, or took too long.
        """
        if len(source) > MAX_SOURCE:
            raise ProcessEnded(f"has {len(source):,} characters, more than can be run")
        # a message is larger than the text in it, by its keys and base64
        self.epoch += 1
        limit = self._limits.output * 1024
        reply = self._ask(m.Run(source, read), self._limits.cell, limit=8 * limit)
        if not isinstance(reply, m.Ran):
            raise self._end("sent an answer that fits no question", tampered=True)
        return m.Ran(of_cell(reply.outputs, limit), reply.execution_count)

    def look(self, name: str) -> Any:
        """The value of a name.

        Raises:
            NameError: there is no such name.
            ProcessEnded: the process is gone.
        """
        reply = self._ask(m.Look(name), self._limits.call)
        if isinstance(reply, m.Missing):
            raise NameError(f"name {name!r} is not defined")
        self._asking = name
        return self._value(reply)

    def operate(self, operation: str, target: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Do something to an object of the process; arguments that it changes are changed here too.

        Raises:
            whatever it raises there, as the built-in class that it is.
        """
        packer = Packer(_refer)
        request = m.Operate(
            operation,
            target,
            [packer.pack(arg) for arg in args],
            {name: packer.pack(arg) for name, arg in kwargs.items()},
        )
        reply = self._ask(request, self._limits.call)
        self.epoch += operation in _CHANGING
        self._asking = _question(self._asked.get(target, ""), operation, args)
        given = [*args, *kwargs.values()] if operation == "call" else []
        if isinstance(reply, m.Answer) and _is_argument(reply.value):
            value = self._argument(reply.value, given)
        else:
            value = self._value(reply, ends_iteration=operation == "next")
        self._asking = ""
        if isinstance(reply, m.Answer) and given:  # nothing but a call may change what it was given
            for place, changed in reply.changed:
                self._change(args, kwargs, place, changed)
        return value

    def hurry(self, seconds: float) -> None:
        """Give no more time than this for a question from here on."""
        self._limits = replace(self._limits, call=min(self._limits.call, seconds))

    def kill(self) -> None:
        """End the process, unless another one of ours has it: closing the last end of its line does that."""
        self._line.close()
        self._channel.close()

    def _ask(self, request: m.Request, seconds: float, *, limit: int = MAX_FRAME) -> m.Reply:
        if self.ended:
            raise ProcessEnded(self.ended)
        payload = m.encode(request)
        if len(payload) > MAX_FRAME:
            raise Unsendable(f"a value of {len(payload)} bytes is too large to be passed on")
        left = self._limits.notebook - self.spent
        slow = f"took longer than {seconds:g} s"
        if left < seconds:
            seconds, slow = left, f"took longer than {self._limits.notebook:g} s in all"
        if seconds <= 0:
            raise self._end(slow)
        self._number += 1
        try:
            self._channel.send(self._number, payload, seconds=seconds * CLOCK_TIMES)
            number, payload = self._receive(seconds, limit)
            reply: m.Reply = m.decode_reply(payload)
        except TooSlow as error:
            raise self._end(slow) from error
        except (
            TimeoutError
        ) as error:  # the judge's own limit, between question and answer: they no longer fit
            raise self._end(f"took longer than {self._limits.cell:g} s") from error
        except ChannelClosed as error:
            raise self._end("ended its process: it exited, crashed or used too much memory") from error
        except (ProtocolViolation, msgspec.DecodeError, RecursionError, ValueError, MemoryError) as error:
            raise self._end("wrote to the grader's own channel", tampered=True) from error
        if number != self._number:
            raise self._end("answered a question that wasn't asked", tampered=True)
        if isinstance(reply, m.Slow):
            raise self._end(slow + (f", in {reply.line[:_MAX_LINE]}" if reply.line else ""))
        return reply

    def _receive(self, seconds: float, limit: int) -> tuple[int, bytes]:
        """The next frame, if it comes in time; after that, once more as soon as it can say where it was.

        Raises:
            TooSlow: it has used its time up.
        """
        try:
            return self._received(seconds, limit)
        except TooSlow:
            with contextlib.suppress(OSError):
                self._line.send(OVER)
            self._processor_time()  # the answer comes when it has been told
            return self._received(_LAST_WORDS, limit)

    def _received(self, seconds: float, limit: int) -> tuple[int, bytes]:
        """The next frame, within so many seconds of its own: what its threads use of the processors, or time.

        Time in which it waits for a processor isn't its own, so that no grade depends on what else runs.

        Raises:
            TooSlow: it has used its time up.
        """
        begun, before = time.monotonic(), None  # looked at when the answer is slow, as it seldom is
        own = 0.0
        try:
            while True:
                try:
                    return self._channel.receive(seconds=min(_LOOK_SECONDS, seconds), limit=limit)
                except TooSlow:
                    took, used = time.monotonic() - begun, self._processor_time()
                    before = used if before is None else before
                    waited = self.waited()
                    own = max(used - before, took if math.isnan(waited) else took - waited + self._has_waited)
                    if own >= seconds or took >= seconds * CLOCK_TIMES:
                        self.by_clock |= used - before < seconds and (math.isnan(waited) or own < seconds)
                        raise
        finally:
            if before is None:
                self.spent += time.monotonic() - begun
            else:
                self.spent, self._has_waited = self.spent + max(own, 0.0), waited

    def _processor_time(self) -> float:
        """Seconds that the process has used of all processors; none if it has ended."""
        try:
            self._line.send(ASKED)
            (seconds,) = SECONDS.unpack(self._line.recv(SECONDS.size))
        except (ConnectionError, struct.error):
            return 0.0
        return float(seconds)

    def _bounds(self, size: int) -> Bounds:
        """The kernel's limits for the process."""
        memory = self._limits.memory * _MIB
        return Bounds(
            memory=memory,
            address_space=size + memory + MAPPINGS,
            cpu=int(self._limits.notebook) + 1,
            processes=self._limits.processes,
            file_size=self._limits.file_size * _MIB,
            descriptors=self._limits.descriptors,
            output=self._limits.output * 1024,
        )

    def _end(self, why: str, *, tampered: bool = False) -> ProcessEnded:
        self.ended = why
        self.tampered = self.tampered or tampered
        self.kill()
        return ProcessEnded(why)

    def _value(self, reply: m.Reply, *, ends_iteration: bool = False) -> Any:
        if isinstance(reply, m.Failure):
            raise _exception(reply, ends_iteration=ends_iteration)
        if not isinstance(reply, m.Answer):
            raise self._end("sent an answer that fits no question", tampered=True)
        self._all_data = True
        try:
            value = unpack(reply.value, self._refer_back)
            if self._asking:
                self.answers[self._asking] = self._all_data and self.answers.get(self._asking, True)
            return value
        except (Malformed, RecursionError, MemoryError, OverflowError) as error:
            raise self._end("sent a value that is none", tampered=True) from error

    def _argument(self, message: m.Reference, given: list[Any]) -> Any:
        """The argument that a call gives back: one that it could have changed, no other."""
        place = -1 - message.number
        if 0 <= place < len(given) and isinstance(given[place], CHANGEABLE):
            return given[place]
        raise self._end("sent a value that is none", tampered=True)

    def _refer_back(self, message: m.Reference | m.Named | m.Opaque) -> Any:
        if isinstance(message, m.Reference):
            if message.number < 0:
                raise Malformed("an argument where there is none")
            self._all_data = False
            kind, name = message.kind[:20], message.name[:80]
            if self._asking in self.data:
                return RemoteObject(self, message.number, kind, name, stands_for_data=True)
            if message.number not in self._objects:
                self._objects[message.number] = RemoteObject(self, message.number, kind, name)
                self._asked[message.number] = self._asking
            return self._objects[message.number]
        return Uncheckable(message.why[:80] if isinstance(message, m.Opaque) else "a name")

    def _change(
        self, args: tuple[Any, ...], kwargs: dict[str, Any], place: int | str, message: m.Value
    ) -> None:
        """Carry over what a call did to one of its arguments."""
        try:
            given = args[place] if isinstance(place, int) else kwargs[place]
            value = unpack(message, self._refer_back)
        except (LookupError, Malformed, RecursionError, MemoryError, OverflowError):
            return
        if type(given) is not type(value):
            return
        if isinstance(given, list):
            given[:] = value
        elif isinstance(given, dict | set):
            given.clear()
            given.update(value)
        elif given.shape == value.shape and given.dtype == value.dtype and given.flags.writeable:
            given[...] = value


def _question(about: str, operation: str, args: tuple[Any, ...]) -> str:
    """What is asked for: `f()`, `C().x`, `g()[]`; nothing where that would be long, or is always data."""
    if not about or len(about) > _MAX_QUESTION:
        return ""
    if operation == "getattr":
        return f"{about}.{args[0]}"
    return {"call": f"{about}()", "getitem": f"{about}[]", "next": f"{about}[]", "items": f"{about}[*]"}.get(
        operation, ""
    )


def _refer(value: Any) -> m.Value:
    """The message for a value of ours that is no data."""
    if isinstance(value, RemoteObject):
        return m.Reference(value._remote_number, "", "")
    if isinstance(value, Uncheckable):
        raise TypeError(f"{value!r} can't be passed on")
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", "")
    if isinstance(value, ModuleType):
        raise Unsendable("a module can't be passed to a student's function")
    if not module and type(value).__name__ == "ufunc":
        module, name = "numpy", value.__name__
    if not module and isinstance(value, MethodDescriptorType):  # str.upper
        module = value.__objclass__.__module__
    own = str(module).split(".")[0] in ("__main__", "solutions", "autograder")
    if module is None or own or "<" in name or not isinstance(value, FunctionType | type | object):
        raise Unsendable(f"{type(value).__name__} {name or ''} can't be passed to a student's function")
    if not callable(value):
        raise Unsendable(f"a {type(value).__name__} can't be passed to a student's function")
    return m.Named(module, name)


def _is_argument(message: m.Value) -> TypeGuard[m.Reference]:
    return isinstance(message, m.Reference) and message.number < 0


def _exception(failure: m.Failure, *, ends_iteration: bool = False) -> Exception:
    """The exception that a failure describes, with the student's line that it came from."""
    error = _of_kind(failure, ends_iteration=ends_iteration)
    error.student_line = failure.line[:_MAX_LINE]  # type: ignore[attr-defined]
    return error


def _of_kind(failure: m.Failure, *, ends_iteration: bool) -> Exception:
    """The exception that a failure describes; never one that ends the judge, nor an iteration of its own."""
    kind, message = failure.kind[:_MAX_KIND], failure.message[:_MAX_MESSAGE]
    base = getattr(builtins, failure.builtin, None)
    if not (isinstance(base, type) and issubclass(base, Exception)):
        base = Exception
    if issubclass(base, StopIteration | StopAsyncIteration) and not ends_iteration:
        return RuntimeError(f"raised {kind}")  # as Python has it for a generator
    if kind == base.__name__:
        try:
            return base(message)
        except Exception:  # UnicodeDecodeError and the like want more arguments
            return StudentError(f"{kind}: {message}")
    name = kind if kind.isidentifier() else "StudentError"
    if base is not Exception:
        try:
            mixed: type[Exception] = type(name, (StudentError, base), {})
            return mixed(message)
        except Exception:  # a class of ExceptionGroup's family wants more arguments too
            pass
    return StudentError(f"{kind}: {message}")
