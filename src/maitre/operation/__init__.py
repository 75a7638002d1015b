"""The stage in which services are run: incidents today, the other practices as they are built."""
