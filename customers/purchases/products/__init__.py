"""Products: an optional list of what the business sells, for whoever types a purchase.

Purchases keep their own words and prices: what changes here changes none of them.
"""
