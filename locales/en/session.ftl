# Signing in
sign-in-title = Sign in
sign-in-lead = Use your official e-mail address.
sign-in-button = Sign in
sign-in-help = No account, or password forgotten: ask your organisation’s administrator.
sign-in-wrong = The e-mail address or the password is wrong. Check both and try again.
sign-in-too-many = Too many wrong attempts. Wait { $n } { $n ->
    [one] minute
   *[other] minutes
    } and try again.
sign-in-kept-title = Your session has ended; what you typed is kept
sign-in-kept = Sign in again to check it and send it. Nothing has been sent yet.
demo-accounts-title = Demonstration accounts
demo-password = Password of all:
field-email = E-mail address
field-password = Password
resume-title = What you typed is still here
resume-lead = Your session ended or changed while you were filling in a form. Nothing has been sent. Open the form again to check it, change what you like, then send it.
resume-lead-failed = The service failed while it worked on the form. What you typed is still on this page. Wait some minutes, then open the form again: if the step was recorded after all, the service will say so and not do it twice.
resume-files = Files could not be kept. Choose these again in the form:
resume-send = Open the form with this content
resume-restart = Discard this
resume-typed = What you typed
