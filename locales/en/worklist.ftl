# Work list and notices
worklist-title = Work list
worklist-new = New dossier
worklist-none-waiting = No dossier is waiting for you.
worklist-waiting = { $n } { $n ->
    [one] dossier is
   *[other] dossiers are
    } waiting for you.
worklist-overdue = { $n } of them { $n ->
    [one] is
   *[other] are
    } overdue.
worklist-soon = { $n } { $n ->
    [one] is
   *[other] are
    } due within two working days.
worklist-tabs = Groups of dossiers
tab-waiting = Waiting for me
tab-mine = Mine and my body’s
tab-done = Done
filter-words = Number, title or partner
filter-phase = Phase
filter-any = All
filter-late = Overdue only
filter-button = Filter
filter-clear = Clear the filter
worklist-empty = No dossiers here.
worklist-empty-more = When one comes to you, you will get a notice and see it in this list.
worklist-empty-filtered = No dossier matches the filter.
col-dossier = Dossier
col-state = State
col-due = Deadline
col-waiting = Waiting
held-by = Held by:
notices-title = Notices
notices-lead = This list is the record; e-mail is a courtesy copy.
notices-empty = No notices yet.
notices-all = See all notices
notices-mark-all = Mark all as read
notice-mark = Mark as read
notice-new = new
unread-n = { $n } unread
notices-failing = Mail to this address does not arrive:
notices-failing-more = Notices still appear here. Ask the administrator to check the address.
