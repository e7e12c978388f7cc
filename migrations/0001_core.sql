-- +goose Up

-- Who sees what. A transaction says for whom it reads with three settings:
--   insiemi.scope   'all' for the system's own work, else empty
--   insiemi.office  the viewer's office
--   insiemi.body    the viewer's body, empty for people of the office
-- With none of them set, no row is visible.

-- +goose StatementBegin
CREATE FUNCTION insiemi_sees_all() RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT coalesce(current_setting('insiemi.scope', true), '') = 'all' $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION insiemi_office() RETURNS bigint LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('insiemi.office', true), '')::bigint $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION insiemi_body() RETURNS bigint LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('insiemi.body', true), '')::bigint $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION insiemi_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'append_only';
END $$;
-- +goose StatementEnd

---------------------------------------------------------------- registry

CREATE TABLE offices (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  code        text NOT NULL CONSTRAINT offices_code_unique UNIQUE,
  name        text NOT NULL,
  tax_code    text NOT NULL,
  office_code text NOT NULL CONSTRAINT offices_office_code_form CHECK (office_code ~ '^[A-Z0-9]{6}$'),
  pec         text NOT NULL DEFAULT '',
  email       text NOT NULL DEFAULT '',
  calendar    text NOT NULL DEFAULT 'it'
);

CREATE TABLE bodies (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  office_id   bigint NOT NULL REFERENCES offices,
  code        text NOT NULL,
  name        text NOT NULL,
  legal_form  text NOT NULL DEFAULT '',
  vat_id      text NOT NULL DEFAULT '',
  tax_code    text NOT NULL DEFAULT '',
  vat_profile text NOT NULL CONSTRAINT bodies_vat_profile_known CHECK (vat_profile IN ('exempt','reduced','outofscope')),
  pec         text NOT NULL DEFAULT '',
  email       text NOT NULL DEFAULT '',
  iban        text NOT NULL DEFAULT '',
  CONSTRAINT bodies_code_unique UNIQUE (office_id, code),
  CONSTRAINT bodies_office UNIQUE (id, office_id)
);

CREATE TABLE centres (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  office_id    bigint NOT NULL REFERENCES offices,
  body_id      bigint NOT NULL,
  code         text NOT NULL,
  name         text NOT NULL,
  kind         text NOT NULL CONSTRAINT centres_kind_known CHECK (kind IN ('UA','CC')),
  address      text NOT NULL DEFAULT '',
  municipality text NOT NULL DEFAULT '',
  places       integer NOT NULL CONSTRAINT centres_places_positive CHECK (places > 0),
  opened_on    date NOT NULL,
  closed_on    date,
  CONSTRAINT centres_code_unique UNIQUE (office_id, code),
  CONSTRAINT centres_close_after_open CHECK (closed_on >= opened_on),
  FOREIGN KEY (body_id, office_id) REFERENCES bodies (id, office_id)
);
CREATE INDEX centres_by_body ON centres (body_id);

CREATE TABLE agreements (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  office_id      bigint NOT NULL REFERENCES offices,
  body_id        bigint NOT NULL,
  cig            text NOT NULL CONSTRAINT agreements_cig_form CHECK (cig ~ '^[0-9A-Z]{10}$'),
  cup            text NOT NULL DEFAULT '',
  title          text NOT NULL,
  starts_on      date NOT NULL,
  ends_on        date NOT NULL,
  payment_days   integer NOT NULL DEFAULT 30 CONSTRAINT agreements_payment_days CHECK (payment_days BETWEEN 1 AND 60),
  count_exit_day boolean NOT NULL DEFAULT false,
  CONSTRAINT agreements_cig_unique UNIQUE (office_id, cig),
  CONSTRAINT agreements_end_after_start CHECK (ends_on >= starts_on),
  FOREIGN KEY (body_id, office_id) REFERENCES bodies (id, office_id)
);
CREATE INDEX agreements_by_body ON agreements (body_id);

CREATE TABLE agreement_centres (
  office_id    bigint NOT NULL REFERENCES offices,
  body_id      bigint NOT NULL,
  agreement_id bigint NOT NULL REFERENCES agreements,
  centre_id    bigint NOT NULL REFERENCES centres,
  PRIMARY KEY (agreement_id, centre_id)
);
CREATE INDEX agreement_centres_by_centre ON agreement_centres (centre_id);

