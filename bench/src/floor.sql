-- The limit: the rows that the service wrote for one course of eight transitions, written again by one stored procedure
-- for other dossiers. Made in a copy of the database in which the service has just run.

CREATE FUNCTION floor_id() RETURNS uuid LANGUAGE sql VOLATILE AS $$
    -- By time, as the service's own ids, so that indexes grow at their end.
    SELECT (lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0')
            || substr(md5(random()::text), 1, 20))::uuid
$$;

-- One course that the service finished: its eight transactions, in order.
CREATE TABLE floor_step AS
    SELECT row_number() OVER (ORDER BY seq) - 1 AS nth, a.xmin::text AS tx, a.dossier_id, a.account_id
    FROM audit_entry a
    WHERE dossier_id = (
        SELECT dossier_id FROM audit_entry WHERE act = 'record-signing' AND dossier_id IN
            (SELECT dossier_id FROM outbox o JOIN notice n ON n.mail_id = o.id) ORDER BY at DESC LIMIT 1);
ANALYZE floor_step;

-- Every row of those transactions, table by table.
DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['audit_entry', 'idempotency_key', 'outbox', 'notice', 'duty', 'clock', 'attachment',
                             'personal_name', 'document', 'document_party', 'text_revision', 'consultation'] LOOP
        EXECUTE format('CREATE TABLE floor_%1$s AS SELECT s.nth, r.* FROM %1$I r JOIN floor_step s ON r.xmin::text = s.tx',
                       t);
        EXECUTE format('CREATE INDEX ON floor_%1$s (nth); ANALYZE floor_%1$s', t);
    END LOOP;
END $$;

-- Clocks and requests that were changed later bear the later transaction: here they are what that transaction changed.
-- What had been inserted is inserted one step earlier.
CREATE TABLE floor_dossier AS
    SELECT row_number() OVER (ORDER BY id) AS n, id FROM dossier WHERE state = 'reported';
CREATE UNIQUE INDEX ON floor_dossier (n);
ANALYZE floor_dossier;

CREATE FUNCTION floor_transition(pick bigint, now_step int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    d record;
    link text;
    at_now timestamptz := clock_timestamp();
    who uuid;
BEGIN
    SELECT account_id INTO who FROM floor_step WHERE nth = now_step;
    PERFORM 1 FROM holding h JOIN post p ON p.id = h.post_id JOIN account a ON a.id = h.account_id
        WHERE h.account_id = who AND h.to_on IS NULL AND a.disabled_at IS NULL;
    IF NOT FOUND THEN RAISE EXCEPTION 'not permitted'; END IF;
    SELECT id, seq, head, step, data INTO d FROM dossier
        WHERE id = (SELECT id FROM floor_dossier WHERE n = pick) FOR UPDATE;
    IF d.seq IS NULL THEN RAISE EXCEPTION 'no such dossier'; END IF;
    SELECT encode(sha256(convert_to(chr(1) || d.head || body, 'UTF8')), 'hex') INTO link
        FROM floor_audit_entry WHERE nth = now_step AND stream LIKE 'dossier:%';
    INSERT INTO audit_entry SELECT 'dossier:' || d.id, d.seq + 1, floor_id(), d.id, at_now, kind, act, account_id, post_id,
        org_id, role, basis, late, body, link FROM floor_audit_entry WHERE nth = now_step AND stream LIKE 'dossier:%';
    -- The document of a signing has an entry and a head of its own.
    WITH own AS (INSERT INTO audit_entry SELECT 'registry:document:' || floor_id(), 1, floor_id(), NULL, at_now, kind, act,
        account_id, post_id, org_id, role, basis, late, body, link FROM floor_audit_entry
        WHERE nth = now_step AND stream NOT LIKE 'dossier:%' RETURNING stream, seq, hash)
    INSERT INTO stream_head SELECT stream, seq, hash FROM own;
    UPDATE dossier SET seq = d.seq + 1, head = link, step = d.step + 1, updated_at = at_now, data = d.data || ' ',
        sort_on = sort_on + (now_step % 3 - 1) WHERE id = d.id AND seq = d.seq AND head = d.head;
    IF NOT FOUND THEN RAISE EXCEPTION 'changed'; END IF;
    INSERT INTO idempotency_key SELECT account_id, floor_id()::text, request_hash, outcome, at_now
        FROM floor_idempotency_key WHERE nth = now_step;
    INSERT INTO notice SELECT floor_id(), account_id, d.id, kind, params, digest, at_now, read_at, mail_id
        FROM floor_notice WHERE nth = now_step;
    INSERT INTO outbox SELECT floor_id(), floor_id()::text, account_id, to_addr, subject, mime, message_id, kind, at_now,
        at_now, attempts, lease_until, lease_owner, state, sent_at, last_error, useless_after, posts
        FROM floor_outbox WHERE nth = now_step;
    IF now_step IN (2, 3, 4, 6, 7) THEN
        INSERT INTO clock SELECT floor_id(), d.id, pos, rule, subject_kind, subject_id, event_on, due_on, next_at, ran_out_at,
            closed_at, data FROM floor_clock ORDER BY pos LIMIT 1;
    END IF;
    IF now_step IN (3, 5, 7) THEN
        UPDATE clock SET closed_at = at_now, next_at = NULL, data = data || ' '
            WHERE id = (SELECT id FROM clock WHERE dossier_id = d.id ORDER BY pos LIMIT 1);
    END IF;
    IF now_step = 4 THEN
        INSERT INTO consultation SELECT floor_id(), d.id, pos, body_id, mofa, round, text_revision, in_principle, requested_at,
            received_on, clock_id, status, step, assigned_id, opinion, answered_at, late, sort_on, data FROM floor_consultation LIMIT 1;
    END IF;
    IF now_step = 5 THEN
        UPDATE consultation SET status = 'answered', answered_at = at_now, data = data || ' '
            WHERE id = (SELECT id FROM consultation WHERE dossier_id = d.id ORDER BY pos LIMIT 1);
    END IF;
    IF now_step IN (1, 7) THEN
        INSERT INTO attachment SELECT floor_id(), d.id, pos, revision, paper, lang, name, media_type, size, sha256, at_now, data
            FROM floor_attachment WHERE nth = now_step;
    END IF;
    IF now_step = 1 THEN
        INSERT INTO text_revision SELECT d.id, (SELECT coalesce(max(no), 0) + 1 FROM text_revision WHERE dossier_id = d.id),
            account_id, at_now, data FROM floor_text_revision LIMIT 1;
    END IF;
    IF now_step = 7 THEN
        INSERT INTO duty SELECT floor_id(), d.id, pos, rule, clock_id, at_now, fulfilled_at, data FROM floor_duty;
        WITH made AS (INSERT INTO document (id, relation_id, kind, signed_on, place, in_force_on, term, publication, status,
            titles, created_by_dossier, locality_id, signed_precision, sort_on, fields, note, source, uncertain, version,
            changed_at, changed_by)
            SELECT floor_id(), relation_id, kind, signed_on, place, in_force_on, term, publication, status, titles, d.id,
            locality_id, signed_precision, sort_on, fields, note, source, uncertain, version, changed_at, changed_by
            FROM floor_document RETURNING id)
        INSERT INTO document_party (document_id, pos, org_id, partner_id, side, name)
            SELECT made.id, pos, org_id, partner_id, side, name FROM floor_document_party, made;
    END IF;
    INSERT INTO personal_name SELECT md5(random()::text) || md5(random()::text), salt, value, at_now
        FROM floor_personal_name WHERE nth = now_step;
END $$;
