"""Starting an assignment: a notebook, a solution module and a misconception to change into one's own."""

from autograder.start.start import start_assignment

__all__ = ["start_assignment"]
