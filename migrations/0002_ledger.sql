-- +goose Up

-- The ledger: a registry that knows its past, requirements as versioned
-- templates, obligations with what was decided about each, reminders as data.

SELECT set_config('insiemi.scope', 'all', true);

-- Needed to refuse tariffs and coverings that overlap.
CREATE EXTENSION IF NOT EXISTS btree_gist;

---------------------------------------------------------------- registry

ALTER TABLE offices
  ADD COLUMN hours_from        time NOT NULL DEFAULT '08:00',
  ADD COLUMN hours_to          time NOT NULL DEFAULT '18:00',
  ADD COLUMN ladder            integer[] NOT NULL DEFAULT '{-7,-2,0,1,5,15}',
  ADD COLUMN escalate_after    integer NOT NULL DEFAULT 15,   -- days after the due date; 0: never
  ADD COLUMN task_ladder       integer[] NOT NULL DEFAULT '{1,5,15}',
  ADD COLUMN due_soon_days     integer NOT NULL DEFAULT 7,
  ADD COLUMN horizon_days      integer NOT NULL DEFAULT 45,   -- how far ahead obligations are written
  ADD COLUMN registry_revision bigint NOT NULL DEFAULT 1,     -- grows with each change that obligations follow
  ADD COLUMN expected_revision bigint NOT NULL DEFAULT 0,     -- of the registry that the obligations follow
  ADD COLUMN expected_until    date,                          -- how far ahead they were written
  ADD COLUMN ledger_from       date,                          -- no paper of a period that ended before it is owed
  ADD CONSTRAINT offices_hours CHECK (hours_to > hours_from),
  ADD CONSTRAINT offices_due_soon_days CHECK (due_soon_days BETWEEN 0 AND 60),
  ADD CONSTRAINT offices_horizon_days CHECK (horizon_days BETWEEN 1 AND 400),
  ADD CONSTRAINT offices_escalate_after CHECK (escalate_after BETWEEN 0 AND 365);

-- Days on which one office is closed beside those of its calendar.
CREATE TABLE closures (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  office_id bigint NOT NULL REFERENCES offices,
  on_date   date,                         -- once
  month     integer, day integer,         -- or every year
  since     integer NOT NULL DEFAULT 0,
  legal     boolean NOT NULL DEFAULT false,
  it        text NOT NULL CONSTRAINT closures_named CHECK (length(trim(it)) > 0),
  en        text NOT NULL DEFAULT '',
  CONSTRAINT closures_once_or_yearly CHECK ((on_date IS NOT NULL) <> (month IS NOT NULL AND day IS NOT NULL)),
  CONSTRAINT closures_unique UNIQUE NULLS NOT DISTINCT (office_id, on_date, month, day)
);

ALTER TABLE bodies
  ADD COLUMN contacts jsonb NOT NULL DEFAULT '[]',    -- [{"name","role","email","phone"}]
  ADD COLUMN active   boolean NOT NULL DEFAULT true,
  ADD COLUMN added_on date;                           -- not among those of an earlier day; null: always there
ALTER TABLE people ADD COLUMN added_on date;

ALTER TABLE agreements
  ADD COLUMN kind             text NOT NULL DEFAULT 'call_off'
             CONSTRAINT agreements_kind_known CHECK (kind IN ('framework','call_off','bridge')),
  ADD COLUMN framework_id     bigint REFERENCES agreements,
  ADD COLUMN places           integer NOT NULL DEFAULT 0 CONSTRAINT agreements_places CHECK (places >= 0),  -- 0: those of its centres
  ADD COLUMN invoice_months   integer NOT NULL DEFAULT 1 CONSTRAINT agreements_invoice_months CHECK (invoice_months IN (1,2,3,4,6,12)),
  ADD COLUMN count_entry_day  boolean NOT NULL DEFAULT true,
  ADD COLUMN paid_leave_hours integer NOT NULL DEFAULT 0 CONSTRAINT agreements_paid_leave_hours CHECK (paid_leave_hours BETWEEN 0 AND 720),
  ADD COLUMN checklist        text[] NOT NULL DEFAULT '{}',   -- kinds that go with each invoice
  ADD COLUMN penalties        jsonb NOT NULL DEFAULT '[]';    -- [{"text","amount","per_mille","reply_days"}]

