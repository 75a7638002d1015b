"""Definitions as code: YAML files compared with the installation, three-way, and applied. Meaning is the rooms'."""
