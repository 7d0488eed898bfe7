#!/usr/bin/env python
"""Module docstring: def no(): class No: 'quoted' "also"

second paragraph
"""
from __future__ import annotations
import os, sys
from enum import Enum, IntFlag
import enum

CONSTANT = 1
typed: dict[str, list[int]] = {}
declared: int
first = second = 3
a, b = 1, 2
CONSTANT += 1
name.attribute = 1
items[0] = 2
print("x", end="")
x == 1
if True:
    conditional = 1
    def in_if(): pass
else:
    class InElse: pass
try:
    import y
except ImportError:
    y = None
type Alias[T] = list[T]


@decorator
@module.decorator(arg="def no(): pass", other=[1,
    2])
def function(a, b: int = 1, *args: tuple[int, ...], c={"x": 1}, **kwargs) -> dict[str, int]:
    """Docstring with def no(): inside."""
    local = 1
    def nested(x):
        class Local:
            attribute = 1
            def method(self): pass
        return lambda y: y
    async def nested_async(): await x
    return {
        "def": 1,
    }


async def asynchronous(): pass


def generic[T: (int, str)](a: T) -> T: return a


class Base: pass


class Class(Base, metaclass=Meta[int]):
    """Docstring."""
    attribute = 1
    typed: int
    typed_value: list[str] = ["a", "b"]
    __slots__ = ("a",)

    def __init__(self, a):
        self.a = a

    @property
    def prop(self): return 1

    @prop.setter
    def prop(self, value):
        self._x = value

    @functools.cached_property
    def cached(self): pass

    @staticmethod
    def static(): pass

    @classmethod
    async def factory(cls): pass

    @abc.abstractmethod
    def abstract(self): ...

    def __eq__(self, other): return self.a == other.a; extra = 1

    class Inner:
        class Deep: deep = 1
        inner = 2

    lambda_field = lambda self: 1
    if True:
        in_class_if = 1
        def method_in_if(self): pass

    def last(self):
	    return 1


class Color(Enum):
    RED = 1
    GREEN = "green"
    alias: str = "x"

    def describe(self): pass


class Flags(enum.IntFlag):
    A = 1; B = 2


class Generic[T](Base): value: T
class Multi(
    Base,
    Other
):
    field = 1


def multi(
    a,
b=2,
):
    pass


text = """
def no():
    pass
class No:
"""; after = 1
raw = r"\"; raw2 = 1
bytes_ = b'\'' + f"{a['x']}" f'{b!r:>{width}}'
continued = 1 + \
    2
joined = "a \
def no(): pass"
parenthesised = (
def_ := 1
)
long_call = f(
    a=1,
  b=2)
# comment
	# indented comment
lambda_value = lambda: 0; semicolon = 1
match = 1
match x:
    case 1: in_case = 1
print(f"{x = }")
def unindented(): return 1
größe = 1
