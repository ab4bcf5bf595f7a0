from streamlit.runtime import memory_uploaded_file_manager, scriptrunner, uploaded_file_manager
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from tests.core.private_names import assert_as_tested


def test_streamlit_has_the_private_names_that_were_tested() -> None:
    names = {
        "MemoryUploadedFileManager": (memory_uploaded_file_manager, None),
        "get_script_run_ctx": (scriptrunner, ["suppress_warning"]),
        "remove_file": (MemoryUploadedFileManager, ["self", "session_id", "file_id"]),
    }
    assert hasattr(uploaded_file_manager, "UploadedFile")
    assert hasattr(uploaded_file_manager, "DeletedFile")
    assert_as_tested("streamlit", "dashboard/streamlit_internals.py", names)
