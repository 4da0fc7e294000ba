"""An answer that runs code of the student's when it is pickled or copied by a grader.

nbgrader does neither.
"""

EARNS = False
CELLS = {
    "ans": """
class Parcel(int):
    def __reduce__(self):
        return (eval, ("type('Any', (), {'__eq__': lambda a, b: True, '__gt__': lambda a, b: True})()",))

    __deepcopy__ = lambda self, memo: eval(self.__reduce__()[1][0])

ans = Parcel(56)
"""
}
