from django.urls import path

from partnerships.views import agreements, items, projects

app_name = "partnerships"
urlpatterns = [
    path("agreements/", agreements.agreement_list, name="agreement_list"),
    path("agreements/<int:pk>/", agreements.agreement_detail, name="agreement_detail"),
    path("agreements/attachments/<int:pk>/", agreements.agreement_attachment, name="agreement_attachment"),
    path("lists/<slug:list_name>/", items.item_list, name="item_list"),
    path("lists/<slug:list_name>/<int:pk>/", items.item_detail, name="item_detail"),
    path("projects/", projects.project_list, name="project_list"),
    path("projects/<int:pk>/", projects.project_detail, name="project_detail"),
]
