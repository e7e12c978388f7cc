-- +goose Up

SELECT set_config('insiemi.scope', 'all', true);

-- An agreement's own template can be removed: it asks for nothing and stands in
-- nobody's place any more, and the office's holds again. The row stays, for
-- obligations, versions and events name it.
ALTER TABLE requirements
  ADD COLUMN removed boolean NOT NULL DEFAULT false,
  ADD CONSTRAINT requirements_removed_own CHECK (NOT removed OR agreement_id IS NOT NULL),
  DROP CONSTRAINT requirements_unique;
CREATE UNIQUE INDEX requirements_unique ON requirements (office_id, agreement_id, kind, subject, recurrence, happening) NULLS NOT DISTINCT WHERE NOT removed;

-- What was known of a template until now did not say so.
UPDATE registry_versions SET data = data || '{"removed": false}' WHERE entity = 'requirement';

-- +goose Down
-- +goose StatementBegin
DO $$ BEGIN
  RAISE EXCEPTION 'there is no way down: what was received is never removed. Restore a backup instead';
END $$;
-- +goose StatementEnd
