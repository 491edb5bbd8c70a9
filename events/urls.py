from django.urls import path

from events import views

app_name = "events"
urlpatterns = [
    path("activities/", views.activity_list, name="activity_list"),
    path("activities/<int:pk>/", views.activity_detail, name="activity_detail"),
    path("activities/photos/<int:pk>/<slug:size>.jpg", views.activity_photo, name="activity_photo"),
]
