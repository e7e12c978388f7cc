-- +goose Up

-- A run of the rules names the reading that it looked at: one that came after it
-- was looked at by nobody. Where it is empty (older runs), the instants tell.
ALTER TABLE checks ADD COLUMN reading_id bigint REFERENCES readings;

-- A reading that broke off (no memory, no time, a reader that was not installed)
-- may be made again by the same version of the reader: that is a further attempt.
ALTER TABLE readings ADD COLUMN attempt integer NOT NULL DEFAULT 1;
ALTER TABLE readings ADD CONSTRAINT readings_one_per_attempt UNIQUE (revision_id, reader_version, attempt);
ALTER TABLE readings DROP CONSTRAINT readings_one_per_version;

-- +goose Down
-- +goose StatementBegin
DO $$ BEGIN
  RAISE EXCEPTION 'there is no way down: what was received is never removed. Restore a backup instead';
END $$;
-- +goose StatementEnd
