"""What lies on the desk of the demonstration's organization: kept views, a message, questions, an appeal, a block."""

from __future__ import annotations

import datetime as dt

from frontoffice.demo.accounts import SHOWCASE
from frontoffice.demo.world import Wish
from organizations.enums import Role
from organizations.models import Membership, Organization
from projects.models import Shift
from qazvolunteer.accounts.models import SavedView
from qazvolunteer.notifications.enums import State
from qazvolunteer.notifications.models import Notification
from volunteers import messaging
from volunteers.attendance_models import Attendance
from volunteers.conversation_models import Conversation, ConversationEntry
from volunteers.enums import COMMITTED, LIVE, AttendanceState
from volunteers.hours_models import MissedAppeal
from volunteers.message_models import MessageReader, OrganizerMessage
from volunteers.message_texts import beginning
from volunteers.models import BlockObjection, OrganizationBlock, SignUp, Volunteer

READERS = 12
# In Kazakh and in Russian.
QUESTIONS = (
    ("Сәлеметсіз бе! Ініммен бірге келсем бола ма?", "Здравствуйте! Можно прийти с младшим братом?"),
    ("Көлік тоқтататын жер бар ма?", "Есть ли там где припарковаться?"),
    ("Қолғапты өзім алып келуім керек пе?", "Перчатки нужно взять с собой?"),
)
ANSWER = ("Жоқ, қолғап бізде бар. Күтеміз!", "Нет, перчатки у нас есть. Ждём вас!")
APPEAL = (
    "Мен келдім, бірақ тізімде атымды таппады: басқа ауысымға жіберді.",
    "Я приходил, но меня не нашли в списке и отправили в другую смену.",
)
VIEWS = (
    ("volunteers.signup", "Күтіп тұрғандар", "state__exact=requested"),
    ("projects.shift", "Өткен ауысымдар", "when=past"),
)

OBJECTION = "Бір рет қана келмедім, басқасын алдын ала айттым."


def fill(wish: Wish) -> None:
    """Needs everything else to be written."""
    organization = Organization.objects.filter(slug=SHOWCASE).first()
    owner = Membership.objects.filter(organization=organization, role=Role.OWNER).order_by("pk").first()
    if organization is None or owner is None:
        return
    SavedView.objects.bulk_create(
        SavedView(user_id=owner.user_id, page=page, name=name, query=query, created_at=wish.now)
        for page, name, query in VIEWS
    )
    _write(organization, owner.user_id, wish)
    _questions(organization, owner.user_id, wish)
    _appeal(organization, wish)
    _block(organization, owner.user_id, wish)


def _write(organization: Organization, owner: int, wish: Wish) -> None:
    """A message that everybody has got."""
    shifts = Shift.objects.filter(project__organization=organization, cancelled_at=None, starts_at__gt=wish.now)
    shift = shifts.filter(signups__state__in=COMMITTED).order_by("starts_at", "pk").first()
    if shift is None:
        return
    sent = wish.now - dt.timedelta(hours=20)
    message = OrganizerMessage.objects.create(
        organization=organization, project_id=shift.project_id, shift=shift, by_id=owner, at=sent, **beginning("bring")
    )
    signups = SignUp.objects.filter(shift=shift, state__in=COMMITTED, created_at__lt=sent).select_related("volunteer")
    for signup in signups.order_by("pk")[:READERS]:
        MessageReader.objects.create(message=message, volunteer_id=signup.volunteer_id, signup=signup)
        Notification.objects.create(
            kind=messaging.KIND,
            recipient_id=signup.volunteer.user_id,
            payload={"message": message.pk, "signup": signup.pk},
            key=f"{messaging.KIND}:{message.pk}:{signup.volunteer_id}",
            state=State.SENT,
            attempts=1,
            created_at=sent,
            next_at=sent,
            finished_at=sent,
        )


def _questions(organization: Organization, owner: int, wish: Wish) -> None:
    """Two that nobody has read, and one that was answered."""
    coming = SignUp.objects.filter(
        shift__project__organization=organization, state__in=LIVE, shift__starts_at__gt=wish.now
    )
    asked = coming.select_related("volunteer__user").order_by("shift__starts_at", "pk")[: len(QUESTIONS)]
    for number, (signup, texts) in enumerate(zip(asked, QUESTIONS, strict=False)):
        at = max(signup.created_at, wish.now - dt.timedelta(hours=5 + 9 * number))
        is_answered = number == len(QUESTIONS) - 1
        said = Conversation.objects.create(signup=signup, unread_since=None if is_answered else at, last_at=at)
        russian = signup.volunteer.user.language == "ru"
        ConversationEntry.objects.create(conversation=said, by_id=signup.volunteer.user_id, text=texts[russian], at=at)
        if is_answered:
            said.last_at = min(wish.now, at + dt.timedelta(hours=2))
            said.save(update_fields=["last_at"])
            ConversationEntry.objects.create(
                conversation=said, by_organization=True, by_id=owner, text=ANSWER[russian], at=said.last_at
            )


def _appeal(organization: Organization, wish: Wish) -> None:
    """Somebody was noted as missed and says how it was; the answer is due."""
    rows = Attendance.objects.filter(
        state=AttendanceState.MISSED,
        signup__shift__project__organization=organization,
        signup__shift__ends_at__gt=wish.now - dt.timedelta(days=50),
    )
    missed = rows.select_related("signup__volunteer__user", "signup__shift").order_by("-signup__shift__ends_at").first()
    if missed is not None:
        russian = missed.signup.volunteer.user.language == "ru"
        at = max(missed.signup.shift.ends_at, wish.now - dt.timedelta(days=1))
        MissedAppeal.objects.create(signup=missed.signup, text=APPEAL[russian], created_at=at)


def _block(organization: Organization, owner: int, wish: Wish) -> None:
    """Somebody who has nothing planned with the organization."""
    theirs = SignUp.objects.filter(shift__project__organization=organization)
    planned = theirs.filter(state__in=LIVE, shift__ends_at__gt=wish.now)
    been = theirs.exclude(volunteer__in=planned.values("volunteer")).order_by("pk").first()
    if been is None:
        return
    block = OrganizationBlock.objects.create(
        organization=organization,
        volunteer=Volunteer.objects.get(pk=been.volunteer_id),
        reason="Үш рет ескертусіз келмеді.",
        by_id=owner,
        created_at=wish.now - dt.timedelta(days=9),
        until=wish.now + dt.timedelta(days=51),
    )
    objected = wish.now - dt.timedelta(days=2)
    BlockObjection.objects.create(block=block, text=OBJECTION, created_at=objected)
