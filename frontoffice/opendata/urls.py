from django.urls import path

from frontoffice.opendata.views import open_data, statistics

urlpatterns = [
    path("statistics/", statistics.statistics_page, name="statistics"),
    path("statistics/definitions/", statistics.definitions, name="statistics-definitions"),
    path("statistics/regions.csv", statistics.table_csv, {"table": "regions"}, name="statistics-regions"),
    path("statistics/<slug:table>.csv", statistics.table_csv, name="statistics-table"),
    path("open-data/", open_data.open_data, name="open-data"),
    path("open-data/<slug:day>/<str:name>", open_data.open_data_file, name="open-data-file"),
]
