"""The portal: all that those who need something ever see."""
