"""Letters that leave by e-mail: the outbox and the hand-over by SMTP. What a letter says, its writer's room knows."""
