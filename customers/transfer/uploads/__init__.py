"""Uploads: files of customers or purchases that somebody sends by the browser.

Knows how a file is kept and forgotten, tried and imported in the background. What its
columns and rows mean is asked of the imports themselves.
"""
