"""A second notebook in the submission, with the grade cells, tagged not to be run.

Notebooks that the assignment doesn't have are skipped.
"""

EARNS = False
extra_files = {
    name: """{"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [
  {"cell_type": "code", "execution_count": 1, "source": "", "outputs": [],
   "metadata": {"tags": ["skip-execution"], "nbgrader": {"grade_id": "test_ans", "grade": true,
     "solution": false, "locked": true, "task": false, "points": 2, "schema_version": 3}}}]}
"""
    for name in ("target-2.ipynb", "Target.ipynb", "a/target.ipynb")
}
