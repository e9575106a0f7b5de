# Refusals and facts that must hold
refusal-not-visible = This dossier was not found. Check the number, or open the dossier from your work list.
refusal-not-permitted = Your post may not do this. Leave it to whoever holds the dossier; the dossier’s page names them.
refusal-unknown-command = This dossier’s track has no such act. Open the dossier again and choose one of the acts listed.
refusal-wrong-state = The dossier is not at a step that allows this. Open it again to see where it is and what can be done.
refusal-text-changed = The text was changed after you opened the page. What you typed is kept: read the new text, then send again.
refusal-step-changed = The dossier moved on after you opened the page. What you typed is kept: look at where it stands, then send again if it is still needed.
refusal-already-answered = A colleague has already answered this request. Nothing further was recorded; open the dossier to read the answer.
refusal-already-answered-with = { $who } answered this request at { $at }. Nothing further was recorded; open the dossier to read the answer.
refusal-guard-failed = A condition for this is not met. The reason is given below.
refusal-paper-missing = A required paper is missing. Attach it to the dossier, then do this again.
refusal-paper-missing-with = A required paper is missing: { $paper }. Attach it to the dossier, then do this again.
refusal-invalid-data = Something in the form is not right. Correct the marked fields and send again.
refusal-date-out-of-order = This date is before the procedure began, in the future or out of order. Enter the date as it stands on the paper.
refusal-date-outside-calendar = This date is outside the service’s calendar (2016 to 2100). Enter a date within it.
refusal-secret = State secrets must not enter this service. Nothing was stored. Handle the document under the rules on state secrets.
refusal-excluded-content = A locality may not agree on such content. Take it out of the draft, or pass the matter to the competent authority.
refusal-track-not-open = This track is switched off, or the draft does not qualify for it. Use the standard track.
refusal-no-pack-in-force = No set of rules was in force on the day the procedure began. Check that day, or ask the administrator.
refusal-not-found-here = This item was not found in the dossier. Open the dossier again and choose it from there.
refusal-nothing-due = Nothing is due; nothing has changed. You need not do anything.

guard-non-binding = The document is classed as binding. Only non-binding documents may take this step; check the content questions again or use the standard track.
guard-no-sensitive-field = A field of cooperation is sensitive, so the fast track is not open. Use the standard track.
guard-no-excluded-content = The checklist shows content that a local agreement may not have. Take it out of the draft and answer the checklist again.
guard-vietnamese-text = The current draft has no Vietnamese text. Upload one.
guard-checklist-complete = Some questions about the content are not answered. Edit the details and answer them all.
guard-bodies-named = The bodies to be consulted are not all named. Edit the details and choose the bodies concerned.
guard-not-the-drafter = Whoever drafted or revised the dossier may not clear, decide or answer it. Somebody else must do this.
guard-text-cleared = The current draft has not been cleared by the locality’s leader. Submit it for clearance first.
guard-mofa-asked = The Ministry of Foreign Affairs has not been asked about the current draft. Ask it first.
guard-all-opinions-in = Not every written opinion on the current draft is in. Wait for the other bodies; silence is never consent.
guard-no-open-difference = Opinions still differ. Accept and answer the remarks, or submit the matter to the Prime Minister.
guard-open-difference = No opinions differ any more, so the Prime Minister need not be asked. Go on to the decision.
guard-remarks-replied = Some remarks have no reply. Open the consultation board and reply to each: accepted, or explained.
guard-pm-opinion-in = The Prime Minister’s written opinion on the current draft is not in. Wait until the Office of the Government records it.
guard-difference-settled = Opinions differ and the Prime Minister has not given his. Accept the remarks, or submit the matter to him.
guard-agreed-in-principle = The Ministry of Foreign Affairs has not agreed in principle to the current draft. Wait for its answer.
guard-refused-in-principle = The Ministry of Foreign Affairs has not refused the current draft, so this step is not needed. See the dossier’s page for what can be done.
guard-signer-named = No responsible signer is named. The locality’s leader names the signer when deciding.
guard-decided-text-unchanged = The text changed after the opinions or the decision. Only the text that has its opinions may be signed: ask and decide again.
guard-own-request-open = Your body has no unanswered request on the current draft. Open the dossier to see where it stands.
guard-own-clock-running = Your body’s clock is stopped for supplements. Wait until the locality has supplied them.
guard-some-clock-stopped = No body is waiting for supplements. Nothing needs to be done.
guard-report-done = Some duties after signing are not done. Open the duties on the dossier’s page and complete them.
guard-clock-ran-out = The clock has not run out; nothing has changed. You need not do anything.

refusal-text-changed-with = The text was changed after you opened the page: you saw draft { $seen }, it is now draft { $current }. What you typed is kept: read the new text, then send again.
refusal-date-out-of-order-with = This date must lie between { $from } and { $to }. Enter the date as it stands on the paper.

invalid-field = “{ $field }” is not right. Check it.
invalid-choose-some = Choose at least one at “{ $field }”.

refusal-already-answered-by = { $who } answered this request at { $at }: “{ $opinion }”. Nothing further was recorded; open the dossier to read the answer.
refusal-paper-missing-named = A required paper is missing: { $paper }. Attach it to the dossier, then do this again.
