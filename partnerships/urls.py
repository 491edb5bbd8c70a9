from django.urls import path

from partnerships.views import agreements, bids, claim_work, claims, funds, items, problems, projects, results

app_name = "partnerships"
urlpatterns = [
    path("agreements/", agreements.agreement_list, name="agreement_list"),
    path("agreements/<int:pk>/", agreements.agreement_detail, name="agreement_detail"),
    path("agreements/attachments/<int:pk>/", agreements.agreement_attachment, name="agreement_attachment"),
    path("agreements/amendments/<int:pk>/", agreements.amendment_document, name="amendment_document"),
    path("lists/<slug:list_name>/", items.item_list, name="item_list"),
    path("lists/<slug:list_name>/<int:pk>/", items.item_detail, name="item_detail"),
    path("lists/demands/<int:pk>/claim/", claims.claim_form, name="claim_form"),
    path("lists/demands/claim/<str:token>/", claims.claim_receipt, name="claim_receipt"),
    path("hall/", claims.hall, name="hall"),
    path("claims/", claims.claim_list, name="claim_list"),
    path("claims/<int:pk>/", claims.claim_detail, name="claim_detail"),
    path("notes/photos/<int:pk>/<slug:size>.jpg", claims.note_photo, name="note_photo"),
    path("results/", results.results, name="results"),
    path("c/<str:token>/", claim_work.claim_work, name="claim_work"),
    path(
        "c/<str:token>/photos/<int:pk>/<slug:size>.jpg", claim_work.claim_work_photo, name="claim_work_photo"
    ),
    path("projects/", projects.project_list, name="project_list"),
    path("projects/offered/", bids.offered_list, name="offered_list"),
    path("projects/bid/<str:token>/", bids.bid_receipt, name="bid_receipt"),
    path("projects/<int:pk>/", projects.project_detail, name="project_detail"),
    path("projects/<int:pk>/bid/", bids.bid_form, name="bid_form"),
    path("problems/report/", problems.problem_report, name="problem_report"),
    path("problems/report/<str:token>/", problems.problem_report_receipt, name="problem_report_receipt"),
    path("funds/", funds.fund_list, name="fund_list"),
    path("funds/<int:pk>/", funds.fund_detail, name="fund_detail"),
    path("funds/documents/<int:pk>/", funds.fund_document, name="fund_document"),
]
