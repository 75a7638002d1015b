"""What records of every practice go through: waiting, an end and a way back, another priority, a correction.

Which states there are and who may say so stands in the life cycle of each practice.
"""
