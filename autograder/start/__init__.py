"""Starting an assignment or an exercise: cells and a solution module to change into one's own."""

from autograder.start.new_assignment import add_exercise, start_assignment

__all__ = ["add_exercise", "start_assignment"]
