-- +goose Up

-- What blocks now, by office: few rows of many.
CREATE INDEX findings_blocking ON findings (office_id, document_id) WHERE superseded_at IS NULL AND severity = 'block';

-- +goose Down
-- +goose StatementBegin
DO $$ BEGIN
  RAISE EXCEPTION 'there is no way down: what was received is never removed. Restore a backup instead';
END $$;
-- +goose StatementEnd
