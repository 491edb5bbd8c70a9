from django.urls import path

from events.views import (
    activities,
    calendars,
    certificates,
    check_in,
    feeds,
    months,
    own,
    posters,
    series,
    signups,
    volunteers,
)

app_name = "events"
urlpatterns = [
    path("activities/", activities.activity_list, name="activity_list"),
    path("activities/month/", months.activity_month, name="activity_month"),
    path("activities/calendar.ics", calendars.calendar, name="calendar"),
    path("activities/feed/", feeds.feed, name="feed"),
    path("activities/series/<path:name>/", series.series_detail, name="series_detail"),
    path("activities/<int:pk>/", activities.activity_detail, name="activity_detail"),
    path("activities/<int:pk>/sign-up/", signups.sign_up, name="sign_up"),
    path("tickets/<str:token>/", signups.ticket, name="ticket"),
    path("tickets/<str:token>/cancel/", signups.ticket_cancel, name="ticket_cancel"),
    path("activities/<int:pk>/calendar.ics", calendars.activity_calendar, name="activity_calendar"),
    path("activities/<int:pk>/poster/", posters.poster, name="poster"),
    path("activities/photos/<int:pk>/<slug:size>.jpg", activities.activity_photo, name="activity_photo"),
    path("check-in/<str:code>/", check_in.check_in, name="check_in"),
    path("volunteers/", volunteers.team_list, name="team_list"),
    path("volunteers/teams/<int:pk>/", volunteers.team_detail, name="team_detail"),
    path("volunteers/register/", volunteers.volunteer_register, name="volunteer_register"),
    path("volunteers/certificates/", certificates.certificate_check, name="certificate_check"),
    path("volunteers/certificates/<str:code>/", certificates.certificate_detail, name="certificate_detail"),
    path("volunteers/erased/", own.own_erased, name="own_erased"),
    path("volunteers/own/<str:token>/", own.own, name="own"),
    path("volunteers/own/<str:token>/receipt/", volunteers.own_receipt, name="own_receipt"),
    path("volunteers/own/<str:token>/erase/", own.own_erase, name="own_erase"),
    path("volunteers/own/<str:token>/data.json", own.own_data_json, name="own_data_json"),
    path("volunteers/own/<str:token>/data.xlsx", own.own_data_sheet, name="own_data_sheet"),
    path("volunteers/own/<str:token>/certificates/<int:pk>/", own.own_certificate, name="own_certificate"),
]
