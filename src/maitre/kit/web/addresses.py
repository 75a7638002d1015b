"""Addresses of pages by their names, remembered: a page says the same ones again and again."""

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=20_000)
def address_of(name: str, *arguments: str | int, **named: str | int) -> str:
    """The address of the page called `name`. The URL configuration never changes while a process runs."""
    return reverse(name, args=arguments or None, kwargs=named or None)
