-- +goose Up

-- A file that somebody of a body tries before sending it: what the rules found, and a
-- summary of what was read. Its bytes lie apart from those received, and go with
-- it. What was tried is not received: nothing refers to these rows.
CREATE TABLE drafts (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  obligation_id bigint NOT NULL REFERENCES obligations,
  office_id     bigint NOT NULL REFERENCES offices,
  body_id       bigint NOT NULL REFERENCES bodies,
  person_id     bigint NOT NULL REFERENCES people,
  sha256        bytea NOT NULL,
  size          bigint NOT NULL,
  stored_as     text NOT NULL,                          -- blob.DraftKey
  put_at        timestamptz NOT NULL,
  ends_at       timestamptz NOT NULL,
  scanned       boolean NOT NULL DEFAULT false,
  checked_at    timestamptz,
  words         bytea,                                  -- the file's name, a summary and the findings, sealed; null once it was sent or has ended
  revision_id   bigint REFERENCES revisions,            -- what was sent of it
  CONSTRAINT drafts_one_each UNIQUE (obligation_id, person_id),
  CONSTRAINT drafts_sha256_length CHECK (octet_length(sha256) = 32),
  CONSTRAINT drafts_size_positive CHECK (size > 0)
);
CREATE INDEX drafts_by_end ON drafts (ends_at);

ALTER TABLE drafts ENABLE ROW LEVEL SECURITY;
ALTER TABLE drafts FORCE ROW LEVEL SECURITY;
-- What a body has not sent is nobody else's, not the office's either.
CREATE POLICY drafts_viewer ON drafts USING ((SELECT insiemi_sees_all())
  OR (office_id = (SELECT insiemi_office()) AND body_id = (SELECT insiemi_body())));

-- +goose Down
-- +goose StatementBegin
DO $$ BEGIN
  RAISE EXCEPTION 'there is no way down: what was received is never removed. Restore a backup instead';
END $$;
-- +goose StatementEnd
