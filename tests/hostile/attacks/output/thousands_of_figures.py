"""Leaves a thousand figures open."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import matplotlib.pyplot as plt

for number in range(1000):
    plt.figure()
"""
]
