"""Correct answers that are written differently from the references."""
