"""Purchases from a file: what is in it, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from customers.accounts import permissions
from customers.accounts.actors import Actor
from customers.directory.schemas import ExternalIdInput
from customers.ground.errors import Invalid
from customers.ground.fields import sentence_of
from customers.purchases import service
from customers.purchases.schemas import NewPurchase
from customers.transfer.imports import (
    Batch,
    FileImport,
    Parts,
    Progress,
    Survey,
    empty_result,
    in_parts,
    taken_back,
)
from customers.transfer.purchases import lookups
from customers.transfer.purchases.columns import understand
from customers.transfer.purchases.groups import MOST_GATHERED, grouped
from customers.transfer.purchases.learning import Learned, Learner
from customers.transfer.purchases.references import reference_in
from customers.transfer.purchases.rows import RowReader
from customers.transfer.purchases.told import Told, purchase_of
from customers.transfer.purchases.wording import LABELS
from customers.transfer.reading import Table
from customers.transfer.results import PurchaseResult

# A unit of work ends with whichever comes first; it holds the write lock meanwhile.
BATCH_PURCHASES = 500
BATCH_ROWS = 2_000
# About how many bytes a row has, unpacked, and how much smaller packing makes it.
_ROW_BYTES, _PACKED = 40, 8


def survey(path: Path, *, actor: Actor) -> Survey:
    """What a file of purchases as a whole tells: its columns, its way of writing.

    Raises: Unreadable, Forbidden.
    """
    return PurchaseImport(path, actor=actor).survey


def import_purchases(
    path: Path,
    *,
    actor: Actor,
    source: str = "import",
    create_customers: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> PurchaseResult:
    """Bring the purchases of a CSV file in: rows of one reference make one.

    `source` names whose references and external ids they are. Customers that are not
    there are created with just their code where `create_customers` says so; else their
    purchases are refused. A dry run answers the same and changes nothing. `progress`
    is told after each batch how many more bytes of the file are done. What was
    recorded before is the same, so that a file may be sent again at any time.

    Raises: Unreadable, Forbidden, Invalid for a `source` that is no name.
    Records: what the purchases record, and CustomerCreated.
    """
    return PurchaseImport(
        path,
        actor=actor,
        source=source,
        create_customers=create_customers,
        dry_run=dry_run,
    ).run(progress)


class _Taken(NamedTuple):
    result: PurchaseResult
    created: list[lookups.Who]


class PurchaseImport(FileImport[PurchaseResult]):
    """An import of a file of purchases, batch by batch."""

    def __init__(
        self,
        path: Path,
        *,
        actor: Actor,
        source: str = "import",
        create_customers: bool = False,
        dry_run: bool = False,
    ) -> None:
        actor.need(permissions.RECORD_PURCHASES)
        source = _checked_source(source)
        super().__init__(path, actor=actor, source=source, dry_run=dry_run)
        self.create_customers = create_customers
        # Those that a dry run would have created by now.
        self.would_create: set[lookups.Who] = set()
        self.payment_methods = {name.casefold(): name for name in actor.payment_methods}

    def result(self) -> PurchaseResult:
        """An answer in which nothing is counted yet."""
        return empty_result(PurchaseResult, survey=self.survey)

    def take(self, batch: Batch) -> PurchaseResult:
        """Record the batch; of a dry run nothing stays. See `FileImport.take`."""
        if not self.dry_run:
            return self._take(batch).result
        result, created = taken_back(lambda: self._take(batch))
        # Each batch of a dry run creates them anew.
        result.created_customers = len(set(created) - self.would_create)
        self.would_create.update(created)
        return result

    def _take(self, batch: Batch) -> _Taken:
        taken = _Taken(self.result(), [])
        for part in batch.parts:
            for some in in_parts(part, most=service.AT_ONCE):
                self._take_some(some, taken)
        taken.result.created_customers = len(taken.created)
        taken.result.refused.sort()
        return taken

    def _take_some(self, some: Sequence[Told], taken: _Taken) -> None:
        result = taken.result
        found, created = lookups.customers_of(
            some, source=self.source, create=self.create_customers, actor=self.actor
        )
        taken.created.extend(created)
        shops = lookups.shops() if any(told.shop for told in some) else {}
        numbers, ready = [], []
        for told in some:
            result.rows += told.rows
            result.leave_out(told.number, told.left_out)
            purchase = self._ready(told, found, shops)
            if isinstance(purchase, str):
                result.refuse(told.number, purchase)
            else:
                numbers.append(told.number)
                ready.append(purchase)
        outcomes = service.record_purchases(ready, actor=self.actor)
        for number, outcome in zip(numbers, outcomes, strict=True):
            result.count(number, outcome)

    def _ready(
        self,
        told: Told,
        found: dict[lookups.Who, lookups.Found],
        shops: dict[str, int],
    ) -> NewPurchase | str:
        """The purchase with its customer and shop, or why it is refused."""
        purchase = told.purchase
        if purchase is None:
            return told.fault
        customer = found.get(lookups.Who(told.customer, told.external_id))
        if customer is not None:
            if customer.id is None:
                return customer.fault or ""
            purchase = purchase._replace(customer_id=customer.id)
        if told.shop:
            shop_id = shops.get(told.shop) or shops.get(told.shop.casefold())
            if shop_id is None:
                return lookups.no_such_shop(told.shop)
            purchase = purchase._replace(shop_id=shop_id)
        if method := purchase.payment_method:
            known = self.payment_methods.get(method.casefold(), method)
            purchase = purchase._replace(payment_method=known)
        return purchase

    def _surveyed(self, table: Table) -> Survey:
        columns = understand(table.header)
        learner = Learner(
            columns, expected=_rows_expected(self.path), refunded=self.dry_run
        )
        for number, cells in table.rows:
            reference = reference_in(cells, columns.places["reference"])
            learner.look(number, cells, reference=reference)
        return Survey(
            table.header,
            columns,
            table.encoding,
            table.delimiter,
            LABELS,
            learner.done(),
        )

    def _batches(self, table: Table) -> Iterator[Parts]:
        items: list[Told] = []
        rows = 0
        for together in self._unparted(table):
            items += together
            rows += sum(told.rows for told in together)
            if len(items) >= BATCH_PURCHASES or rows >= BATCH_ROWS:
                yield [items]
                items, rows = [], 0
        if items:
            yield [items]

    def _unparted(self, table: Table) -> Iterator[list[Told]]:
        """The purchases of the file; those that one unit of work must take together.

        What a dry run takes back is not there for the next batch: so it takes refunds
        and the purchases they name, which it keeps until the end, in one.
        """
        if not self.dry_run:
            yield from ([told] for told in self._told(table))
            return
        learned: Learned = self.survey.learned
        kept: dict[str, list[Told]] = {}
        count = 0
        for told in self._told(table):
            root = _root(told, refunded=learned.refunded)
            if root is None:
                yield [told]
                continue
            kept.setdefault(root, []).append(told)
            count += told.rows
            if count > MOST_GATHERED:
                yield from kept.values()
                kept, count = {}, 0
        yield from kept.values()

    def _told(self, table: Table) -> Iterator[Told]:
        learned: Learned = self.survey.learned
        reader = RowReader(
            learned,
            header=table.header,
            currency=self.actor.currency,
            timezone=self.actor.timezone,
        )
        rows = (reader.read(number, cells) for number, cells in table.rows)
        for group in grouped(rows, last_rows=learned.last_rows):
            yield purchase_of(group, source=self.source)


def _root(told: Told, *, refunded: set[str]) -> str | None:
    """The purchase around which refunds gather, None for one without any."""
    if told.purchase is None:
        return None
    if told.purchase.refund_of_reference is not None:
        return told.purchase.refund_of_reference
    reference = told.purchase.reference
    return reference if reference in refunded else None


def _rows_expected(path: Path) -> int:
    """About how many rows a file has."""
    with path.open("rb") as file:
        is_packed = file.read(2) == b"\x1f\x8b"
    return path.stat().st_size * (_PACKED if is_packed else 1) // _ROW_BYTES


def _checked_source(source: str) -> str:
    try:
        return ExternalIdInput(source=source, value="any").source
    except ValidationError as error:
        sentence = sentence_of(error.errors()[0])
        raise Invalid(sentence, details={"source": sentence}) from error
