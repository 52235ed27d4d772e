"""The site, and the bare views."""

from django.urls import path

from quizsite.urls import urlpatterns as site
from tests.benchmarks import bare_views

urlpatterns = [path("bare/write/", bare_views.write), path("bare/page/", bare_views.page), *site]
