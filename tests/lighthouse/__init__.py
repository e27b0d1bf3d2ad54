"""Lighthouse over the main pages, on a phone and a desktop: `make lighthouse`."""
