"""What a customer's type and status can be, with the words for it."""

from customers.directory.wording import status_choices, type_choices

__all__ = ["status_choices", "type_choices"]
