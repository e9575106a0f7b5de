# Titles of problems in the REST interface, one per code
problem-not-visible = Not found
problem-not-permitted = Your post may not do this
problem-unknown-command = No such command
problem-wrong-state = Not at this step
problem-text-changed = The text has changed
problem-step-changed = The dossier moved on
problem-already-answered = Already answered
problem-guard-failed = A condition is not met
problem-paper-missing = A paper is missing
problem-invalid-data = The data are not right
problem-date-out-of-order = A date out of order
problem-date-outside-calendar = A date outside the calendar
problem-secret = State secrets are not received
problem-excluded-content = Excluded content
problem-track-not-open = The track is not open
problem-no-pack-in-force = No rules in force
problem-not-found-here = Not in this dossier
problem-nothing-due = Nothing is due
problem-invalid = Some fields are not right
problem-not-found = Not found
problem-unauthenticated = No valid token
problem-forbidden = Not for your post
problem-too-many-requests = Too many attempts
problem-idempotency-key-reused = The idempotency key was used for another request
problem-changed-meanwhile = Changed by somebody else
problem-busy = Busy
problem-internal = A fault of the service
problem-unreadable = The request cannot be read
problem-too-large = Too large
problem-wrong-type = Another content type is needed
problem-wrong-method = Method not allowed
problem-cross-site = Sent from another site
problem-too-slow = Not completed in time

detail-invalid = Nothing was recorded. Correct the fields listed and send again.
detail-not-found = There is no such thing, or it is not yours to see. Check the number or the address.
detail-unauthenticated = Send the header “Authorization: Bearer …” with a token that is still valid. An administrator issues one with the command “user token”.
detail-forbidden = None of the posts you hold may do this. Nothing was changed.
detail-too-many-requests = Too many failed attempts. Wait a quarter of an hour and try again.
detail-idempotency-key-reused = This Idempotency-Key was sent before with another request, so nothing was done. Use a new key for a new request.
detail-changed-meanwhile = Since you read it, this record was changed. Read it again and send the request with the new version.
detail-busy = Many people work on this at the same time, or the database does not answer for the moment. Send the same request again under the same Idempotency-Key; it is not done twice.
detail-internal = The fault is ours. Look at the dossier before you repeat the request; if it fails again, quote the number of the request.
detail-unreadable = The body is not what this address takes: { $detail }
detail-too-large = The body is over the limit. Send less, or a smaller file.
detail-wrong-type = Send the body as application/json, or as multipart/form-data where files come with it.
detail-unreadable-plain = The request could not be read. Check the address, its parameters and the body.
detail-cross-site = This request was sent from another site and was not carried out. Open the page in this service again and do it there.
detail-too-slow = The request was not completed in time; it may have been recorded. Look at the dossier, or send the same request again under the same Idempotency-Key.
detail-wrong-method = This address does not take that method; the header Allow names those that it takes.

# Refusals with the values that explain them
refusal-wrong-state-with = The dossier is at “{ $state }”, which does not allow this. Open it again to see what can be done there.
refusal-date-from = Enter a day from { $from } on, as it stands on the paper.
refusal-date-receipt = The day of receipt cannot be before { $from }, the day on which the request was sent, nor in the future.
refusal-no-pack-in-force-with = No set of rules was in force on { $date }. Check that day, or ask the administrator which rules apply.
refusal-responsible = The fast track requires that responsibility is taken expressly. Confirm it and send again.
refusal-text-vi = A Vietnamese text is required. Send it with the others.

# Wrong fields that only programs send
problem-token-scope = The token may not do this
detail-token-scope = This needs a token of the scope { $scope }. Issue another one on the page of API tokens.
problem-precondition-failed = Changed since you saw it
detail-precondition-failed = The dossier has changed since the ETag sent as If-Match. Read it again, then send the request again.
