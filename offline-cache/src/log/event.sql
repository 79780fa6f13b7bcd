CREATE TABLE event(
  lseq     INTEGER PRIMARY KEY,
  id       BLOB    NOT NULL UNIQUE CHECK(length(id)=16),
  origin   TEXT    NOT NULL,
  oseq     INTEGER NOT NULL CHECK(oseq>0),
  stream   TEXT    NOT NULL CHECK(instr(stream,'/')>1),
  expected INTEGER NOT NULL CHECK(expected>=0),
  cmd      BLOB    NOT NULL CHECK(length(cmd)=16),
  hlc      INTEGER NOT NULL, happened_ms INTEGER NOT NULL, recorded_ms INTEGER NOT NULL,
  actor    TEXT    NOT NULL, role TEXT NOT NULL,
  mode     TEXT    NOT NULL CHECK(mode IN ('live','drill')),
  cause    TEXT    NOT NULL CHECK(cause IN ('operator','rule','feed','sync')),
  typ      TEXT    NOT NULL, schema_v INTEGER NOT NULL,
  body     BLOB    NOT NULL,
  prev     BLOB    NOT NULL CHECK(length(prev)=32),
  hash     BLOB    NOT NULL UNIQUE CHECK(length(hash)=32),
  UNIQUE(origin, oseq)
) STRICT;
CREATE INDEX event_stream ON event(stream, lseq);
CREATE INDEX event_cmd ON event(cmd, lseq);
CREATE TABLE placed(
  gseq    INTEGER PRIMARY KEY, epoch INTEGER NOT NULL,
  id      BLOB    NOT NULL UNIQUE REFERENCES event(id),
  stream  TEXT    NOT NULL,
  version INTEGER NOT NULL CHECK(version>0),
  prev_version INTEGER GENERATED ALWAYS AS (nullif(version-1,0)) STORED,
  UNIQUE(stream, version),
  FOREIGN KEY(stream, prev_version) REFERENCES placed(stream, version) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE placed_lost(epoch INTEGER NOT NULL, gseq INTEGER NOT NULL, id BLOB NOT NULL,
  version INTEGER NOT NULL, lost_ms INTEGER NOT NULL, PRIMARY KEY(epoch, gseq)) STRICT, WITHOUT ROWID;
CREATE TABLE outbox(id BLOB PRIMARY KEY REFERENCES event(id), state INTEGER NOT NULL DEFAULT 0,
  tries INTEGER NOT NULL DEFAULT 0, next_ms INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_due ON outbox(state, next_ms);
CREATE TABLE checkpoint(epoch INTEGER NOT NULL, gseq INTEGER NOT NULL, signer TEXT NOT NULL,
  root BLOB NOT NULL CHECK(length(root)=32), note TEXT NOT NULL,
  PRIMARY KEY(epoch, gseq, signer)) STRICT, WITHOUT ROWID;
CREATE TRIGGER event_no_update BEFORE UPDATE ON event
  BEGIN SELECT RAISE(ABORT,'event log is append-only'); END;
CREATE TRIGGER event_no_delete BEFORE DELETE ON event
  BEGIN SELECT RAISE(ABORT,'event log is append-only'); END;
CREATE TRIGGER event_no_replace BEFORE INSERT ON event
  WHEN EXISTS(SELECT 1 FROM event WHERE lseq=NEW.lseq) OR EXISTS(SELECT 1 FROM event WHERE id=NEW.id)
    OR EXISTS(SELECT 1 FROM event WHERE origin=NEW.origin AND oseq=NEW.oseq)
    OR EXISTS(SELECT 1 FROM event WHERE hash=NEW.hash)
  BEGIN SELECT RAISE(ABORT,'event already recorded'); END;
