-- +goose Up

-- By what documents are found that say the same as another, as the latest check of
-- each found it: hashes, from which nothing can be read.
CREATE TABLE prints (
  document_id bigint NOT NULL REFERENCES documents,
  office_id   bigint NOT NULL REFERENCES offices,
  body_id     bigint NOT NULL,
  sort        text NOT NULL,
  value       text NOT NULL,
  PRIMARY KEY (document_id, sort)
);
CREATE INDEX prints_by_value ON prints (office_id, sort, value);

ALTER TABLE prints ENABLE ROW LEVEL SECURITY;
ALTER TABLE prints FORCE ROW LEVEL SECURITY;
CREATE POLICY prints_viewer ON prints USING ((SELECT insiemi_sees_all()) OR (office_id = (SELECT insiemi_office())
  AND ((SELECT insiemi_body()) IS NULL OR body_id = (SELECT insiemi_body()))));

-- +goose Down
-- +goose StatementBegin
DO $$ BEGIN
  RAISE EXCEPTION 'there is no way down: what was received is never removed. Restore a backup instead';
END $$;
-- +goose StatementEnd
