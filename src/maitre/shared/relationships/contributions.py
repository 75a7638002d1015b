"""What this room adds elsewhere: that what is said on a merged record is heard where it goes on."""

from maitre.shared.lifecycle.rules import before, lives_on, on
from maitre.shared.relationships.actions.forward import forward_to_survivor, lock_ahead, survivor

lives_on(survivor)

for _verb in ("comment", "attach"):
    before(_verb, lock_ahead)
    on(_verb, forward_to_survivor)
