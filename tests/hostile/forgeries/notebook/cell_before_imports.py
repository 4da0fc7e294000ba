"""A cell of the student's before all others, with an AST transformer in it.

nbgrader runs every code cell, whether the assignment has it or not.
"""

from tampering import code_cell

EARNS = True


def tamper(notebook: dict) -> None:
    """Put a cell at the top that drops the asserts of all others."""
    source = """
import ast

class DropAsserts(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.copy_location(ast.Pass(), node)

get_ipython().ast_transformers.append(DropAsserts())
"""
    notebook["cells"].insert(0, code_cell(source))
