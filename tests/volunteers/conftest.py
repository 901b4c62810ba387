from tests.workplace import cast, sign_in, workplace  # noqa: F401
