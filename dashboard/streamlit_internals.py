"""What is used of Streamlit that is not public: all of it stands here."""

from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import DeletedFile, UploadedFile

__all__ = ["DeletedFile", "UploadedFile", "let_go"]


def let_go(file: UploadedFile) -> None:
    """Free the memory of an upload, which Streamlit would keep until its visitor goes; as its own chat does."""
    file.truncate(0)
    context = get_script_run_ctx()
    if context and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)
