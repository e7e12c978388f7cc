-- +goose Up

-- Any paper may name a guest. What was read of it is kept sealed (AES-256-GCM, the
-- key is outside the database); in the clear is what names nobody: reading has kinds,
-- counts, figures and codes, layout the sizes of the pages. A row whose sealed is
-- null is of an earlier version, in the clear: insiemi migrate seals it.
ALTER TABLE readings ADD COLUMN sealed bytea;        -- document.Reading without text, layout and terms
ALTER TABLE readings ADD COLUMN sealed_terms bytea;  -- its terms
ALTER TABLE readings ADD COLUMN key_mark text NOT NULL DEFAULT ''; -- tells with which key
ALTER TABLE readings ALTER COLUMN sealed SET STORAGE EXTERNAL, ALTER COLUMN sealed_terms SET STORAGE EXTERNAL;
CREATE INDEX readings_in_the_clear ON readings (id) WHERE sealed IS NULL;

-- The words of a reading, sealed page by page.
CREATE TABLE reading_words (
  reading_id bigint NOT NULL REFERENCES readings,
  position   integer NOT NULL,                         -- in the layout, from 0
  office_id  bigint NOT NULL REFERENCES offices,
  body_id    bigint NOT NULL,
  page       integer NOT NULL,
  sealed     bytea NOT NULL,                           -- []document.Word
  PRIMARY KEY (reading_id, position)
);
ALTER TABLE reading_words ALTER COLUMN sealed SET STORAGE EXTERNAL;

-- A file may be named after a guest: its name is kept sealed, and in the clear what of
-- it names nobody. Rows are append-only; sealing the name is the one change they allow.
ALTER TABLE revisions ADD COLUMN sealed_name bytea;   -- null: of an earlier version
ALTER TABLE contents ADD COLUMN sealed_name bytea;
CREATE INDEX revisions_in_the_clear ON revisions (id) WHERE sealed_name IS NULL;
CREATE INDEX contents_in_the_clear ON contents (container_id, position) WHERE sealed_name IS NULL;

-- +goose StatementBegin
CREATE FUNCTION insiemi_sealed_once() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF to_jsonb(OLD)->>TG_ARGV[1] IS NULL AND to_jsonb(NEW)->>TG_ARGV[1] IS NOT NULL
      AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'append_only';
END $$;
-- +goose StatementEnd
DROP TRIGGER revisions_append_only ON revisions;
CREATE TRIGGER revisions_append_only BEFORE DELETE ON revisions FOR EACH ROW EXECUTE FUNCTION insiemi_append_only();
CREATE TRIGGER revisions_sealed_once BEFORE UPDATE ON revisions FOR EACH ROW EXECUTE FUNCTION insiemi_sealed_once('file_name', 'sealed_name');
DROP TRIGGER contents_append_only ON contents;
CREATE TRIGGER contents_append_only BEFORE DELETE ON contents FOR EACH ROW EXECUTE FUNCTION insiemi_append_only();
CREATE TRIGGER contents_sealed_once BEFORE UPDATE ON contents FOR EACH ROW EXECUTE FUNCTION insiemi_sealed_once('name', 'sealed_name');

-- What the rules found repeats what stands in papers; in the clear are the rule, its
-- version and the severity. A sheet of a register may be called after a guest.
ALTER TABLE findings ADD COLUMN sealed bytea;         -- check.Finding; null: of an earlier version
ALTER TABLE asides ADD COLUMN sealed bytea;           -- check.Aside
ALTER TABLE overrides ADD COLUMN sealed bytea;        -- check.Finding, as it was seen
ALTER TABLE guest_months ADD COLUMN sealed_place bytea; -- document.Place
CREATE INDEX findings_in_the_clear ON findings (id) WHERE sealed IS NULL;
CREATE INDEX asides_in_the_clear ON asides (finding_id) WHERE sealed IS NULL;
CREATE INDEX overrides_in_the_clear ON overrides (id) WHERE sealed IS NULL;
CREATE INDEX guest_months_in_the_clear ON guest_months (document_id, row) WHERE sealed_place IS NULL;
DROP TRIGGER overrides_append_only ON overrides;
CREATE TRIGGER overrides_append_only BEFORE DELETE ON overrides FOR EACH ROW EXECUTE FUNCTION insiemi_append_only();
CREATE TRIGGER overrides_sealed_once BEFORE UPDATE ON overrides FOR EACH ROW EXECUTE FUNCTION insiemi_sealed_once('finding', 'sealed');

-- Who read a paper, which may name guests: one row a person, paper and day.
CREATE TABLE paper_reads (
  by_person   bigint NOT NULL REFERENCES people,
  document_id bigint NOT NULL REFERENCES documents,
  read_on     date NOT NULL,
  office_id   bigint NOT NULL REFERENCES offices,
  body_id     bigint NOT NULL,                          -- whose paper
  screen      text NOT NULL,                            -- on which page or in which file first
  at          timestamptz NOT NULL,
  PRIMARY KEY (document_id, by_person, read_on)
);
CREATE TRIGGER paper_reads_append_only BEFORE UPDATE OR DELETE ON paper_reads FOR EACH ROW EXECUTE FUNCTION insiemi_append_only();
CREATE TRIGGER paper_reads_never_emptied BEFORE TRUNCATE ON paper_reads FOR EACH STATEMENT EXECUTE FUNCTION insiemi_append_only();

-- +goose StatementBegin
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['reading_words', 'paper_reads'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I USING ((SELECT insiemi_sees_all()) OR (office_id = (SELECT insiemi_office())
      AND ((SELECT insiemi_body()) IS NULL OR body_id = (SELECT insiemi_body()))))', t || '_viewer', t);
  END LOOP;
END $$;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DO $$ BEGIN
  RAISE EXCEPTION 'there is no way down: what was received is never removed. Restore a backup instead';
END $$;
-- +goose StatementEnd
