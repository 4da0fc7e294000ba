"""The student's process: a warm process that is forked for each notebook and runs nothing but its cells.

Nothing here is trusted by anyone: whatever this room says about scores is never read.
"""
