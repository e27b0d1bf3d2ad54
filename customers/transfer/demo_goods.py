"""What the demo business sells: some sixty goods of a delicatessen by the harbour."""

from __future__ import annotations

from typing import NamedTuple


class Good(NamedTuple):
    """Something on the shelf: its price, in pence, is that of one, or of a kilogram.

    The more `often`, the more is bought of it. Goods that are taxed bear the British
    standard rate, which their price includes.
    """

    sku: str
    name: str
    category: str
    price_minor: int
    often: int = 2
    is_weighed: bool = False
    is_taxed: bool = False


class _Shelf(NamedTuple):
    category: str
    start: str
    goods: tuple[tuple[str, int, int], ...]
    is_weighed: bool = False
    is_taxed: bool = False


# Of each good its name, its price, and how often it is bought.
_SHELVES = (
    _Shelf(
        "Cheese",
        "CHE",
        (
            ("Mature Cheddar", 1850, 6),
            ("Somerset Brie", 2140, 5),
            ("Stilton", 2260, 4),
            ("Wensleydale", 1980, 2),
            ("Comté", 2990, 4),
            ("Manchego", 2750, 3),
            ("Parmigiano Reggiano", 3240, 4),
            ("Goat's cheese with ash", 3350, 2),
            ("Feta", 1690, 3),
        ),
        is_weighed=True,
    ),
    _Shelf(
        "Charcuterie",
        "CHA",
        (
            ("Prosciutto di Parma", 4980, 4),
            ("Salami Milano", 3250, 4),
            ("Chorizo", 2890, 4),
            ("Coppa", 4420, 2),
            ("Jamón ibérico", 11900, 1),
            ("Honey-roast ham", 2450, 5),
            ("Bresaola", 5200, 1),
        ),
        is_weighed=True,
    ),
    _Shelf(
        "Fish",
        "FIS",
        (
            ("Smoked salmon", 5450, 4),
            ("Smoked mackerel", 1890, 3),
            ("Cornish crab", 6200, 1),
            ("Marinated anchovies", 3350, 2),
        ),
        is_weighed=True,
    ),
    _Shelf(
        "Deli counter",
        "DEL",
        (
            ("Kalamata olives", 1590, 5),
            ("Gordal olives", 1820, 3),
            ("Sun-dried tomatoes", 1940, 3),
            ("Hummus", 1150, 4),
            ("Potato salad", 980, 3),
            ("Roasted artichokes", 2480, 2),
        ),
        is_weighed=True,
    ),
    _Shelf(
        "Bakery",
        "BAK",
        (
            ("Sourdough loaf", 420, 12),
            ("Rye bread", 450, 5),
            ("Baguette", 210, 8),
            ("Focaccia", 390, 5),
            ("Butter croissant", 185, 8),
            ("Cinnamon bun", 260, 6),
            ("Eccles cake", 195, 3),
            ("Lemon drizzle slice", 280, 4),
        ),
    ),
    _Shelf(
        "Larder",
        "LAR",
        (
            ("Olive oil 500 ml", 1250, 4),
            ("Balsamic vinegar 250 ml", 890, 2),
            ("Bronze-die spaghetti", 320, 4),
            ("Carnaroli rice 1 kg", 620, 2),
            ("Tinned tomatoes", 175, 4),
            ("Cannellini beans", 190, 2),
            ("Sardines in oil", 345, 3),
            ("Dijon mustard", 295, 2),
            ("Wildflower honey", 725, 3),
            ("Raspberry jam", 465, 3),
            ("Apple chutney", 450, 3),
            ("Oat crackers", 265, 5),
        ),
    ),
    _Shelf(
        "Coffee and tea",
        "COF",
        (
            ("Harbour blend coffee 250 g", 895, 6),
            ("Decaf beans 250 g", 945, 2),
            ("Breakfast tea", 525, 3),
            ("Earl Grey", 560, 2),
        ),
    ),
    _Shelf(
        "Wine and beer",
        "WIN",
        (
            ("Picpoul de Pinet", 1350, 3),
            ("Rioja Crianza", 1495, 3),
            ("Prosecco", 1290, 3),
            ("Pale ale 440 ml", 420, 4),
            ("Somerset cider 750 ml", 780, 3),
        ),
        is_taxed=True,
    ),
    _Shelf(
        "Sweets and gifts",
        "GIF",
        (
            ("Dark chocolate bar", 450, 5),
            ("Sea-salt caramels", 675, 3),
            ("Panettone", 2450, 1),
            ("Small hamper", 4500, 1),
            ("Large hamper", 9500, 1),
        ),
        is_taxed=True,
    ),
)

GOODS = tuple(
    Good(f"{shelf.start}-{number:02d}", name, shelf.category, price, often, *shelf[3:])
    for shelf in _SHELVES
    for number, (name, price, often) in enumerate(shelf.goods, start=1)
)
