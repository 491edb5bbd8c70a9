from django.urls import path

from partnerships import views

app_name = "partnerships"
urlpatterns = [
    path("agreements/", views.agreement_list, name="agreement_list"),
    path("agreements/<int:pk>/", views.agreement_detail, name="agreement_detail"),
    path("agreements/attachments/<int:pk>/", views.agreement_attachment, name="agreement_attachment"),
    path("lists/<slug:list_name>/", views.item_list, name="item_list"),
    path("lists/<slug:list_name>/<int:pk>/", views.item_detail, name="item_detail"),
    path("projects/", views.project_list, name="project_list"),
    path("projects/<int:pk>/", views.project_detail, name="project_detail"),
]
