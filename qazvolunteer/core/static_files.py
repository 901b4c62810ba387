"""Static files in production: hashed names, also inside the modules of the field's pages that import each other."""

from __future__ import annotations

from django.contrib.staticfiles.storage import ManifestFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """As WhiteNoise has it. Our own modules import their neighbours by hashed names; scripts of others are left alone.

    A phone that keeps the page for places without a network would otherwise mix modules of two versions.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        *(
            (f"js/{folder}/*.js", ManifestFilesMixin._js_module_import_aggregation_patterns[1])
            for folder in ("check_in", "visits")
        ),
    )
