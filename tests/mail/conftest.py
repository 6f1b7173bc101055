"""A service desk with a mail address, for all tests of this folder."""

import jobs
import pytest
from processes import call


@pytest.fixture(scope="session")
def desk():
    call(jobs.open_desk)
