"""The words between a volunteer and the organizer of their shift."""

from __future__ import annotations

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from projects.cards import place, when
from qazvolunteer.core.content_language import shown_language
from qazvolunteer.core.refusals import Refusal
from volunteers import conversations
from volunteers.conversation_pages import QuestionForm, thread
from volunteers.models import SignUp


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def messages_about(request: HttpRequest, pk: int) -> HttpResponse:
    """What the organizer wrote about one's sign-up, what one answered, and a form to write more."""
    signup = get_object_or_404(SignUp.objects.with_shift().filter(volunteer__user=request.user), pk=pk)
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        limited = ratelimit.consume_or_429(request, action="write_to_organizer", user=request.user)
        if limited is not None:
            return limited
        try:
            conversations.write(signup, by=request.user, text=form.cleaned_data["text"])
        except Refusal as refusal:
            form.add_error(None, f"{refusal.sentence} {refusal.way_out}".strip())
        else:
            messages.success(request, _("Your words are with the organizer. The answer comes by e-mail."))
            return redirect("signup-messages", signup.pk)
    project = signup.shift.project
    context = {
        "signup": signup,
        "project": project,
        "lang": shown_language(project, "title"),
        "when": when(signup.shift),
        "place": place(project),
        "thread": thread(signup),
        "form": form,
        "refusal": conversations.refusal_to_write(signup),
    }
    return render(request, "my/messages.html", context)
