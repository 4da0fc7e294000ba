"""Starting an assignment: a notebook, a solution module and a misconception to change into one's own."""

from autograder.start.new_assignment import start_assignment

__all__ = ["start_assignment"]
