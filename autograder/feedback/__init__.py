"""The page that a student gets back: what `nbgrader generate_feedback` goes through."""

from autograder.feedback.exporter import FeedbackPage
from autograder.feedback.scores import Scores

__all__ = ["FeedbackPage", "Scores"]
