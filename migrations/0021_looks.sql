-- +goose Up

-- What the pages of documents look like that are images, as the latest check of each
-- document found it: how much ink there is in places of the page, too coarse to be
-- read.
CREATE TABLE looks (
  document_id bigint NOT NULL REFERENCES documents,
  page        int NOT NULL CHECK (page > 0),
  office_id   bigint NOT NULL REFERENCES offices,
  body_id     bigint NOT NULL,
  print       text NOT NULL,
  PRIMARY KEY (document_id, page)
);

-- By what looks are found: pages that look alike have a band in common.
CREATE TABLE look_bands (
  document_id bigint NOT NULL,
  page        int NOT NULL,
  band        bigint NOT NULL,
  office_id   bigint NOT NULL REFERENCES offices,
  body_id     bigint NOT NULL,
  PRIMARY KEY (document_id, page, band),
  FOREIGN KEY (document_id, page) REFERENCES looks ON DELETE CASCADE
);
CREATE INDEX look_bands_by_band ON look_bands (office_id, band);

-- +goose StatementBegin
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['looks', 'look_bands'] LOOP
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
