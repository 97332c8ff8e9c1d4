"""Pages that stand in the story's place: walls, challenges, errors told with a good status.

A story may speak of cookies, captchas or missing pages. So little prose is the first condition for each, and what is
asked of the reader must stand in the title, a heading or the markup, or be all that the page has to say.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from articles.extraction.blocks import Found
from articles.extraction.errors import Challenge, ErrorPage, ExtractionError, Wall
from articles.extraction.normalising import normalised
from articles.extraction.wording import any_of

# Of a story this much is prose, whatever wall stands in front of the rest of it.
_A_STORY = 600
_A_TEASER = 120
_A_SENTENCE = 40
_LONGEST_TITLE = 300
_MOST_ASKED = 40

_SEGMENTS = re.compile(r"\s[-|\u2013\u2014\u00b7\u2022:]\s|[|:]\s")

_CHALLENGES = re.compile(
    any_of(r"""
    just a moment|one moment,? please|attention required!?|access (?:to this page has been )?denied
    robot check|(?:please )?verify(?:ing)? (?:that )?you are (?:a )?human
    (?:are you|you are not) a robot|(?:bot|human) verification|security (?:check|verification)
    checking your browser.*|pardon our interruption|captcha|ddos-guard
    (?:please )?enable (?:javascript|js)(?: and cookies)?.*|javascript (?:is )?(?:required|disabled)
    please wait|einen moment,? bitte|sicherheits(?:über)?prüfung|sind sie ein (?:roboter|mensch)
    un instant|vérification de sécurité|un momento|verificación de seguridad|controllo di sicurezza
