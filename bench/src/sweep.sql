-- The limit of the reminder sweep: the rows that the service writes for every overdue clock, written by SQL alone: for each
-- clock two entries, a notice and its own row, and the row of its dossier.
CREATE FUNCTION floor_id() RETURNS uuid LANGUAGE sql VOLATILE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0')
            || substr(md5(random()::text), 1, 20))::uuid
$$;
CREATE TABLE floor_due AS
    SELECT d.id, d.seq, 2 * row_number() OVER (PARTITION BY d.id ORDER BY c.id) - 2 AS before, d.head, c.id AS clock, e.body, e.basis
    FROM clock c JOIN dossier d ON d.id = c.dossier_id JOIN audit_entry e ON e.stream = 'dossier:' || d.id AND e.seq = d.seq
    WHERE c.next_at <= now();
ANALYZE floor_due;
