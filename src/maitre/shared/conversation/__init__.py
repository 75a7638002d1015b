"""What people say, attach, link and follow on any record. The record's own verbs belong to its practice."""
