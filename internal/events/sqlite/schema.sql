-- Version 1. Clustered by id, so that a page is one range; (session, seq) is
-- unique, so that two hosts cannot both write a session's next step.
CREATE TABLE event (
  id            TEXT    NOT NULL PRIMARY KEY,
  time_ms       INTEGER NOT NULL, -- since 1970, UTC
  session       TEXT    NOT NULL,
  seq           INTEGER NOT NULL CHECK (seq > 0),
  name          TEXT    NOT NULL,
  type          TEXT    NOT NULL,
  group_id      INTEGER NOT NULL,
  agent         TEXT    NOT NULL,
  desk          TEXT    NOT NULL,
  record_system TEXT    NOT NULL,
  record_type   TEXT    NOT NULL,
  record_id     TEXT    NOT NULL,
  record_title  TEXT    NOT NULL,
  record_url    TEXT    NOT NULL,
  key           TEXT    NOT NULL,
  key_kind      TEXT    NOT NULL,
  data          TEXT    NOT NULL, -- a JSON object of texts
  UNIQUE (session, seq)
) STRICT, WITHOUT ROWID;
