"""Maitre: IT service management. Read from the bottom: kernel, kit, shared, the five stages, faces, product."""

__version__ = "0.1.0"
