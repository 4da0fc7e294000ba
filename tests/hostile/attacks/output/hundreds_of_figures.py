"""Leaves three hundred figures open."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import matplotlib.pyplot as plt

for number in range(300):
    plt.figure()
"""
]
