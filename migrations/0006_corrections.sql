-- +goose Up

-- What people said that a document is, where a machine had said another kind or
-- none: the office's readings learn from it. The words of the paper stay in its
-- reading. The revision is the one that was looked at.
CREATE TABLE corrections (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  office_id    bigint NOT NULL REFERENCES offices,
  body_id      bigint NOT NULL,
  document_id  bigint NOT NULL REFERENCES documents,
  revision_id  bigint NOT NULL REFERENCES revisions,
  machine_kind text NOT NULL,             -- '' where the reading asked
  kind         text NOT NULL CONSTRAINT corrections_kind_said CHECK (kind <> ''),
  said_at      timestamptz NOT NULL,
  said_by      bigint NOT NULL REFERENCES people
);
CREATE INDEX corrections_by_document ON corrections (document_id, id);
CREATE INDEX corrections_by_office ON corrections (office_id, id);

CREATE TRIGGER corrections_append_only BEFORE UPDATE OR DELETE ON corrections FOR EACH ROW EXECUTE FUNCTION insiemi_append_only();
CREATE TRIGGER corrections_never_emptied BEFORE TRUNCATE ON corrections FOR EACH STATEMENT EXECUTE FUNCTION insiemi_append_only();

ALTER TABLE corrections ENABLE ROW LEVEL SECURITY;
ALTER TABLE corrections FORCE ROW LEVEL SECURITY;
CREATE POLICY corrections_viewer ON corrections USING ((SELECT insiemi_sees_all()) OR (office_id = (SELECT insiemi_office())
  AND ((SELECT insiemi_body()) IS NULL OR body_id = (SELECT insiemi_body()))));

-- +goose Down
-- +goose StatementBegin
DO $$ BEGIN
  RAISE EXCEPTION 'there is no way down: what was received is never removed. Restore a backup instead';
END $$;
-- +goose StatementEnd
