-- +goose Up

SELECT set_config('insiemi.scope', 'all', true);

-- An agreement's own template can be removed: it asks for nothing and stands in
-- nobody's place any more, and the office's holds again. The row stays, for
-- obligations, versions and events name it.
ALTER TABLE requirements
  ADD COLUMN removed boolean NOT NULL DEFAULT false,
  ADD CONSTRAINT requirements_removed_own CHECK (NOT removed OR agreement_id IS NOT NULL);

-- What was known of a template until now did not say so.
UPDATE registry_versions SET data = data || '{"removed": false}' WHERE entity = 'requirement';
