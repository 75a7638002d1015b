"""Lists taken along as files: CSV and workbooks, what is in them, and the downloads that wait for a person."""
