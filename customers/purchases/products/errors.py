"""What the verbs on products refuse."""

from __future__ import annotations

from flask_babel import gettext as _

from customers.ground.errors import Conflict, NotFound


class NoSuchProduct(NotFound):
    """The business has no such product, or it was deleted."""

    def __init__(self) -> None:
        super().__init__(_("There is no such product here."))


class SkuTaken(Conflict):
    """Another product has the SKU."""

    def __init__(self, name: str) -> None:
        sentence = _("%(name)s has this SKU. Choose another one.", name=name)
        super().__init__(sentence, details={"sku": sentence})


class ChangedMeanwhile(Conflict):
    """The product is not what was looked at; `version` is that of now."""

    def __init__(self, version: int) -> None:
        super().__init__(
            _(
                "Somebody changed this product meanwhile. Nothing was saved: save "
                "again to keep what you typed, or open it again to see theirs."
            )
        )
        self.version = version
