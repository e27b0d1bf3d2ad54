"""Purchases from a file: what is in it, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from customers.accounts import permissions
from customers.accounts.actors import Actor
from customers.directory.schemas import ExternalIdInput
from customers.ground import work
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
from customers.transfer.purchases.gathering import gathered
from customers.transfer.purchases.groups import grouped
from customers.transfer.purchases.holding import hold
from customers.transfer.purchases.learning import Learned
from customers.transfer.purchases.rows import RowReader
from customers.transfer.purchases.standing import Creations, fault_of
from customers.transfer.purchases.surveying import surveyed
from customers.transfer.purchases.told import Told, purchase_of
from customers.transfer.reading import Table
from customers.transfer.results import PurchaseResult

# A unit of work ends with whichever comes first; it holds the write lock meanwhile.
BATCH_PURCHASES = 500
BATCH_ROWS = 2_000


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
    purchases are refused. They are created in a unit of work of their own, before that
    of their purchases: where it ends in between, the next run finds them without, and
    records what they bought. A dry run answers the same and changes nothing. `progress`
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
        self.creations = Creations(actor=actor)
        self.payment_methods = {name.casefold(): name for name in actor.payment_methods}

    def result(self) -> PurchaseResult:
        """An answer in which nothing is counted yet."""
        return empty_result(PurchaseResult, survey=self.survey)

    def take(self, batch: Batch) -> PurchaseResult:
        """Record the batch; of a dry run nothing stays. See `FileImport.take`."""
        if not self.dry_run:
            result = self._take(batch).result
            result.created_customers += batch.created
            return result
        result, created = taken_back(lambda: self._rehearse(batch))
        result.created_customers = self.creations.count(created)
        return result

    def skipped(self, parts: Parts) -> None:
        """Keep in mind whom the purchases that are read over would have created."""
        if self.dry_run and self.create_customers:
            self.creations.read(_all_of(parts))

    def close(self) -> None:
        """Close the file, and forget what was tried: it is read over again."""
        super().close()
        self.creations = Creations(actor=self.actor)

    def made_ready(self, batch: Batch) -> Batch:
        """Create the customers of the batch that are not there, if that was asked."""
        if not self.create_customers:
            return batch
        # Not with the purchases: creating locks first what recording locks last. What
        # is refused here is refused again there, with the same sentence.
        created = work.run(lambda: self._create(batch))
        return batch._replace(created=created)

    def _create(self, batch: Batch) -> int:
        told = _all_of(batch.parts)
        shops = lookups.shops() if any(one.shop for one in told) else {}
        standing = [
            one for one in told if fault_of(one, shops=shops, actor=self.actor) is None
        ]
        _found, created = lookups.customers_of(
            standing, source=self.source, create=True, actor=self.actor
        )
        return len(created)

    def _rehearse(self, batch: Batch) -> _Taken:
        told = _all_of(batch.parts)
        hold(told, source=self.source, creates=self.create_customers)
        self.creations.learn()
        return self._take(batch)

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
        shops = lookups.shops() if any(told.shop for told in some) else {}
        faults: dict[int, str | None] = {}
        if self.create_customers:
            for told in some:
                faults[told.number] = fault_of(told, shops=shops, actor=self.actor)
        found, created = lookups.customers_of(
            [told for told in some if faults.get(told.number) is None],
            source=self.source,
            create=self.create_customers,
            actor=self.actor,
        )
        taken.created.extend(created)
        numbers, ready = [], []
        for told in some:
            result.rows += told.rows
            result.leave_out(told.number, told.left_out)
            purchase = faults.get(told.number) or self._ready(told, found, shops)
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
            shop_id = lookups.shop_of(told.shop, shops=shops)
            if shop_id is None:
                return lookups.no_such_shop(told.shop)
            purchase = purchase._replace(shop_id=shop_id)
        if method := purchase.payment_method:
            known = self.payment_methods.get(method.casefold(), method)
            purchase = purchase._replace(payment_method=known)
        return purchase

    def _surveyed(self, table: Table) -> Survey:
        return surveyed(self.path, table, refunded=self.dry_run)

    def _batches(self, table: Table) -> Iterator[Parts]:
        items: list[Told] = []
        rows = 0
        told_ones = self._told(table)
        alone = ([told] for told in told_ones)
        refunded = self.survey.learned.refunded
        gathering = gathered(told_ones, refunded=refunded) if self.dry_run else alone
        for together in gathering:
            items += together
            rows += sum(told.rows for told in together)
            if len(items) >= BATCH_PURCHASES or rows >= BATCH_ROWS:
                yield [items]
                items, rows = [], 0
        if items:
            yield [items]

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


def _all_of(parts: Parts) -> list[Told]:
    return [one for part in parts for one in part]


def _checked_source(source: str) -> str:
    try:
        return ExternalIdInput(source=source, value="any").source
    except ValidationError as error:
        sentence = sentence_of(error.errors()[0])
        raise Invalid(sentence, details={"source": sentence}) from error
