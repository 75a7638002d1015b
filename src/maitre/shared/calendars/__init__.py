"""Working hours and holidays by name and version. The arithmetic is kernel/business_time."""
