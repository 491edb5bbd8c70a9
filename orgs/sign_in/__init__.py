"""How staff get in: attempts and lockout, what comes between the password and the session, sessions and their
end, the second factor.
"""
