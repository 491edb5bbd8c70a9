"""What may be uploaded: documents and pictures, judged by size and by content, not by name alone."""

from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat

# How a file of each allowed ending begins.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
SIGNATURES = {
    ".pdf": (b"%PDF-",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".doc": (_OLE,),
    ".docx": (_ZIP,),
    ".xls": (_OLE,),
    ".xlsx": (_ZIP,),
}


def validate_document(file) -> None:
    """A PDF, picture, Word or Excel file no larger than `settings.DOCUMENT_MAX_BYTES`.

    Raises ValidationError, in Chinese, naming what is wrong and what to do.
    """
    if getattr(file, "_committed", False):  # stored long ago; only new uploads are judged
        return
    limit = settings.DOCUMENT_MAX_BYTES
    if file.size > limit:
        raise ValidationError(
            f"文件有{filesizeformat(file.size)}，超过了{filesizeformat(limit)}的上限。"
            "请压缩，或用较低的分辨率重新扫描后再上传。"
        )
    suffix = PurePath(file.name).suffix.lower()
    if suffix not in SIGNATURES:
        raise ValidationError("只能上传 PDF、JPG、PNG、Word 或 Excel 文件。")
    file.seek(0)
    head = file.read(1024)
    file.seek(0)
    if not head.startswith(SIGNATURES[suffix]):
        raise ValidationError(
            f"文件名以“{suffix}”结尾，内容却不是这种文件。请用原来的软件重新导出，不要直接改文件名。"
        )
