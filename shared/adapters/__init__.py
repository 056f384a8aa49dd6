"""The ports on real technology: one file or folder is one technology."""