CREATE TABLE tariffs (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  office_id    bigint NOT NULL REFERENCES offices,
  body_id      bigint NOT NULL,
  agreement_id bigint NOT NULL REFERENCES agreements,
  centre_kind  text NOT NULL CONSTRAINT tariffs_centre_kind_known CHECK (centre_kind IN ('UA','CC')),
  from_on      date NOT NULL,
  daily_rate   numeric(12,4) NOT NULL CONSTRAINT tariffs_daily_rate_positive CHECK (daily_rate > 0),
  pocket_money numeric(12,4) NOT NULL DEFAULT 0,
  kit          numeric(12,4) NOT NULL DEFAULT 0,
  phone_card   numeric(12,4) NOT NULL DEFAULT 0,
  CONSTRAINT tariffs_one_a_day UNIQUE (agreement_id, centre_kind, from_on)
);

CREATE TABLE people (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  office_id     bigint NOT NULL REFERENCES offices,
  body_id       bigint,
  email         text NOT NULL,
  name          text NOT NULL,
  role          text NOT NULL CONSTRAINT people_role_known CHECK (role IN ('operator','reviewer','head','administrator')),
  language      text NOT NULL DEFAULT 'it' CONSTRAINT people_language_known CHECK (language IN ('it','en')),
  password_hash text NOT NULL DEFAULT '',
  active        boolean NOT NULL DEFAULT true,
  CONSTRAINT people_operator_has_body CHECK ((role = 'operator') = (body_id IS NOT NULL)),
  FOREIGN KEY (body_id, office_id) REFERENCES bodies (id, office_id)
);
CREATE UNIQUE INDEX people_email_unique ON people (lower(email));
CREATE INDEX people_by_body ON people (body_id);

