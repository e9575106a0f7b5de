CREATE OR REPLACE FUNCTION floor_transition(n bigint, client bigint) RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; END $$;
