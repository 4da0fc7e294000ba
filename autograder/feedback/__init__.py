"""The page that a student gets back: what `nbgrader generate_feedback` goes through."""

from autograder.feedback.exporter import FeedbackPage

__all__ = ["FeedbackPage"]
