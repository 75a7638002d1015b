"""What a practice's page of groups is made of; its address and its frame are the practice's own."""
