from django.urls import path

from events.views import activities

app_name = "events"
urlpatterns = [
    path("activities/", activities.activity_list, name="activity_list"),
    path("activities/<int:pk>/", activities.activity_detail, name="activity_detail"),
    path("activities/photos/<int:pk>/<slug:size>.jpg", activities.activity_photo, name="activity_photo"),
]
