-- +goose Up

-- Why a finding does not stand, who said so and who confirmed it. An act is kept
-- under the key of the finding, which changes with the rule's version and with any
-- of its inputs: then the act is about a finding that is no longer there.
CREATE TABLE overrides (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  office_id    bigint NOT NULL REFERENCES offices,
  body_id      bigint NOT NULL,
  document_id  bigint NOT NULL REFERENCES documents,
  case_id      bigint NOT NULL REFERENCES cases,
  finding_key  text NOT NULL,                          -- check.Finding.Key
  finding      jsonb NOT NULL,                         -- check.Finding, as it was seen
  act          text NOT NULL CONSTRAINT overrides_act_known CHECK (act IN ('proposed','confirmed','withdrawn')),
  reason       text NOT NULL CONSTRAINT overrides_reason_given CHECK (act <> 'proposed' OR length(trim(reason)) > 0),
  at           timestamptz NOT NULL,
  by_person    bigint NOT NULL REFERENCES people
);
CREATE INDEX overrides_by_document ON overrides (document_id, id);

CREATE TRIGGER overrides_append_only BEFORE UPDATE OR DELETE ON overrides FOR EACH ROW EXECUTE FUNCTION insiemi_append_only();
CREATE TRIGGER overrides_never_emptied BEFORE TRUNCATE ON overrides FOR EACH STATEMENT EXECUTE FUNCTION insiemi_append_only();

-- The key of a finding, under which its override is looked for; '' for those that
-- were found before there were overrides.
ALTER TABLE findings ADD COLUMN key text NOT NULL DEFAULT '';

-- The office's own reasoning: a body does not see it.
ALTER TABLE overrides ENABLE ROW LEVEL SECURITY;
ALTER TABLE overrides FORCE ROW LEVEL SECURITY;
CREATE POLICY overrides_viewer ON overrides USING ((SELECT insiemi_sees_all())
  OR (office_id = (SELECT insiemi_office()) AND (SELECT insiemi_body()) IS NULL));

-- +goose Down
-- +goose StatementBegin
DO $$ BEGIN
  RAISE EXCEPTION 'there is no way down: what was received is never removed. Restore a backup instead';
END $$;
-- +goose StatementEnd