"""),
    re.I,
)
_CHALLENGING = re.compile(
    any_of(r"""
    (?:enable|activate|turn on|requires?|need) (?:javascript|js)\b|javascript (?:is|must be|to be)
    not a robot|(?:verify|confirm|checking) (?:that |if )?you(?:'re| are) (?:a )?human
    unusual traffic from|checking your browser|complete the (?:security check|captcha)
    javascript (?:aktivieren|einschalten)|kein roboter|pas un robot|activer javascript|no soy un robot
    (?:activar?|habilit[ae]r?) javascript|non sono un robot|geen robot|não sou um robô
"""),
    re.I,
)
_CHALLENGE_MARKS = (
    "//*[@id='challenge-form' or @id='challenge-running' or @id='px-captcha' or @id='cf-wrapper'"
    " or contains(@class, 'cf-turnstile') or contains(@class, 'g-recaptcha') or contains(@class, 'h-captcha')]"
    " | //script[contains(@src, 'captcha-delivery.com') or contains(@src, 'challenge-platform')]"
)

_CODES = "(?:40[013458]|410|429|451|50[0234]|52[01234])"
_STATUS = any_of("""
    error|not found|forbidden|page not found|file not found|gone|bad gateway|internal server error
    service (?:temporarily )?unavailable|gateway time-?out|too many requests|bad request|nicht gefunden
""")
_CODE = rf"(?:http |status |server )?(?:error|fehler|erreur|errore|erro|fout)?\W{{0,3}}{_CODES}(?:\W{{0,3}}{_STATUS})?"
_ERRORS = re.compile(
    _CODE
    + "|"
    + any_of(r"""
    (?:sorry\W{0,3})?(?:(?:this|the|that) )?(?:page|article|story|content|file) (?:was |is )?not (?:found|available)
    (?:this|the|that) (?:page|article|story|content|file) (?:could|can) not be found
    (?:sorry\W{0,3})?(?:this|the|that) (?:page|article|story|content) (?:is )?no longer (?:available|exists?)
    page (?:does not|doesn['\u2019]t|not) (?:exist|found)|not found|(?:an )?error(?: occurred)?
    (?:oops\W{0,3})?something(?: has)? (?:went|gone) wrong|internal server error|bad gateway
    gateway time-?out|forbidden|service (?:temporarily )?unavailable
    (?:temporarily|currently) unavailable|too many requests
    (?:scheduled |down for |under |site |undergoing )*maintenance(?: mode| break)?
    we['\u2019]ll be (?:right )?back(?: soon)?|(?:diese )?seite (?:wurde )?nicht gefunden
    wartungsarbeiten|wartungsmodus|page (?:introuvable|non trouvée)|página no encontrada
    pagina non trovata|pagina niet gevonden|página não encontrada
    siden (?:ble ikke funnet|blev ikke fundet)|sidan hittades inte|nie znaleziono strony
    sayfa bulunamad\u0131|الصفحة غير موجودة|страница не найдена|页面不存在|ページが見つかりません
"""),
    re.I,
)

_CONSENTS = re.compile(
    any_of(r"""
    before you continue(?: to .{1,40})?
    (?:we (?:value|respect|care about) )?your privacy(?: matters| choices| settings)?
    (?:cookies?|privacy) (?:consent|settings|preferences|notice|policy|wall)|cookies?|consent
    manage (?:your )?consent|(?:ihre )?(?:datenschutz|privatsphäre|cookie)-?(?:einstellungen)?
    (?:ihre )?einwilligung|zustimmung|(?:votre |gestion (?:des|du) )?(?:consentement|cookies|vie privée)
    tu privacidad|la tua privacy|(?:configuración|política) de cookies|cookie-?instellingen
    a sua privacidade
"""),
    re.I,
)
_CONSENT_WORDS = re.compile(
    any_of(r"""
    cookie|consent|einwillig|zustimm|toestemming|partner|partenaire|socios|vendor|device|gerät|appareil
    dispositiv|personal(?:is|iz)ed|personalisiert|personnalis|personalizad|personalizzat|privacy
    datenschutz|données|datos|\bdati\b|gegevens|adverti|werbung|publicit|pubblicit|advertentie|tracking
    identifier|preferences|choices
"""),
    re.I,
)
_CONSENT_ENOUGH = 3

_LOGINS = re.compile(
    any_of(r"""
    (?:please )?(?:log|sign) ?in(?: to (?:continue|read|your account).*)?|login|anmelden|anmeldung
    einloggen|(?:se )?connexion|se connecter|connectez-vous|iniciar sesión|inicia sesión|accedi|inloggen
    entrar|logg inn|logga in|تسجيل الدخول
"""),
    re.I,
)
_PAYING = re.compile(
    any_of(r"""
    subscribe (?:now )?(?:to|and) (?:continue|keep|read)|to continue reading
    continue reading (?:with|by)|already (?:a |have a )?(?:subscriber|subscription|member)
    (?:subscribers?|members?)[ -]only
    (?:only|exclusive(?:ly)?) (?:for|to) (?:our )?(?:subscribers|members)|create a free account
    register (?:to|for free to) (?:read|continue)|weiterlesen mit|jetzt weiterlesen|nur für abonnenten
    bereits abonnent|abo abschließen|abonnez-vous|réservé aux abonnés|déjà abonné|suscríbete
    (?:solo|exclusivo) para suscriptores|abbonati per|riservat[oa] agli abbonati|già abbonato
    word abonnee|om verder te lezen|alleen voor abonnees|assine para|exclusiv[oa] para assinantes
    já é assinante|للمشتركين
"""),
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Page:
    root: Any
    titles: list[str]
    told: list[str]
    lines: list[str]
    is_described: bool

    def is_titled(self, pattern: re.Pattern[str]) -> bool:
        return any(pattern.fullmatch(title) for title in self.titles)

    def prose(self, besides: Callable[[str], object]) -> int:
        """How much it tells in sentences that are not of the kind `besides`."""
        weights = (_weight(line) for line in self.told if not besides(line))
        return sum(weight for weight in weights if weight >= _A_SENTENCE)


def refuse_what_is_no_story(
    root: Any, found: list[Found], told: list[Found], described: dict[str, Any]
) -> None:
    """Raise Challenge, ErrorPage or Wall where the page in `root` stands in a story's place.

    `found` are all its blocks, `told` those that may be a story, `described` its JSON-LD article.
    """
    texts = [block.text for block in told if block.kind != "caption"]
    if sum(map(len, texts)) >= _A_STORY * 3:
        return
    page = _Page(root, _titles(root), texts, _lines(root, found), _is_described(root, described))
    if error := _challenge(page) or _error(page) or _wall(page) or _paywall(page):
        raise error


def _challenge(page: _Page) -> ExtractionError | None:
    prose = page.prose(besides=_CHALLENGING.search)
    if page.is_described or prose >= _A_STORY:
        return None
    asks = any(_CHALLENGING.search(line) for line in page.lines)
    if page.is_titled(_CHALLENGES) or (not prose and (asks or page.root.xpath(_CHALLENGE_MARKS))):
        return Challenge("The page asks whether a person is reading, or for JavaScript, and tells nothing.")
    return None


def _error(page: _Page) -> ExtractionError | None:
    if page.is_titled(_ERRORS) and not page.is_described and page.prose(besides=_ERRORS.search) < _A_STORY:
        return ErrorPage("The page says that something is missing or broken, though its status does not.")
    return None


def _wall(page: _Page) -> ExtractionError | None:
    prose = page.prose(besides=_speaks_of_consent)
    if page.is_described or prose >= _A_STORY:
        return None
    if page.is_titled(_LOGINS) and page.root.xpath("//input[@type='password' or @type='email']"):
        return Wall("The page asks for a login.")
    is_about_consent = any(_speaks_of_consent(line) for line in page.lines)
    if is_about_consent and (not prose or (page.is_titled(_CONSENTS) and prose < _A_TEASER)):
        return Wall("The page asks for consent to cookies or tracking, and tells nothing else.")
    return None


def _paywall(page: _Page) -> ExtractionError | None:
    if any(_PAYING.search(line) for line in page.told) and not page.prose(besides=_PAYING.search):
        return Wall("The page asks for a subscription, and tells nothing else.")
    return None


def _weight(text: str) -> int:
    """Its length in letters of an alphabet: a sign of an East Asian script says as much as about three."""
    return len(text) + 2 * sum(sign >= "\u2e80" for sign in text)


def _speaks_of_consent(line: str) -> bool:
    return len({word.lower() for word in _CONSENT_WORDS.findall(line)}) >= _CONSENT_ENOUGH


def _titles(root: Any) -> list[str]:
    """The title and the main headings, whole and by their parts between separators."""
    title = normalised(root.findtext(".//head/title") or "")[:_LONGEST_TITLE]
    headings = [normalised(" ".join(h.itertext()))[:_LONGEST_TITLE] for h in root.iter("h1", "h2")]
    wholes = [title, *headings[:3]]
    parts = [part for whole in wholes for part in (whole, *_SEGMENTS.split(whole))]
    return [part.strip(" .!?\u2026") for part in parts if part]


def _lines(root: Any, found: list[Found]) -> list[str]:
    hidden = (normalised(" ".join(each.itertext()))[:_LONGEST_TITLE] for each in root.iter("noscript"))
    return [*(block.text for block in found[:_MOST_ASKED]), *hidden]


def _is_described(root: Any, described: dict[str, Any]) -> bool:
    return bool(described) or bool(root.xpath("//meta[@property='og:type' and @content='article']"))
