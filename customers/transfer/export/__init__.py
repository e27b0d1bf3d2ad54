"""Export: a selection of customers as a file, at once or in the background.

Knows how files are written; who is taken and in which order the directory says.
"""
