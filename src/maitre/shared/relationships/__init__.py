"""Parents and children, merging and splitting: how records of one practice belong together.

Typed links between records of different kinds stand in the conversation room.
"""
