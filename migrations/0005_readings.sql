-- +goose Up

-- A decision names the reading that it relied on: reading a revision again, by a
-- newer reader, adds a reading and never stands in the place of that one.
ALTER TABLE decisions ADD COLUMN reading_id bigint REFERENCES readings;
CREATE INDEX decisions_by_revision ON decisions (revision_id, id) WHERE reading_id IS NOT NULL;

-- What was found inside a revision (an archive, a message, an invoice, a PDF) is a
-- document of its own; this is where it came from. The same bytes that the body had
-- sent before are the document that they were then.
CREATE TABLE contents (
  container_id bigint NOT NULL REFERENCES revisions,
  position     integer NOT NULL,          -- within the container, from 1
  office_id    bigint NOT NULL REFERENCES offices,
  body_id      bigint NOT NULL,
  document_id  bigint NOT NULL REFERENCES documents,
  name         text NOT NULL,             -- as the container calls it
  origin       text NOT NULL CONSTRAINT contents_origin_known CHECK (origin IN ('zip','mail','invoice','pdf')),
  PRIMARY KEY (container_id, position),
  FOREIGN KEY (body_id, office_id) REFERENCES bodies (id, office_id)
);
CREATE INDEX contents_by_document ON contents (document_id);
ALTER TABLE contents ENABLE ROW LEVEL SECURITY;
ALTER TABLE contents FORCE ROW LEVEL SECURITY;
CREATE POLICY contents_viewer ON contents USING ((SELECT insiemi_sees_all()) OR (office_id = (SELECT insiemi_office())
  AND ((SELECT insiemi_body()) IS NULL OR body_id = (SELECT insiemi_body()))));
CREATE TRIGGER contents_append_only BEFORE UPDATE OR DELETE ON contents FOR EACH ROW EXECUTE FUNCTION insiemi_append_only();
CREATE TRIGGER contents_never_emptied BEFORE TRUNCATE ON contents FOR EACH STATEMENT EXECUTE FUNCTION insiemi_append_only();

-- +goose Down
-- +goose StatementBegin
DO $$ BEGIN
  RAISE EXCEPTION 'there is no way down: what was received is never removed. Restore a backup instead';
END $$;
-- +goose StatementEnd