-- An extension moves the end of an agreement: proroga, quinto d'obbligo.
CREATE TABLE agreement_extensions (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  office_id    bigint NOT NULL REFERENCES offices,
  body_id      bigint NOT NULL,
  agreement_id bigint NOT NULL REFERENCES agreements,
  act          text NOT NULL,
  decided_on   date NOT NULL,
  from_end     date NOT NULL,             -- the end before it
  ends_on      date NOT NULL,
  CONSTRAINT agreement_extensions_later CHECK (ends_on > from_end),
  CONSTRAINT agreement_extensions_once UNIQUE (agreement_id, ends_on)
);

ALTER TABLE agreement_centres
  ADD COLUMN id      bigint GENERATED ALWAYS AS IDENTITY,
  ADD COLUMN from_on date,                -- null: from the agreement's start
  ADD COLUMN to_on   date,                -- null: to its end
  DROP CONSTRAINT agreement_centres_pkey,
  ADD PRIMARY KEY (id),
  ADD CONSTRAINT agreement_centres_end_after_start CHECK (to_on >= from_on),
  ADD CONSTRAINT agreement_centres_overlap EXCLUDE USING gist (agreement_id WITH =, centre_id WITH =, daterange(from_on, to_on, '[]') WITH &&);
CREATE INDEX agreement_centres_by_agreement ON agreement_centres (agreement_id);

ALTER TABLE tariffs
  ADD COLUMN to_on      date,             -- null: until the next one
  ADD COLUMN family_cap numeric(12,4) NOT NULL DEFAULT 0,    -- pocket money per family and day; 0: none
  ADD CONSTRAINT tariffs_end_after_start CHECK (to_on >= from_on),
  ADD CONSTRAINT tariffs_overlap EXCLUDE USING gist (agreement_id WITH =, centre_kind WITH =,
    daterange(from_on, coalesce(to_on, from_on), '[]') WITH &&);

-- What a row of the registry was from a day on, since its first change. The row
-- itself is the version in force today.
CREATE TABLE registry_versions (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  office_id   bigint NOT NULL REFERENCES offices,
  body_id     bigint,                     -- whose row it is; null: the office's own
  entity      text NOT NULL CONSTRAINT registry_versions_entity_known
              CHECK (entity IN ('office','body','centre','agreement','person','requirement')),
  entity_id   bigint NOT NULL,
  from_on     date NOT NULL,
  data        jsonb NOT NULL,
  applied     boolean NOT NULL DEFAULT true,                 -- false: its day is still to come
  recorded_at timestamptz NOT NULL,
  recorded_by bigint REFERENCES people,
  CONSTRAINT registry_versions_unique UNIQUE (entity, entity_id, from_on)
);
CREATE INDEX registry_versions_to_apply ON registry_versions (from_on) WHERE NOT applied;
CREATE INDEX registry_versions_by_body ON registry_versions (body_id);

-- Events about the registry say of which row.
ALTER TABLE events ADD COLUMN entity text, ADD COLUMN entity_id bigint;
CREATE INDEX events_by_entity ON events (entity, entity_id, id) WHERE entity IS NOT NULL;

-- A link with which a person chooses a password, once.
CREATE TABLE invitations (
  token_hash bytea PRIMARY KEY,           -- SHA-256 of the link's token
  person_id  bigint NOT NULL REFERENCES people,
  created_at timestamptz NOT NULL,
  created_by bigint REFERENCES people,
  expires_at timestamptz NOT NULL,
  used_at    timestamptz
);
CREATE INDEX invitations_by_person ON invitations (person_id);

---------------------------------------------------------------- requirements

ALTER TABLE requirements
  ADD COLUMN agreement_id bigint REFERENCES agreements,      -- null: the office's template
  ADD COLUMN version      integer NOT NULL DEFAULT 1,
  ADD COLUMN active       boolean NOT NULL DEFAULT true,
  ADD COLUMN happening    text NOT NULL DEFAULT '',          -- of what it comes before or after
  ADD COLUMN due          jsonb NOT NULL DEFAULT '{}',       -- reception.DueRule
  ADD COLUMN ladder       integer[],                         -- null: the office's
  ADD COLUMN starts_on    date,                              -- null: no obligation is older than the office's ledger
  ADD COLUMN note         text NOT NULL DEFAULT '',
  ADD COLUMN added_on     date,                              -- as that of bodies
  DROP CONSTRAINT requirements_unique,
  DROP CONSTRAINT requirements_subject_known,
  DROP CONSTRAINT requirements_recurrence_known;
