-- +goose Up

-- What was said of a mark never changes: it is confirmed once and ended once, and what
-- has ended stays. What holds is the office's: registers are counted by it, so that
-- nobody of a body confirms, changes or ends it, whatever a statement in the body's
-- scope says. The policy of marks sees the new row alone, and so can't tell.

-- +goose StatementBegin
CREATE FUNCTION insiemi_marks_stay() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.id, NEW.office_id, NEW.body_id, NEW.mark, NEW.meaning, NEW.said_at, NEW.said_by)
        IS NOT DISTINCT FROM (OLD.id, OLD.office_id, OLD.body_id, OLD.mark, OLD.meaning, OLD.said_at, OLD.said_by)
      AND (OLD.confirmed_at IS NULL OR (NEW.confirmed_at, NEW.confirmed_by) IS NOT DISTINCT FROM (OLD.confirmed_at, OLD.confirmed_by))
      AND OLD.ended_at IS NULL
      AND ((SELECT insiemi_body()) IS NULL OR (OLD.confirmed_at IS NULL AND NEW.confirmed_at IS NULL))
    THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'what was said of a mark is confirmed once and ended once; what holds, by the office'
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'marks_stay';
END $$;
-- +goose StatementEnd
CREATE TRIGGER marks_stay BEFORE UPDATE OR DELETE ON marks FOR EACH ROW EXECUTE FUNCTION insiemi_marks_stay();
CREATE TRIGGER marks_never_emptied BEFORE TRUNCATE ON marks FOR EACH STATEMENT EXECUTE FUNCTION insiemi_marks_stay();

-- Since when the reading of a draft does not succeed: machines go on trying, and
-- whoever waits for it is told. Null: it is being read, or was.
ALTER TABLE drafts ADD COLUMN failed_at timestamptz;

-- +goose Down
-- +goose StatementBegin
DO $$ BEGIN
  RAISE EXCEPTION 'there is no way down: what was received is never removed. Restore a backup instead';
END $$;
-- +goose StatementEnd
