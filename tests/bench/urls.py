from django.urls import include, path

from tests.bench.floor import forget, table

urlpatterns = [
    path("bench/floor/<int:rows>/", table),
    path("bench/forget/", forget),
    path("", include("ikz.urls")),
]
