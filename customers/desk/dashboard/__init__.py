"""The dashboard: the figures of a business, each a link to the list that it counts.

All is read from what is kept with each change, in a number of questions that does not
grow with the business. Period and shop are of what happened in a shop; what counts
customers is of the whole business.
"""