CREATE TABLE sessions (
  token_hash bytea PRIMARY KEY,   -- SHA-256 of the cookie's token
  person_id  bigint NOT NULL REFERENCES people,
  created_at timestamptz NOT NULL,
  seen_at    timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE sign_ins (           -- attempts that failed, to slow guessing down
  email      text NOT NULL,
  failed_at  timestamptz NOT NULL
);
CREATE INDEX sign_ins_by_email ON sign_ins (email, failed_at);

---------------------------------------------------------------- obligations

CREATE TABLE requirements (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  office_id  bigint NOT NULL REFERENCES offices,
  kind       text NOT NULL,
  subject    text NOT NULL CONSTRAINT requirements_subject_known CHECK (subject IN ('agreement','centre')),
  recurrence text NOT NULL CONSTRAINT requirements_recurrence_known CHECK (recurrence IN ('once','monthly')),
  due_day    integer NOT NULL CONSTRAINT requirements_due_day CHECK (due_day BETWEEN 1 AND 366),
  definition text NOT NULL,
  basis      text NOT NULL DEFAULT '',
  proposed   boolean NOT NULL DEFAULT false,
  CONSTRAINT requirements_unique UNIQUE (office_id, kind, subject)
);

CREATE TABLE obligations (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  office_id      bigint NOT NULL REFERENCES offices,
  body_id        bigint NOT NULL,
  requirement_id bigint NOT NULL REFERENCES requirements,
  kind           text NOT NULL,
  agreement_id   bigint NOT NULL REFERENCES agreements,
  centre_id      bigint REFERENCES centres,
  period_start   date NOT NULL,
  period_end     date NOT NULL,
  due_on         date NOT NULL,
  derivation     jsonb NOT NULL,
  status         text NOT NULL DEFAULT 'open'
                 CONSTRAINT obligations_status_known CHECK (status IN ('open','submitted','to_complete','accepted','rejected','waived')),
  submitted_at   timestamptz,          -- first revision received
  CONSTRAINT obligations_unique UNIQUE NULLS NOT DISTINCT (requirement_id, agreement_id, centre_id, period_start),
  FOREIGN KEY (body_id, office_id) REFERENCES bodies (id, office_id)
);
CREATE INDEX obligations_by_body ON obligations (body_id, period_start);
CREATE INDEX obligations_missing ON obligations (office_id, due_on) WHERE status = 'open';

---------------------------------------------------------------- documents

CREATE TABLE documents (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  office_id     bigint NOT NULL REFERENCES offices,
  body_id       bigint NOT NULL,
  kind          text NOT NULL DEFAULT '',   -- '' until recognised or said
  obligation_id bigint REFERENCES obligations,
  created_at    timestamptz NOT NULL,
  FOREIGN KEY (body_id, office_id) REFERENCES bodies (id, office_id)
);
-- A slot holds one document; a correction is a new revision of it.
CREATE UNIQUE INDEX documents_one_per_obligation ON documents (obligation_id);
CREATE INDEX documents_by_body ON documents (body_id, created_at DESC);

CREATE TABLE revisions (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  office_id    bigint NOT NULL REFERENCES offices,
  body_id      bigint NOT NULL,
  document_id  bigint NOT NULL REFERENCES documents,
  number       integer NOT NULL CONSTRAINT revisions_number_positive CHECK (number > 0),
  sha256       bytea NOT NULL CONSTRAINT revisions_sha256_length CHECK (length(sha256) = 32),
  size         bigint NOT NULL CONSTRAINT revisions_not_empty CHECK (size > 0),
  file_name    text NOT NULL,
  submitted_at timestamptz NOT NULL,
  submitted_by bigint NOT NULL REFERENCES people,
  CONSTRAINT revisions_number_unique UNIQUE (document_id, number),
  CONSTRAINT revisions_same_bytes UNIQUE (body_id, sha256)
);
CREATE INDEX revisions_by_sha ON revisions (sha256);

CREATE TABLE receipts (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  office_id   bigint NOT NULL REFERENCES offices,
  body_id     bigint NOT NULL,
  revision_id bigint NOT NULL CONSTRAINT receipts_one_per_revision UNIQUE REFERENCES revisions,
  year        integer NOT NULL,
  number      bigint NOT NULL,
  issued_at   timestamptz NOT NULL,
  CONSTRAINT receipts_number_unique UNIQUE (office_id, year, number)
);

CREATE TABLE counters (
  office_id bigint NOT NULL REFERENCES offices,
  name      text NOT NULL,
  year      integer NOT NULL,
  value     bigint NOT NULL,
  PRIMARY KEY (office_id, name, year)
);

CREATE TABLE readings (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  office_id      bigint NOT NULL REFERENCES offices,
  body_id        bigint NOT NULL,
  revision_id    bigint NOT NULL REFERENCES revisions,
  reader_version integer NOT NULL,
  kind           text NOT NULL,
  kind_score     double precision NOT NULL,
  media_type     text NOT NULL,
  page_count     integer NOT NULL,
  previews       integer NOT NULL DEFAULT 0,  -- page images stored as derived objects
  reading        jsonb NOT NULL,              -- document.Reading without text and layout
  layout         jsonb NOT NULL,              -- []document.Page
  read_at        timestamptz NOT NULL,
  CONSTRAINT readings_one_per_version UNIQUE (revision_id, reader_version)
);

---------------------------------------------------------------- workflow

CREATE TABLE definitions (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  office_id  bigint NOT NULL REFERENCES offices,
  key        text NOT NULL,
  version    integer NOT NULL,
  source     text NOT NULL,               -- the YAML, as it was accepted
  created_at timestamptz NOT NULL,
  CONSTRAINT definitions_version_unique UNIQUE (office_id, key, version)
);

CREATE TABLE cases (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  office_id     bigint NOT NULL REFERENCES offices,
  body_id       bigint NOT NULL,
  document_id   bigint NOT NULL CONSTRAINT cases_one_per_document UNIQUE REFERENCES documents,
  definition_id bigint NOT NULL REFERENCES definitions,
  year          integer NOT NULL,
  number        bigint NOT NULL,
  step          text NOT NULL,
  outcome       text NOT NULL DEFAULT '' CONSTRAINT cases_outcome_known CHECK (outcome IN ('','approved','rejected')),
  opened_at     timestamptz NOT NULL,
  closed_at     timestamptz,
  version       integer NOT NULL DEFAULT 1,  -- grows with each change, against two decisions at once
  CONSTRAINT cases_number_unique UNIQUE (office_id, year, number),
  CONSTRAINT cases_closed_with_outcome CHECK ((closed_at IS NULL) = (outcome = ''))
);
CREATE INDEX cases_by_body ON cases (body_id, opened_at DESC);
CREATE INDEX cases_open ON cases (office_id, step) WHERE closed_at IS NULL;

CREATE TABLE tasks (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  office_id  bigint NOT NULL REFERENCES offices,
  body_id    bigint NOT NULL,
  case_id    bigint NOT NULL REFERENCES cases,
  step       text NOT NULL,
  role       text NOT NULL CONSTRAINT tasks_role_known CHECK (role IN ('operator','reviewer','head','administrator')),
  opened_at  timestamptz NOT NULL,
  due_on     date NOT NULL,
  derivation jsonb NOT NULL,
  closed_at  timestamptz,
  closed_by  bigint REFERENCES people
);
-- A case waits for one person at a time.
CREATE UNIQUE INDEX tasks_one_open ON tasks (case_id) WHERE closed_at IS NULL;
CREATE INDEX tasks_queue ON tasks (office_id, role, due_on) WHERE closed_at IS NULL;
CREATE INDEX tasks_by_case ON tasks (case_id);

CREATE TABLE decisions (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  office_id   bigint NOT NULL REFERENCES offices,
  body_id     bigint NOT NULL,
  case_id     bigint NOT NULL REFERENCES cases,
  task_id     bigint NOT NULL CONSTRAINT decisions_one_per_task UNIQUE REFERENCES tasks,
  revision_id bigint NOT NULL REFERENCES revisions,
  outcome     text NOT NULL CONSTRAINT decisions_outcome_known CHECK (outcome IN ('approved','returned','rejected')),
  reason      text NOT NULL DEFAULT '' CONSTRAINT decisions_reason_given CHECK (outcome = 'approved' OR length(trim(reason)) > 0),
  decided_at  timestamptz NOT NULL,
  decided_by  bigint NOT NULL REFERENCES people
);
CREATE INDEX decisions_by_case ON decisions (case_id);

CREATE TABLE findings (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  office_id     bigint NOT NULL REFERENCES offices,
  body_id       bigint NOT NULL,
  document_id   bigint NOT NULL REFERENCES documents,
  revision_id   bigint NOT NULL REFERENCES revisions,
  rule          text NOT NULL,
  rule_version  integer NOT NULL,
  severity      text NOT NULL CONSTRAINT findings_severity_known CHECK (severity IN ('block','warn','task','info')),
  finding       jsonb NOT NULL,            -- check.Finding
  found_at      timestamptz NOT NULL,
  superseded_at timestamptz                -- a later check said otherwise
);
CREATE INDEX findings_current ON findings (document_id) WHERE superseded_at IS NULL;

CREATE TABLE checks (                       -- a run of the rules over a revision
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  office_id      bigint NOT NULL REFERENCES offices,
  body_id        bigint NOT NULL,
  document_id    bigint NOT NULL REFERENCES documents,
  revision_id    bigint NOT NULL REFERENCES revisions,
  checked_at     timestamptz NOT NULL,
  outcomes       jsonb NOT NULL             -- []check.Outcome: every rule, with why it did not apply
);
CREATE INDEX checks_by_document ON checks (document_id, id DESC);

CREATE TABLE events (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  office_id   bigint NOT NULL REFERENCES offices,
  body_id     bigint,
  document_id bigint REFERENCES documents,
  case_id     bigint REFERENCES cases,
  kind        text NOT NULL,
  at          timestamptz NOT NULL,
  by_person   bigint REFERENCES people,     -- null: the system
  data        jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX events_by_case ON events (case_id, id);
CREATE INDEX events_by_document ON events (document_id, id);

---------------------------------------------------------------- work that follows

CREATE TABLE outbox (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  office_id  bigint NOT NULL REFERENCES offices,
  kind       text NOT NULL,
  subject_id bigint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  sent_at    timestamptz,                   -- last handed to the queue
  done_at    timestamptz,
  attempts   integer NOT NULL DEFAULT 0,
  last_error text NOT NULL DEFAULT ''
);
CREATE INDEX outbox_waiting ON outbox (id) WHERE done_at IS NULL;

-- +goose StatementBegin
CREATE FUNCTION insiemi_outbox_notify() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  PERFORM pg_notify('insiemi_outbox', '');
  RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER outbox_notify AFTER INSERT ON outbox
  FOR EACH STATEMENT EXECUTE FUNCTION insiemi_outbox_notify();

CREATE TABLE notices (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  office_id  bigint NOT NULL REFERENCES offices,
  body_id    bigint,
  person_id  bigint NOT NULL REFERENCES people,
  kind       text NOT NULL,
  subject_id bigint NOT NULL,               -- receipt, decision, document; 0 for a digest
  created_at timestamptz NOT NULL
);

CREATE TABLE deliveries (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  office_id  bigint NOT NULL REFERENCES offices,
  notice_id  bigint NOT NULL REFERENCES notices,
  at         timestamptz NOT NULL,
  outcome    text NOT NULL CONSTRAINT deliveries_outcome_known CHECK (outcome IN ('sent','refused','not_needed')),
  detail     text NOT NULL DEFAULT ''
);
CREATE INDEX deliveries_by_notice ON deliveries (notice_id);

CREATE TABLE reminders (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  office_id     bigint NOT NULL REFERENCES offices,
  body_id       bigint,
  obligation_id bigint REFERENCES obligations,
  task_id       bigint REFERENCES tasks,
  step          integer NOT NULL,           -- days after the due date, negative before
  reason        text NOT NULL,
  decided_on    date NOT NULL,
  CONSTRAINT reminders_one_subject CHECK (num_nonnulls(obligation_id, task_id) = 1),
  CONSTRAINT reminders_once_per_obligation UNIQUE (obligation_id, step),
  CONSTRAINT reminders_once_per_task UNIQUE (task_id, step)
);

CREATE INDEX reminders_by_office ON reminders (office_id);

CREATE TABLE reminder_notices (             -- which reminders a digest carries
  notice_id   bigint NOT NULL REFERENCES notices,
  reminder_id bigint NOT NULL REFERENCES reminders,
  PRIMARY KEY (notice_id, reminder_id)
);

CREATE TABLE exports (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  office_id   bigint NOT NULL REFERENCES offices,
  body_id     bigint NOT NULL,
  case_id     bigint NOT NULL REFERENCES cases,
  sha256      bytea NOT NULL,
  size        bigint NOT NULL,
  exported_at timestamptz NOT NULL,
  exported_by bigint NOT NULL REFERENCES people
);

---------------------------------------------------------------- never changed, never removed

CREATE TRIGGER revisions_append_only BEFORE UPDATE OR DELETE ON revisions FOR EACH ROW EXECUTE FUNCTION insiemi_append_only();
CREATE TRIGGER receipts_append_only  BEFORE UPDATE OR DELETE ON receipts  FOR EACH ROW EXECUTE FUNCTION insiemi_append_only();
CREATE TRIGGER decisions_append_only BEFORE UPDATE OR DELETE ON decisions FOR EACH ROW EXECUTE FUNCTION insiemi_append_only();
CREATE TRIGGER events_append_only    BEFORE UPDATE OR DELETE ON events    FOR EACH ROW EXECUTE FUNCTION insiemi_append_only();
CREATE TRIGGER reminders_append_only BEFORE UPDATE OR DELETE ON reminders FOR EACH ROW EXECUTE FUNCTION insiemi_append_only();

CREATE TRIGGER revisions_never_emptied BEFORE TRUNCATE ON revisions FOR EACH STATEMENT EXECUTE FUNCTION insiemi_append_only();
CREATE TRIGGER receipts_never_emptied  BEFORE TRUNCATE ON receipts  FOR EACH STATEMENT EXECUTE FUNCTION insiemi_append_only();
CREATE TRIGGER decisions_never_emptied BEFORE TRUNCATE ON decisions FOR EACH STATEMENT EXECUTE FUNCTION insiemi_append_only();
CREATE TRIGGER events_never_emptied    BEFORE TRUNCATE ON events    FOR EACH STATEMENT EXECUTE FUNCTION insiemi_append_only();
CREATE TRIGGER reminders_never_emptied BEFORE TRUNCATE ON reminders FOR EACH STATEMENT EXECUTE FUNCTION insiemi_append_only();

---------------------------------------------------------------- who sees what

-- +goose StatementBegin
DO $$
DECLARE t text;
BEGIN
  -- rows of the office, visible to its bodies as well
  FOREACH t IN ARRAY ARRAY['requirements','definitions','counters'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I USING ((SELECT insiemi_sees_all()) OR office_id = (SELECT insiemi_office()))', t || '_viewer', t);
  END LOOP;
  -- rows of a body, visible to the office and to that body
  FOREACH t IN ARRAY ARRAY['centres','agreements','agreement_centres','tariffs','obligations','documents','revisions',
      'receipts','readings','cases','tasks','decisions','findings','checks','events','notices','reminders','exports'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I USING ((SELECT insiemi_sees_all()) OR (office_id = (SELECT insiemi_office())
      AND ((SELECT insiemi_body()) IS NULL OR body_id = (SELECT insiemi_body()))))', t || '_viewer', t);
  END LOOP;
END $$;
-- +goose StatementEnd

ALTER TABLE offices ENABLE ROW LEVEL SECURITY;
ALTER TABLE offices FORCE ROW LEVEL SECURITY;
CREATE POLICY offices_viewer ON offices USING ((SELECT insiemi_sees_all()) OR id = (SELECT insiemi_office()));

ALTER TABLE bodies ENABLE ROW LEVEL SECURITY;
ALTER TABLE bodies FORCE ROW LEVEL SECURITY;
CREATE POLICY bodies_viewer ON bodies USING ((SELECT insiemi_sees_all()) OR (office_id = (SELECT insiemi_office())
  AND ((SELECT insiemi_body()) IS NULL OR id = (SELECT insiemi_body()))));

-- People of the office are visible to its bodies (who decided); people of a body to that body and the office.
ALTER TABLE people ENABLE ROW LEVEL SECURITY;
ALTER TABLE people FORCE ROW LEVEL SECURITY;
CREATE POLICY people_viewer ON people USING ((SELECT insiemi_sees_all()) OR (office_id = (SELECT insiemi_office())
  AND ((SELECT insiemi_body()) IS NULL OR body_id IS NULL OR body_id = (SELECT insiemi_body()))));

-- The system's own tables: only the system's own work.
ALTER TABLE sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE sessions FORCE ROW LEVEL SECURITY;
CREATE POLICY sessions_system ON sessions USING ((SELECT insiemi_sees_all()));
ALTER TABLE sign_ins ENABLE ROW LEVEL SECURITY;
ALTER TABLE sign_ins FORCE ROW LEVEL SECURITY;
CREATE POLICY sign_ins_system ON sign_ins USING ((SELECT insiemi_sees_all()));
-- What a digest carries is visible to whoever sees the digest.
ALTER TABLE reminder_notices ENABLE ROW LEVEL SECURITY;
ALTER TABLE reminder_notices FORCE ROW LEVEL SECURITY;
CREATE POLICY reminder_notices_viewer ON reminder_notices USING ((SELECT insiemi_sees_all()) OR
  EXISTS (SELECT 1 FROM notices n WHERE n.id = notice_id));
ALTER TABLE outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE outbox FORCE ROW LEVEL SECURITY;
CREATE POLICY outbox_viewer ON outbox USING ((SELECT insiemi_sees_all()) OR office_id = (SELECT insiemi_office()));
ALTER TABLE deliveries ENABLE ROW LEVEL SECURITY;
ALTER TABLE deliveries FORCE ROW LEVEL SECURITY;
CREATE POLICY deliveries_viewer ON deliveries USING ((SELECT insiemi_sees_all()) OR
  (office_id = (SELECT insiemi_office()) AND (SELECT insiemi_body()) IS NULL));

-- +goose Down
-- There is no way down: what was received is never removed.
-- +goose StatementBegin
DO $$ BEGIN
  RAISE EXCEPTION 'there is no way down: what was received is never removed. Restore a backup instead';
END $$;
-- +goose StatementEnd
