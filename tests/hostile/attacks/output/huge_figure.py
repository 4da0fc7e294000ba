"""Draws one figure with a billion dots."""

OUTCOME = "either"
STOCK = False
CELLS = [
    """
import matplotlib.pyplot as plt

figure = plt.figure(figsize=(300, 300), dpi=100)
figure.add_subplot().plot([1, 2, 3])
plt.show()
"""
]
