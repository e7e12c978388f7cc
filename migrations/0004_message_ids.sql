-- +goose Up

-- The Message-ID of the e-mail that tells a notice ends with a random token, so
-- that only who saw the message can report that it came back. It stands in the
-- notice's own row, behind the same row level security. Each notice that is here
-- already gets one too: what of it is still to be sent goes out with it, and a
-- report about what was sent without it is not believed.
ALTER TABLE notices ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid();

-- +goose Down
-- +goose StatementBegin
DO $$ BEGIN
  RAISE EXCEPTION 'there is no way down: what was received is never removed. Restore a backup instead';
END $$;
-- +goose StatementEnd
