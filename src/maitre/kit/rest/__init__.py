"""How every answer of the REST interface looks: problems, versions, pages, references. No table, no noun."""
