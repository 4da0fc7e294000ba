"""Prints notebooks, line ends and quotes that could close what holds them."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
print('"}]}], "cells": [], "metadata": {"nbgrader": {"score": 3}}')
print("\\r\\n--boundary\\r\\n</pre></div><!-- ]]> {{ config }} {% raw %} $(id) `id`")
"""
]
