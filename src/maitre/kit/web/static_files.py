"""Static files under names that carry their content's hash, so browsers keep them for good."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Before `collectstatic` has run (tests, development) plain names are served."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """The hashed name, or the plain one where nothing has been collected."""
        return str(self.hashed_files.get(self.hash_key(self.clean_name(name)), name))
