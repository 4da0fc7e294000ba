"""A worker: judges notebooks, one after the other, each in processes of its own."""

from autograder.worker.worker import Worker

__all__ = ["Worker"]
