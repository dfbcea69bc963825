"""What is too large to be taken is not kept in memory. The web server sees to what is much too large (management/server.py)."""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers

BESIDES = 1_000_000  # bytes of a request beside its file
PATIENCE = 1_000_000_000  # bytes that are still heard out, so that the browser gets its answer


class TooLargeHandler(FileUploadHandler):
    """First of the handlers: lets the files of a request of sound length pass, and swallows those of any other.

    Such a file arrives in the form without content, but with its name and size, so that the form can say what is wrong
    and keeps all else that was typed.
    """

    length = 0

    def handle_raw_input(
        self, input_data: Any, META: dict, content_length: int, boundary: str, encoding: str | None = None
    ) -> None:
        self.length = content_length

    @property
    def too_large(self) -> bool:
        return self.length > settings.UPLOAD_MB * 1_000_000 + BESIDES

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.too_large:
            raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return None if self.too_large else raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if not self.too_large:
            return None
        return UploadedFile(BytesIO(), self.file_name, self.content_type, file_size)
