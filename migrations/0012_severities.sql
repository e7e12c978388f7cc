-- +goose Up

-- How grave the findings of a rule are for an office, by the rule's id, where it
-- says otherwise than the rule: {"R11": "block"}.
ALTER TABLE offices ADD COLUMN severities jsonb NOT NULL DEFAULT '{}'
  CONSTRAINT offices_severities_by_rule CHECK (jsonb_typeof(severities) = 'object');
-- Which documents have findings of a rule.
CREATE INDEX findings_current_by_rule ON findings (office_id, rule, document_id) WHERE superseded_at IS NULL;

-- +goose Down
-- +goose StatementBegin
DO $$ BEGIN
  RAISE EXCEPTION 'there is no way down: what was received is never removed. Restore a backup instead';
END $$;
-- +goose StatementEnd
