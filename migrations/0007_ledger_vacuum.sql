-- +goose Up

-- The table of obligations is large and changes a little at a time: a vacuum that
-- waits for a fifth of it (the default) comes very late, and what was due stays in
-- the indexes of what is due until then.
ALTER TABLE obligations SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_analyze_scale_factor = 0.02);

-- +goose Down
-- +goose StatementBegin
DO $$ BEGIN
  RAISE EXCEPTION 'there is no way down: what was received is never removed. Restore a backup instead';
END $$;
-- +goose StatementEnd
