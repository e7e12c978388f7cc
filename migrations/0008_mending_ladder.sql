-- +goose Up

-- What a body is to complete is reminded of as what it owes: from the first step of
-- that ladder after the day on which it was returned, the head of office at its end.
-- What was reminded of already is not again.

SELECT set_config('insiemi.scope', 'all', true);

UPDATE tasks t SET nudge_on = coalesce(
    (SELECT min(t.due_on + s) FROM unnest(coalesce(q.ladder, f.ladder)) s WHERE t.due_on + s > (t.opened_at AT TIME ZONE 'Europe/Rome')::date),
    CASE WHEN f.escalate_after > 0 AND q.ladder IS DISTINCT FROM '{}' THEN t.due_on + f.escalate_after END)
  FROM offices f, cases k JOIN documents d ON d.id = k.document_id LEFT JOIN obligations o ON o.id = d.obligation_id
    LEFT JOIN requirements q ON q.id = o.requirement_id
  WHERE f.id = t.office_id AND k.id = t.case_id AND t.closed_at IS NULL AND t.role = 'operator';

-- +goose Down
-- +goose StatementBegin
DO $$ BEGIN
  RAISE EXCEPTION 'there is no way down: what was received is never removed. Restore a backup instead';
END $$;
-- +goose StatementEnd
