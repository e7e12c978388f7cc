-- +goose Up

-- What a mark means in the registers of a body, beside the marks that everybody
-- uses. A body proposes, the office confirms; what has ended stays.
CREATE TABLE marks (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  office_id    bigint NOT NULL REFERENCES offices,
  body_id      bigint NOT NULL REFERENCES bodies,
  mark         text NOT NULL,                           -- in capitals
  meaning      text NOT NULL,
  said_at      timestamptz NOT NULL,
  said_by      bigint NOT NULL REFERENCES people,
  confirmed_at timestamptz,
  confirmed_by bigint REFERENCES people,
  ended_at     timestamptz,
  ended_by     bigint REFERENCES people,
  CONSTRAINT marks_mark_short CHECK (char_length(mark) BETWEEN 1 AND 5),
  CONSTRAINT marks_meaning_known CHECK (meaning IN ('present', 'absent', 'excused', 'entry', 'exit'))
);
-- One that holds and one that is proposed, of each mark of a body.
CREATE UNIQUE INDEX marks_one_each ON marks (body_id, mark, (confirmed_at IS NULL)) WHERE ended_at IS NULL;
CREATE INDEX marks_proposed ON marks (office_id) WHERE confirmed_at IS NULL AND ended_at IS NULL;

ALTER TABLE marks ENABLE ROW LEVEL SECURITY;
ALTER TABLE marks FORCE ROW LEVEL SECURITY;
-- A body sees its own, and writes none that holds.
CREATE POLICY marks_viewer ON marks USING ((SELECT insiemi_sees_all()) OR (office_id = (SELECT insiemi_office())
    AND ((SELECT insiemi_body()) IS NULL OR body_id = (SELECT insiemi_body()))))
  WITH CHECK ((SELECT insiemi_sees_all()) OR (office_id = (SELECT insiemi_office())
    AND ((SELECT insiemi_body()) IS NULL OR (body_id = (SELECT insiemi_body()) AND confirmed_at IS NULL))));

-- +goose Down
-- +goose StatementBegin
DO $$ BEGIN
  RAISE EXCEPTION 'there is no way down: what was received is never removed. Restore a backup instead';
END $$;
-- +goose StatementEnd