UPDATE requirements SET due = CASE recurrence WHEN 'monthly' THEN jsonb_build_object('day', due_day, 'months', 1)
  ELSE jsonb_build_object('term', jsonb_build_object('days', due_day)) END;
ALTER TABLE requirements
  DROP COLUMN due_day,
  ADD CONSTRAINT requirements_office UNIQUE (id, office_id),
  ADD CONSTRAINT requirements_unique UNIQUE NULLS NOT DISTINCT (office_id, agreement_id, kind, subject, recurrence, happening),
  ADD CONSTRAINT requirements_subject_known CHECK (subject IN ('body','agreement','centre')),
  ADD CONSTRAINT requirements_recurrence_known CHECK (recurrence IN
    ('once','daily','monthly','two_monthly','quarterly','yearly','invoicing','before_expiry','after_happening'));

-- Every version of a requirement, for obligations keep the number of the one that
-- they came of: also of two on one day, of which registry_versions keeps the last.
CREATE TABLE requirement_versions (
  requirement_id bigint NOT NULL,           -- it outlives the requirement
  office_id      bigint NOT NULL REFERENCES offices,
  version        integer NOT NULL,
  data           jsonb NOT NULL,            -- reception.Fields
  recorded_at    timestamptz NOT NULL,
  recorded_by    bigint REFERENCES people,  -- null: the system
  PRIMARY KEY (requirement_id, version)
);
INSERT INTO requirement_versions (requirement_id, office_id, version, data, recorded_at)
  SELECT id, office_id, version, jsonb_build_object('agreement_id', 0, 'active', active, 'kind', kind, 'subject', subject, 'recurrence', recurrence,
    'happening', happening, 'due', due, 'ladder', NULL, 'definition', definition, 'basis', basis, 'proposed', proposed, 'starts_on', '', 'note', note), now()
  FROM requirements;

-- Something that happened, or that expires, on a day: what some requirements
-- come before or after. Never a guest's name: reference is a code.
CREATE TABLE happenings (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  office_id    bigint NOT NULL REFERENCES offices,
  body_id      bigint NOT NULL,
  agreement_id bigint REFERENCES agreements,
  centre_id    bigint REFERENCES centres,
  what         text NOT NULL,             -- "entry", "departure", "expiry:POLIZZA_RCT" …
  on_date      date NOT NULL,
  at           timestamptz,               -- where the hour counts
  reference    text NOT NULL DEFAULT '' CONSTRAINT happenings_reference_form
               CHECK (reference = '' OR (reference ~ '^[A-Z0-9./-]{1,20}$' AND reference ~ '[0-9]' AND reference !~ '[A-Z]{5}')),
  recorded_at  timestamptz NOT NULL,
  recorded_by  bigint REFERENCES people,
  cancelled_at timestamptz,
  FOREIGN KEY (body_id, office_id) REFERENCES bodies (id, office_id)
);
CREATE INDEX happenings_by_body ON happenings (body_id, on_date);
CREATE INDEX happenings_by_office ON happenings (office_id, on_date) WHERE cancelled_at IS NULL;
CREATE UNIQUE INDEX happenings_once ON happenings (body_id, agreement_id, centre_id, what, on_date, reference) NULLS NOT DISTINCT WHERE cancelled_at IS NULL;

---------------------------------------------------------------- obligations

