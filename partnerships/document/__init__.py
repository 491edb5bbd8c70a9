"""The agreement as a Word document, as it is printed, sealed and signed."""

from partnerships.document.default import default_template
from partnerships.document.fields import GUIDE
from partnerships.document.paper import agreement_document, nearest_paper, try_out
from partnerships.document.rendering import Unusable

__all__ = [
    "GUIDE",
    "Unusable",
    "agreement_document",
    "default_template",
    "nearest_paper",
    "try_out",
]
