"""Speed at a million customers, beside a bare Flask answer: `make bench`."""