ALTER TABLE obligations
  ALTER COLUMN agreement_id DROP NOT NULL,
  ADD COLUMN slot                text,                       -- names the paper within its body and kind: workflow.Obligation.Slot
  ADD COLUMN happening_id        bigint REFERENCES happenings,
  ADD COLUMN requirement_version integer NOT NULL DEFAULT 1,
  ADD COLUMN due_at              timestamptz,                -- where the hour counts
  ADD COLUMN first_due_on        date,                       -- before the office moved it; null: it did not
  ADD COLUMN late_days           integer,                    -- at the first submission; null: nothing received
  ADD COLUMN nudge_on            date,                       -- the next day on which to decide whether to remind; null: none
  ADD COLUMN nudged_on           date,                       -- when that was decided last, and why so
  ADD COLUMN nudge_reason        text NOT NULL DEFAULT '',
  ADD COLUMN changed_at          timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN sequence            integer NOT NULL DEFAULT 0, -- grows when the date or the status changes
  DROP CONSTRAINT obligations_status_known,
  DROP CONSTRAINT obligations_unique,
  DROP CONSTRAINT obligations_requirement_id_fkey,           -- that of its own office, from now on
  ADD CONSTRAINT obligations_requirement FOREIGN KEY (requirement_id, office_id) REFERENCES requirements (id, office_id),
  ADD CONSTRAINT obligations_status_known CHECK (status IN
    ('open','submitted','under_review','to_complete','accepted','rejected','waived','declared','nothing','withdrawn'));
UPDATE obligations o SET slot = CASE q.recurrence
    WHEN 'once' THEN 'a' || o.agreement_id || coalesce('c' || o.centre_id, '') || '/once'
    ELSE coalesce('c' || o.centre_id, 'a' || o.agreement_id) || '/' || o.period_start || '/1m' END
  FROM requirements q WHERE q.id = o.requirement_id;
-- A centre that changed agreement within a month had two. The one for which something came keeps the place, else that of
-- the later agreement. The other one's place is its agreement's own, which nothing asks for: it goes unless something came.
UPDATE obligations o SET slot = 'a' || o.agreement_id || o.slot
  FROM (SELECT p.id, row_number() OVER (PARTITION BY p.body_id, p.kind, p.slot ORDER BY
      p.status = 'open' AND p.submitted_at IS NULL AND NOT EXISTS (SELECT 1 FROM documents d WHERE d.obligation_id = p.id),
      a.starts_on DESC, p.id) AS rank FROM obligations p JOIN agreements a ON a.id = p.agreement_id) twin
  WHERE twin.id = o.id AND twin.rank > 1;
UPDATE offices f SET ledger_from = o.first FROM (SELECT office_id, min(period_start) AS first FROM obligations WHERE slot LIKE '%m' GROUP BY office_id) o
  WHERE o.office_id = f.id;
ALTER TABLE obligations ALTER COLUMN slot SET NOT NULL;
-- One place for each paper that is owed, whatever template asks for it.
CREATE UNIQUE INDEX obligations_unique ON obligations (body_id, kind, slot);
UPDATE obligations o SET status = 'under_review' FROM documents d JOIN cases k ON k.document_id = d.id
  WHERE d.obligation_id = o.id AND o.status = 'submitted' AND k.closed_at IS NULL;
UPDATE obligations SET late_days = greatest(0, (submitted_at AT TIME ZONE 'Europe/Rome')::date - due_on) WHERE submitted_at IS NOT NULL;
UPDATE obligations SET nudge_on = due_on - 7 WHERE status = 'open';
DROP INDEX obligations_missing;
CREATE INDEX obligations_missing ON obligations (office_id, due_on) INCLUDE (id, body_id, kind, status, centre_id, agreement_id, due_at)
  WHERE status IN ('open','to_complete','declared');
CREATE INDEX obligations_missing_of_body ON obligations (body_id, due_on) WHERE status IN ('open','to_complete');
CREATE INDEX obligations_to_nudge ON obligations (nudge_on, office_id) WHERE status = 'open';
CREATE INDEX obligations_declared ON obligations (office_id) WHERE status = 'declared';
CREATE INDEX obligations_wall ON obligations (office_id, period_end) INCLUDE (body_id, kind, status, due_on, due_at, requirement_id, period_start);
CREATE INDEX obligations_by_happening ON obligations (happening_id) WHERE happening_id IS NOT NULL;
CREATE INDEX obligations_longer ON obligations (body_id, period_end) WHERE period_end - period_start > 31;
CREATE INDEX obligations_by_requirement ON obligations (requirement_id, period_start) INCLUDE (office_id, body_id, kind, status, due_on, due_at, period_end);

-- What people said about an obligation: nothing to submit, a later date, not needed.
CREATE TABLE obligation_acts (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  office_id     bigint NOT NULL REFERENCES offices,
  body_id       bigint NOT NULL,
  obligation_id bigint NOT NULL REFERENCES obligations,
  act           text NOT NULL CONSTRAINT obligation_acts_known
                CHECK (act IN ('declared','revoked','acknowledged','refused','extended','waived','restored','chased')),
  reason        text NOT NULL CONSTRAINT obligation_acts_reason CHECK (act IN ('acknowledged','chased') OR length(trim(reason)) > 0),
  from_on       date,                     -- extended: the date before
  to_on         date,                     -- extended: the date after
  at            timestamptz NOT NULL,
  by_person     bigint NOT NULL REFERENCES people
);
CREATE INDEX obligation_acts_by_obligation ON obligation_acts (obligation_id, id);

---------------------------------------------------------------- reminders, digests, preferences

ALTER TABLE reminders DISABLE TRIGGER reminders_append_only;
ALTER TABLE reminders
  ADD COLUMN due_on    date,              -- of what it reminds: a later date is reminded of anew
  ADD COLUMN escalated boolean NOT NULL DEFAULT false,       -- to the head of office
  DROP CONSTRAINT reminders_once_per_obligation,
  DROP CONSTRAINT reminders_once_per_task;
UPDATE reminders m SET due_on = o.due_on FROM obligations o WHERE o.id = m.obligation_id;
UPDATE reminders m SET due_on = t.due_on FROM tasks t WHERE t.id = m.task_id;
ALTER TABLE reminders
  ADD CONSTRAINT reminders_once_per_obligation UNIQUE (obligation_id, due_on, step, escalated),
  ADD CONSTRAINT reminders_once_per_task UNIQUE (task_id, due_on, step, escalated);
ALTER TABLE reminders ENABLE TRIGGER reminders_append_only;

CREATE INDEX reminder_notices_by_reminder ON reminder_notices (reminder_id);

ALTER TABLE tasks ADD COLUMN nudge_on date, ADD COLUMN nudge_reason text NOT NULL DEFAULT '';
UPDATE tasks SET nudge_on = due_on + 1 WHERE closed_at IS NULL;
CREATE INDEX tasks_to_nudge ON tasks (nudge_on, office_id) WHERE closed_at IS NULL;

-- A notice that a person chose to get in the digest waits for one to carry it.
ALTER TABLE notices
  ADD COLUMN channel    text NOT NULL DEFAULT 'now' CONSTRAINT notices_channel_known CHECK (channel IN ('now','digest','none')),
  ADD COLUMN carried_by bigint REFERENCES notices,
  ADD COLUMN digest_on  date,             -- of a digest: its day
  ADD COLUMN note       text NOT NULL DEFAULT '';            -- what the office added by hand
CREATE UNIQUE INDEX notices_one_digest_a_day ON notices (person_id, digest_on) WHERE digest_on IS NOT NULL;
CREATE INDEX notices_to_carry ON notices (office_id, person_id) WHERE channel = 'digest' AND carried_by IS NULL;
CREATE INDEX notices_carried ON notices (carried_by) WHERE carried_by IS NOT NULL;
CREATE INDEX notices_by_person ON notices (person_id, id DESC);

CREATE TABLE preferences (
  office_id bigint NOT NULL REFERENCES offices,
  person_id bigint NOT NULL REFERENCES people,
  kind      text NOT NULL,                -- of notice
  channel   text NOT NULL CONSTRAINT preferences_channel_known CHECK (channel IN ('now','digest','none')),
  PRIMARY KEY (person_id, kind)
);

ALTER TABLE deliveries DROP CONSTRAINT deliveries_outcome_known,
  ADD CONSTRAINT deliveries_outcome_known CHECK (outcome IN ('sent','refused','not_needed','bounced'));

CREATE INDEX deliveries_failed ON deliveries (notice_id) WHERE outcome IN ('refused','bounced');
CREATE INDEX outbox_waiting_of_office ON outbox (office_id, kind) WHERE done_at IS NULL;

-- A calendar feed is opened with a token in its address, which can be revoked.
CREATE TABLE feeds (
  token_hash bytea PRIMARY KEY,           -- SHA-256 of the token
  person_id  bigint NOT NULL REFERENCES people,
  created_at timestamptz NOT NULL,
  read_at    timestamptz,
  revoked_at timestamptz
);
CREATE UNIQUE INDEX feeds_one_open ON feeds (person_id) WHERE revoked_at IS NULL;

---------------------------------------------------------------- never changed, who sees what

CREATE TRIGGER obligation_acts_append_only BEFORE UPDATE OR DELETE ON obligation_acts FOR EACH ROW EXECUTE FUNCTION insiemi_append_only();
CREATE TRIGGER obligation_acts_never_emptied BEFORE TRUNCATE ON obligation_acts FOR EACH STATEMENT EXECUTE FUNCTION insiemi_append_only();
CREATE TRIGGER requirement_versions_append_only BEFORE UPDATE OR DELETE ON requirement_versions FOR EACH ROW EXECUTE FUNCTION insiemi_append_only();
CREATE TRIGGER requirement_versions_never_emptied BEFORE TRUNCATE ON requirement_versions FOR EACH STATEMENT EXECUTE FUNCTION insiemi_append_only();

-- +goose StatementBegin
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['closures','requirement_versions'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I USING ((SELECT insiemi_sees_all()) OR office_id = (SELECT insiemi_office()))', t || '_viewer', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['agreement_extensions','happenings','obligation_acts'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I USING ((SELECT insiemi_sees_all()) OR (office_id = (SELECT insiemi_office())
      AND ((SELECT insiemi_body()) IS NULL OR body_id = (SELECT insiemi_body()))))', t || '_viewer', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['invitations','feeds'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I USING ((SELECT insiemi_sees_all()))', t || '_system', t);
  END LOOP;
END $$;
-- +goose StatementEnd

-- The past of the office's own rows is the office's; that of a body's rows is also the body's.
ALTER TABLE registry_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE registry_versions FORCE ROW LEVEL SECURITY;
CREATE POLICY registry_versions_viewer ON registry_versions USING ((SELECT insiemi_sees_all()) OR (office_id = (SELECT insiemi_office())
  AND ((SELECT insiemi_body()) IS NULL OR body_id = (SELECT insiemi_body()))));
ALTER TABLE preferences ENABLE ROW LEVEL SECURITY;
ALTER TABLE preferences FORCE ROW LEVEL SECURITY;
CREATE POLICY preferences_viewer ON preferences USING ((SELECT insiemi_sees_all()) OR (office_id = (SELECT insiemi_office())
  AND EXISTS (SELECT 1 FROM people p WHERE p.id = person_id AND ((SELECT insiemi_body()) IS NULL OR p.body_id = (SELECT insiemi_body())))));

-- A body's scope reads the registry (and may lock a row of it), but never writes it.
-- +goose StatementBegin
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['offices','bodies','centres','agreements','agreement_centres','agreement_extensions','tariffs','people','closures',
      'requirements','registry_versions','requirement_versions','definitions'] LOOP
    EXECUTE format('CREATE POLICY %I ON %I AS RESTRICTIVE FOR INSERT WITH CHECK ((SELECT insiemi_sees_all()) OR (SELECT insiemi_body()) IS NULL)', t || '_adder', t);
    EXECUTE format('CREATE POLICY %I ON %I AS RESTRICTIVE FOR UPDATE USING (true) WITH CHECK ((SELECT insiemi_sees_all()) OR (SELECT insiemi_body()) IS NULL)', t || '_changer', t);
    EXECUTE format('CREATE POLICY %I ON %I AS RESTRICTIVE FOR DELETE USING ((SELECT insiemi_sees_all()) OR (SELECT insiemi_body()) IS NULL)', t || '_remover', t);
  END LOOP;
END $$;
-- +goose StatementEnd

-- A body's scope writes of its obligations only what came of what the body sent or
-- said: which there are, and by when, is the system's to write.
CREATE POLICY obligations_adder ON obligations AS RESTRICTIVE FOR INSERT WITH CHECK ((SELECT insiemi_sees_all()) OR (SELECT insiemi_body()) IS NULL);
CREATE POLICY obligations_remover ON obligations AS RESTRICTIVE FOR DELETE USING ((SELECT insiemi_sees_all()) OR (SELECT insiemi_body()) IS NULL);
-- +goose StatementBegin
CREATE FUNCTION insiemi_obligation_of_body() RETURNS trigger LANGUAGE plpgsql AS
$$
DECLARE
  moving constant text[] := ARRAY['status','submitted_at','late_days','nudge_on','changed_at','sequence'];
BEGIN
  IF insiemi_sees_all() OR insiemi_body() IS NULL THEN
    RETURN NEW;
  END IF;
  IF to_jsonb(NEW) - moving = to_jsonb(OLD) - moving THEN
    CASE NEW.status
      WHEN OLD.status THEN -- submitted again keeps what the first submission set
        IF NEW.nudge_on IS NOT DISTINCT FROM OLD.nudge_on AND NEW.submitted_at IS NOT DISTINCT FROM OLD.submitted_at
            AND NEW.late_days IS NOT DISTINCT FROM OLD.late_days THEN
          RETURN NEW;
        END IF;
      WHEN 'submitted' THEN -- something was received
        IF OLD.status IN ('open','declared','nothing','waived','withdrawn')
            AND NEW.nudge_on IS NOT DISTINCT FROM OLD.nudge_on AND NEW.submitted_at IS NOT NULL AND NEW.late_days IS NOT NULL
            AND (OLD.submitted_at IS NULL OR (NEW.submitted_at = OLD.submitted_at AND NEW.late_days = OLD.late_days))
            AND EXISTS (SELECT 1 FROM documents d WHERE d.obligation_id = NEW.id) THEN
          RETURN NEW;
        END IF;
      WHEN 'under_review' THEN -- completed
        IF OLD.status = 'to_complete' AND NEW.nudge_on IS NOT DISTINCT FROM OLD.nudge_on AND NEW.submitted_at IS NOT DISTINCT FROM OLD.submitted_at
            AND NEW.late_days IS NOT DISTINCT FROM OLD.late_days THEN
          RETURN NEW;
        END IF;
      WHEN 'declared', 'open' THEN -- declared, or taken back
        IF (OLD.status, NEW.status) IN (('open', 'declared'), ('declared', 'open')) AND NEW.submitted_at IS NOT DISTINCT FROM OLD.submitted_at
            AND NEW.late_days IS NOT DISTINCT FROM OLD.late_days
            AND (SELECT x.act FROM obligation_acts x WHERE x.obligation_id = NEW.id AND x.act <> 'chased' ORDER BY x.id DESC LIMIT 1)
              = (CASE NEW.status WHEN 'declared' THEN 'declared' ELSE 'revoked' END) THEN
          RETURN NEW;
        END IF;
      ELSE NULL;
    END CASE;
  END IF;
  RAISE EXCEPTION 'a body does not change obligation % so', OLD.id
    USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'obligations_of_body';
END $$;
-- +goose StatementEnd
CREATE TRIGGER obligations_of_body BEFORE UPDATE ON obligations FOR EACH ROW EXECUTE FUNCTION insiemi_obligation_of_body();
CREATE POLICY obligation_acts_adder ON obligation_acts AS RESTRICTIVE FOR INSERT WITH CHECK ((SELECT insiemi_sees_all()) OR (SELECT insiemi_body()) IS NULL
  OR (act IN ('declared','revoked') AND EXISTS (SELECT 1 FROM people p WHERE p.id = by_person AND p.body_id = (SELECT insiemi_body()))
    AND EXISTS (SELECT 1 FROM obligations o WHERE o.id = obligation_id AND o.body_id = (SELECT insiemi_body()))));

-- A body's scope may add work for the workers, and see that of its own office, but not change it.
DROP POLICY outbox_viewer ON outbox;
CREATE POLICY outbox_viewer ON outbox FOR SELECT USING ((SELECT insiemi_sees_all()) OR office_id = (SELECT insiemi_office()));
CREATE POLICY outbox_adder ON outbox FOR INSERT WITH CHECK ((SELECT insiemi_sees_all()) OR office_id = (SELECT insiemi_office()));
CREATE POLICY outbox_worker ON outbox FOR UPDATE USING ((SELECT insiemi_sees_all()) OR (office_id = (SELECT insiemi_office()) AND (SELECT insiemi_body()) IS NULL));

-- +goose Down
-- +goose StatementBegin
DO $$ BEGIN
  RAISE EXCEPTION 'there is no way down: what was received is never removed. Restore a backup instead';
END $$;
-- +goose StatementEnd
