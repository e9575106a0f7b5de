# Dossier page
partner = Partner
locality = Locality
rules = Rules
steps-label = Progress of the dossier
step-done = Done
step-now = You are here
step-ahead = Not yet
holder-title = Who holds it now
org-unknown = (unknown organisation)
holder-leader = Leader of { $org }
holder-closed-title = The procedure has ended
by-when = By:
actions-title = What you can do
actions-none = There is nothing for you to do here now.
barred-title = { $n } { $n ->
    [one] action is
   *[other] actions are
    } not possible yet, and why
board-title = Consultation board
board-count = { $n } of { $of } opinions are in.
board-old = { $n } void or withdrawn { $n ->
    [one] request
   *[other] requests
    }
board-old-note = An opinion belongs to the text it was asked on. When the text changes, earlier opinions become void but stay on file.
col-body = Consulted body
col-received = Received
col-opinion = Opinion
on-revision = on draft { $n }
in-principle = agreement in principle
requested-at = sent
receipt-corrected = corrected; evidence:
no-opinion-yet = No opinion yet
remarks-n = { $n } { $n ->
    [one] remark
   *[other] remarks
    }
remark-n = Remark { $n }
opinion-of = Opinion of
opinion-agree = Agrees
opinion-agree-with-remarks = Agrees with remarks
opinion-disagree = Disagrees
status-open = Waiting
status-stopped = Clock stopped
status-answered = Answered
status-void = Void
status-withdrawn = Withdrawn
reply-label = The locality’s reply:
reply-none = The locality has not replied to this remark yet.
reply-accepted = Accepted
reply-explained = Explained, not accepted
reply-text = How it was accepted, or why not
advice-label = Advice:
supplement-asked = Supplements requested
supplement-supplied = Supplied
supplement-waiting = Waiting for the locality.
clocks-title = Deadlines
clocks-none = No clock has started yet.
col-clock = What for
col-event = Event day (not counted)
col-without-stops = Without stops
no-stops = No stops
no-number-of-days = The provision gives no number of days
stops-note = Stopping a clock is policy, no act provides for it; so the date without stops is always shown. Open a date to see how it was counted.
texts-title = Draft texts
texts-none = No text has been uploaded yet.
revision-n = Draft { $n }
revision-current = current
what-changed = What changed:
papers-title = Papers
papers-none = No other papers are needed yet.
paper-attached = Attached
paper-missing = Missing
paper-not-yet = Not needed yet
paper-needed-for = Needed for:
duties-title = Duties after signing
duty-owner = Owed by:
duty-evidence = Evidence:
duty-open = Open
duty-done = Done
timeline-title = Timeline
refused = Refused
provisions-used = Provisions used
provisions-note = Restated in one sentence each. What is not verified is marked and must not be read as the law.
record-of-dossier = Record of this dossier
section-details = Details
section-decision = Decision
section-pm = Prime Minister’s opinion
section-signing = Signing
section-in-force = Entry into force
sample-data = Sample data: the course of the procedure is invented.
sample-thesis-tampere-2020 = Source: master’s thesis, Tampere University, 2020.
sample-thesis-tampere-2020-invented = The partner exists; the people, the text and the course of this dossier are invented.
lang-vi = Vietnamese
lang-en = English
lang-other = Other language
lang-ja = Japanese
lang-de = German
lang-fr = French
lang-ko = Korean
lang-zh = Chinese
lang-ru = Russian
mark-cleared = cleared
mark-decided = decided
mark-signed = signed
track-would-qualify = This document would qualify for the fast track (switched off); it would save { $n } working { $n ->
    [one] day
   *[other] days
    }.

assigned-to = Handled by:
supplements-of = Supplements asked for by
opinions-title = Opinions of the bodies
fact-pm-reference = Prime Minister’s written opinion
clocks-ended = Clocks that ended ({ $n })
texts-earlier = Earlier drafts ({ $n })
duties-done = Duties fulfilled ({ $n })
timeline-earlier = Earlier steps ({ $n })
review-supplements = Supplements
section-show = Show { $n } items

provision-used = Rests on it
use-track = Track:
use-command = Command:
use-clock = Clock:
use-paper = Paper:
use-duty = Duty:
use-question = Question about content:
use-act = What is done with a document:
use-party = Vietnamese party:
use-ground = Ground for a procedure:
use-subject = Subject that adds a body:
use-invariant = Always true:
complete-on = Complete since { $day }
not-complete = Not complete; the time does not run
supplement-missing = Missing:
