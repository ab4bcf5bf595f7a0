"""The fused engine: many networks trained as one compiled program.

`program` is what XLA compiles, `members` sorts networks into groups that one program can train, `training` trains a
group, and `engine` runs a search over them with the contract of `core.search.classic`.
"""
