# Dossier page and forms of acts: words made from the state of a dossier
pack-version = { $title }, version { $n }
would-qualify = This document would qualify for “{ $track }”, which is switched off: it saves { $n } working { $n ->
    [one] day
   *[other] days
    }.
round-n = round { $n }
clock-ended = Ended
holder-why-closed = There is nothing more to do in this dossier.
holder-why-duties = The document is signed; the duties after signing are being fulfilled.
holder-why-opinions = Their written opinions are awaited. Silence is never consent.
holder-why-supplements = Supplements were requested; the locality must supply them.
holder-why-answered = All opinions asked for are in; the next step can be taken.
holder-why-state = Step: { $state }.
holder-stopped = { $bodies }: waiting until the locality supplies what was asked for.
done-open = Dossier { $number } was created.
duty-evidence-note = A note with number and date is enough.
section-checklist = Content checklist
fact-started-on = Procedure began on
fact-class = Class now
fact-no-bodies = None besides the Ministry of Foreign Affairs
fact-revision = Draft
fact-submitted-at = Submitted at
fact-decided-at = Decided at
fact-decided-by = Decided by
fact-recorded-at = Recorded at
not-answered = Not answered yet
event-receipt = Receipt of the request
event-completeness = Receipt of the complete dossier
event-effect = Taking effect
event-entry = Arrival at this step
event-signing = Signing
timeline-opened = Dossier created
replies-n = { $n } { $n ->
    [one] reply
   *[other] replies
    }
next-state = The dossier moves to: { $state }.
next-stays = The dossier stays at its step.
next-bodies = The bodies asked
next-grave = This cannot be undone.
moved-text = Now it is draft { $n }, uploaded by { $who } at { $at }. What changed: { $note }
moved-state = It is now at this step: { $state }.
bodies-always = Always asked
field-file-hint = DOCX, PDF or TXT, at most { $limit }. Choose it again if the form comes back.
field-sensitive = Sensitive field: the fast track is not open (policy).
form-whole = The form
proposal-no-commitment = No answer shows a specific commitment.
proposal-open = { $n } { $n ->
    [one] question is
   *[other] questions are
    } not answered yet; answer all of them before clearance.
proposal-takes = Each body asked has { $n } working { $n ->
    [one] day
   *[other] days
    } to answer.
proposal-saves = That saves { $n } working { $n ->
    [one] day
   *[other] days
    } against the standard track.
edit-consequence = The class and the track are worked out again from the new details.
