BEGIN;
INSERT INTO audit_entry
    SELECT 'dossier:' || id, seq + before + n, floor_id(), id, now(), 'command', 'remind', NULL, NULL, NULL, 'system', basis, n = 2,
        body, encode(sha256(convert_to(chr(1) || head || n || body, 'UTF8')), 'hex')
    FROM floor_due, generate_series(1, 2) n;
INSERT INTO notice
    SELECT floor_id(), (SELECT id FROM account LIMIT 1), id, 'reminder', left(body, 480), true, now(), NULL, NULL
    FROM floor_due;
UPDATE clock c SET next_at = c.next_at + interval '1 day', ran_out_at = now(), data = c.data || ' ' FROM floor_due f
    WHERE c.id = f.clock;
UPDATE dossier d SET seq = d.seq + due.entries, head = due.head, next_at = d.next_at + interval '1 day', updated_at = now()
    FROM (SELECT id, 2 * count(*) AS entries, min(head) AS head FROM floor_due GROUP BY id) due WHERE d.id = due.id;
COMMIT;
