# The record
record-title = Record
record-lead = Everything done, refused, read and exported: who, when, under which article. Nobody can change it.
record-own-reading = Your own reading is recorded too.
record-empty = No entries yet.
record-empty-filtered = No entry matches the filter.
verify-ok = The record is whole
verify-bad = The record does not hold
verify-count = { $n } { $n ->
    [one] entry
   *[other] entries
    } checked, ended at { $at }; begun by { $who }.
verify-running = The record is being verified: begun at { $at } by { $who }.
verify-look-again = A long record takes minutes. Open this page again for the result; nothing need be waited for.
verify-broken = The record could not be read to its end: tried until { $at }, begun by { $who }. Try again, and tell the operator.
verify-first-bad = First bad entry:
verify-offline = Check it yourself, without trusting the operator:
verify-again = Check again
filter-label = Filter the record
filter-dossier = Dossier number
filter-actor = Actor (e-mail or name)
filter-act = Act
filter-kind = Kind of entry
filter-from = From
filter-to = To
filter-late-entries = Late only
export-label = Export this list:
export-jsonl = JSON lines
export-recorded = The export is recorded.
col-time = Time
col-who = Who
col-act = Act
col-article = Article
col-place = Dossier
col-seq = entry
entry-details = Details
entry-code = Fixed name:
entry-bytes = Stored bytes
entry-hash = Hash:
entry-prev = Hash of the entry before:
kind-command = Act
kind-refusal = Refused
kind-read = Read
kind-export = Export
kind-session = Session
kind-notice = Notice
kind-administration = Administration

act-mail-sent = Mail handed over to the relay
act-mail-given-up = Gave up sending a mail
act-mail-superseded = Mail not sent, since it was not needed any more
act-mark-overdue = Marked as overdue
act-remind = Reminded
