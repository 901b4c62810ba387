"""What sign-ups do when something happens to their shift. Filled by ``connect``."""


def connect() -> None: ...
