"""Packing a course for platforms that grade by themselves: Gradescope, GitHub Actions, GitLab CI."""

from autograder.ci.platforms import for_github, for_gitlab, for_gradescope

__all__ = ["for_github", "for_gitlab", "for_gradescope"]
