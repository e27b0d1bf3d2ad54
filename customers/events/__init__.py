"""Floor 1: facts. What happened, by whom, kept in the transaction of its cause.

`record` stands beside each change in a service; rooms above a change listen. The one
`event` table is the audit trail, and deliveries to the outside are made from it.
"""

from customers.events.facts import Fact, facts
from customers.events.service import listen, record

__all__ = ["Fact", "facts", "listen", "record"]
