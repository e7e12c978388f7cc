-- +goose Up

-- The grid of a month's presences that a body fills in on its page: what it wrote
-- so far, and what it sent of it. Guests are known by their code; no names are kept.
CREATE TABLE grids (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  obligation_id bigint NOT NULL REFERENCES obligations,
  office_id     bigint NOT NULL REFERENCES offices,
  body_id       bigint NOT NULL REFERENCES bodies,
  version       integer NOT NULL,                       -- grows with each save
  rows          jsonb NOT NULL,                         -- reception.GridRow
  saved_at      timestamptz NOT NULL,
  saved_by      bigint NOT NULL REFERENCES people,
  sent_version  integer,                                -- the version that was sent last; null: none
  revision_id   bigint REFERENCES revisions,            -- as which revision
  CONSTRAINT grids_obligation_unique UNIQUE (obligation_id),
  CONSTRAINT grids_sent_as CHECK ((sent_version IS NULL) = (revision_id IS NULL))
);

ALTER TABLE grids ENABLE ROW LEVEL SECURITY;
ALTER TABLE grids FORCE ROW LEVEL SECURITY;
-- What a body has not sent yet is nobody else's.
CREATE POLICY grids_viewer ON grids USING ((SELECT insiemi_sees_all())
  OR (office_id = (SELECT insiemi_office()) AND body_id = (SELECT insiemi_body())));

-- +goose Down
-- +goose StatementBegin
DO $$ BEGIN
  RAISE EXCEPTION 'there is no way down: what was received is never removed. Restore a backup instead';
END $$;
-- +goose StatementEnd
