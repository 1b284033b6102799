"""Who can sign in with the password that everybody knows, and so may only be served to this machine itself."""

import ipaddress

from django.contrib.auth import get_user_model

DEMO_PASSWORD = "lintel-demo"  # noqa: S105 - printed at every start, and refused on any address but loopback
DEMO_EMAILS = ("architect@example.com", "manager@example.com", "administrator@example.com")


def demo_sign_ins() -> list[str]:
    """Return the e-mail addresses, in the demo's order, of the active people who still have the demo's password."""
    people = get_user_model().objects.filter(email__in=DEMO_EMAILS, is_active=True)
    found = {person.email for person in people if person.check_password(DEMO_PASSWORD)}
    return [email for email in DEMO_EMAILS if email in found]


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches what listens on the host: a name or an address, a path of a socket."""
    if host == "localhost" or host.startswith("/"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def refusal(host: str) -> str:
    """Return why nothing may listen on this host, or "" where it may."""
    people = [] if is_loopback(host) else demo_sign_ins()
    if not people:
        return ""
    return (
        f"Refusing to listen on {host}: {', '.join(people)} can sign in with the demo's password. "
        "Change their passwords, or start with --no-demo and another --data folder."
    )
