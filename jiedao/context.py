"""What every page knows: the office's name and addresses, the sections, how the visitor wants to see it."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest

from jiedao.display import Display
from lib.addresses import address
from lib.days import today
from orgs.models import Organization

DEFAULT_NAME = "街道区域化党建"
_PHONE = re.compile(r"\+?[\d\- ()（）]{6,20}")

# (what the masthead's index says, URL name, its arguments, what the section's addresses begin with)
_SECTIONS = (
    ("首页", "jiedao:home", (), None),
    ("活动", "events:activity_list", (), None),
    ("共建协议", "partnerships:agreement_list", (), None),
    ("三张清单", "partnerships:item_list", ("resources",), "/lists/"),
    ("共建项目", "partnerships:project_list", (), None),
    ("党组织", "orgs:organization_list", (), None),
    ("单位", "orgs:unit_list", (), None),
    ("统计", "jiedao:statistics", (), None),
)


@dataclass(frozen=True)
class Section:
    label: str
    url: str
    is_current: bool


def office_of(request: HttpRequest) -> Organization | None:
    """The organisation whose portal this is; asked for once a request."""
    if not hasattr(request, "office"):
        request.office = Organization.objects.office()
    return request.office


class Site:
    """Filled in as far as a page prints it, so that a page that names nothing asks nothing."""

    def __init__(self, request: HttpRequest):
        self._request = request

    @cached_property
    def name(self) -> str:
        office = None if settings.SITE_NAME else office_of(self._request)
        return settings.SITE_NAME or (office.name if office else DEFAULT_NAME)

    @cached_property
    def host(self) -> str:
        """主办单位"""
        return settings.SITE_HOST or (self.name if self.name != DEFAULT_NAME else "")

    @cached_property
    def contact(self) -> str:
        """联系方式: as set, else the office's own public telephone."""
        office = None if settings.SITE_CONTACT else office_of(self._request)
        return settings.SITE_CONTACT or (office.phone if office else "")

    @property
    def today(self) -> date:
        return today()

    @property
    def contact_phone(self) -> str:
        """What a telephone can dial, if the contact is a telephone number."""
        found = _PHONE.search(self.contact)
        return re.sub(r"[^\d+]", "", found[0]) if found else ""

    @property
    def icp(self) -> str:
        """备案号"""
        return settings.SITE_ICP

    @property
    def police(self) -> str:
        """公安备案"""
        return settings.SITE_POLICE

    @property
    def code(self) -> str:
        """政府网站标识码"""
        return settings.SITE_CODE

    @cached_property
    def display(self) -> Display:
        return Display.of(self._request)

    @property
    def contrast(self) -> str:
        return self.display.contrast

    @property
    def size(self) -> str:
        return self.display.size

    @property
    def is_in_wechat(self) -> bool:
        """WeChat's own browser, also that of 企业微信, drops what is to be downloaded."""
        self._request.vary_on = ("User-Agent",)
        return "MicroMessenger" in self._request.headers.get("User-Agent", "")

    @property
    def path(self) -> str:
        """Where the visitor is, to come back to."""
        return self._request.get_full_path()

    @property
    def page_url(self) -> str:
        return self._request.build_absolute_uri(self._request.path)

    @property
    def origin(self) -> str:
        return self._request.build_absolute_uri("/")[:-1]

    @property
    def sections(self) -> list[Section]:
        return [self._section(*entry) for entry in _SECTIONS]

    def _section(self, label, name, arguments, prefix):
        url, path = address(name, *arguments), self._request.path
        is_current = path == url if name == "jiedao:home" else path.startswith(prefix or url)
        return Section(label, url, is_current)


def site(request: HttpRequest) -> dict[str, Site]:
    return {"site": Site(request)}
