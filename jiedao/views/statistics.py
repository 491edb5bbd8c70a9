from django.shortcuts import render


def statistics(request):
    return render(request, "jiedao/home.html")


statistics_json = statistics


def figure(request, key):
    return render(request, "jiedao/home.html")
