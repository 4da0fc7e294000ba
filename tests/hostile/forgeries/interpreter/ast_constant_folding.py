"""An AST transformer that compares each expected value with itself.

`ans == 28` becomes `28 == 28`, and the cell still looks as it did.
"""

EARNS = True
CELLS = {
    "ans": """
import ast

class CompareWithItself(ast.NodeTransformer):
    def visit_Compare(self, node):
        if isinstance(node.ops[0], ast.Eq):
            node.left = node.comparators[0]
        return node

get_ipython().ast_transformers.append(CompareWithItself())
ans = 56
"""
}
