# Mails
mail-greeting = Dear { $name },
mail-greeting-plain = Dear colleague,
mail-restricted = The content of this dossier is restricted. Please read it in the service.
mail-dossier = Dossier
mail-holder = The dossier is now with
mail-due = Due
mail-basis = Basis
mail-policy = our own rule, not in the law
mail-provisional = provisional, the calendar of that year is not published yet
mail-why = Why this date
mail-open = Open dossier { $number }
mail-open-worklist = Open the work list
mail-task = To do
mail-in-charge = With

mail-subject-done = { $number }: { $done }
mail-subject-digest = Reminders for { $date }: { $summary }
mail-summary-items = { $n } { $n ->
    [one] item
   *[other] items
}
mail-summary-late = { $n } of them overdue
mail-summary-escalations = { $n } not done by those below you

mail-before = { $n } working { $n ->
    [one] day
   *[other] days
} left
mail-today = Due today
mail-over = The due day has passed
mail-late = { $n } working { $n ->
    [one] day
   *[other] days
} over

mail-digest-title = Reminders, { $date }
mail-digest-items = Your own work
mail-digest-escalations = Not done by those below you
mail-digest-escalations-why = These are overdue and those in charge have not done them. You receive this because your post is the one directly above. Nothing moves on by itself when a time limit passes.
mail-more = { $n } more in your work list.

mail-foot = This is an automatic message, please do not reply. The notice in the service is the record; this mail only tells you of it.
mail-other-done = In English: dossier { $number }: { $done }.
mail-other-due = Due: { $date }.
mail-other-digest = In English: { $summary }. See your work list for details.
