"""An incident is an unplanned interruption or loss of quality of a service, or one about to happen.

Causes belong to problems, wishes to requests.
"""
