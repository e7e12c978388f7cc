-- +goose Up

-- The guests that an office gave a code. The name is sealed (AES-256-GCM, the key
-- is outside the database) and may be missing; each reading of it is a row of
-- guest_reads. Nothing else keeps a name.
CREATE TABLE guests (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  office_id   bigint NOT NULL REFERENCES offices,
  body_id     bigint NOT NULL REFERENCES bodies,       -- whose guest it is now
  centre_id   bigint REFERENCES centres,               -- where; null: in none
  code        text NOT NULL,                            -- letters and digits, in capitals
  sealed_name bytea,
  created_at  timestamptz NOT NULL,
  created_by  bigint REFERENCES people,
  CONSTRAINT guests_code_unique UNIQUE (office_id, code)
);
CREATE INDEX guests_by_centre ON guests (centre_id);
CREATE INDEX guests_by_body ON guests (body_id);

CREATE TABLE guest_reads (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  office_id bigint NOT NULL REFERENCES offices,
  guest_id  bigint NOT NULL REFERENCES guests,
  screen    text NOT NULL,                              -- for which page or file
  at        timestamptz NOT NULL,
  by_person bigint NOT NULL REFERENCES people
);
CREATE INDEX guest_reads_by_guest ON guest_reads (guest_id, id);

CREATE TRIGGER guest_reads_append_only BEFORE UPDATE OR DELETE ON guest_reads FOR EACH ROW EXECUTE FUNCTION insiemi_append_only();
CREATE TRIGGER guest_reads_never_emptied BEFORE TRUNCATE ON guest_reads FOR EACH STATEMENT EXECUTE FUNCTION insiemi_append_only();

-- A guest's month in a register, as the latest check of the register found it:
-- what registers are compared by, also those of different bodies.
CREATE TABLE guest_months (
  document_id bigint NOT NULL REFERENCES documents,
  revision_id bigint NOT NULL REFERENCES revisions,
  row         integer NOT NULL,
  office_id   bigint NOT NULL REFERENCES offices,
  body_id     bigint NOT NULL,
  centre_id   bigint NOT NULL REFERENCES centres,
  guest       text NOT NULL,                            -- the code, folded
  month       date NOT NULL,                            -- its first day
  data        jsonb NOT NULL,                           -- check.Presence
  PRIMARY KEY (document_id, row)
);
CREATE INDEX guest_months_of_guests ON guest_months (office_id, month, guest);

-- What a finding says to the office alone.
CREATE TABLE asides (
  finding_id bigint PRIMARY KEY REFERENCES findings,
  office_id  bigint NOT NULL REFERENCES offices,
  aside      jsonb NOT NULL                             -- check.Aside
);

-- +goose StatementBegin
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['guests', 'guest_months'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I USING ((SELECT insiemi_sees_all()) OR (office_id = (SELECT insiemi_office())
      AND ((SELECT insiemi_body()) IS NULL OR body_id = (SELECT insiemi_body()))))', t || '_viewer', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['guest_reads', 'asides'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
  END LOOP;
END $$;
-- +goose StatementEnd
CREATE POLICY asides_viewer ON asides USING ((SELECT insiemi_sees_all())
  OR (office_id = (SELECT insiemi_office()) AND (SELECT insiemi_body()) IS NULL));
-- Whoever reads a name writes that they did; the log is read by the office alone.
CREATE POLICY guest_reads_viewer ON guest_reads USING ((SELECT insiemi_sees_all())
  OR (office_id = (SELECT insiemi_office()) AND (SELECT insiemi_body()) IS NULL))
  WITH CHECK ((SELECT insiemi_sees_all()) OR office_id = (SELECT insiemi_office()));

-- +goose Down
-- +goose StatementBegin
DO $$ BEGIN
  RAISE EXCEPTION 'there is no way down: what was received is never removed. Restore a backup instead';
END $$;
-- +goose StatementEnd
