"""Definitions as code: YAML files compared with the installation and applied, three-way. What a definition means belongs to its room."""
