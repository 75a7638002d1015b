"""The one place where files are kept, on a disk or in a bucket: whole or not at all, and which one a database
goes with. What a file is for belongs to the rooms above; they name it and never see where it lies."""
