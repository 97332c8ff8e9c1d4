"""The way in: who nobody has made an account for is told how, and who guesses is kept out for a while."""

from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class LoginForm(AdminAuthenticationForm):
    @property
    def is_for_nobody(self) -> bool:
        """No account may use the admin yet: there is no default one."""
        return not get_user_model()._default_manager.filter(is_staff=True, is_active=True).exists()


def refuse_guesser(request: HttpRequest, _answer: HttpResponse | None, _credentials: object) -> HttpResponse:
    """The page of a login that failed too often, for one account or from one address; it does not say which."""
    wait = settings.AXES_COOLOFF_TIME
    context = {"minutes": round(wait.total_seconds() / 60)}
    response = render(request, "admin/articles/locked_out.html", context, status=429)
    response["Retry-After"] = str(round(wait.total_seconds()))
    return response
