-- +goose Up

-- After how many hours of absence without a reason an agreement has the office look
-- into it (R22); 0: it says nothing of it, and the customary 72 count.
ALTER TABLE agreements ADD COLUMN absence_hours integer NOT NULL DEFAULT 0
  CONSTRAINT agreements_absence_hours CHECK (absence_hours BETWEEN 0 AND 720);

-- +goose Down
-- +goose StatementBegin
DO $$ BEGIN
  RAISE EXCEPTION 'there is no way down: what was received is never removed. Restore a backup instead';
END $$;
-- +goose StatementEnd
