"""What comes in from files and goes out into them.

Knows how other programs write their lists. Must not know how a customer is stored:
what was read is handed to the verbs of the rooms below.
"""
