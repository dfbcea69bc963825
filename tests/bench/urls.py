from django.urls import include, path

from tests.bench.floor import table

urlpatterns = [path("bench/floor/<int:rows>/", table), path("", include("ikz.urls"))]
