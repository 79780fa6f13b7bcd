CREATE TABLE incident_entry(
  id          TEXT    NOT NULL PRIMARY KEY,
  number      TEXT    NOT NULL,
  type_code   TEXT    NOT NULL,
  priority    TEXT    NOT NULL,
  state       TEXT    NOT NULL,
  opened_ms   INTEGER NOT NULL,
  closed_ms   INTEGER,
  lon         REAL,
  lat         REAL,
  disposition TEXT,
  state_json  TEXT    NOT NULL
) STRICT;
CREATE INDEX incident_entry_opened ON incident_entry(opened_ms);
CREATE INDEX incident_entry_number ON incident_entry(number);
CREATE TABLE incident_word(
  id       INTEGER PRIMARY KEY,
  incident TEXT    NOT NULL,
  gseq     INTEGER NOT NULL,
  kind     TEXT    NOT NULL,
  at_ms    INTEGER NOT NULL,
  subject  TEXT,
  text     TEXT    NOT NULL
) STRICT;
CREATE INDEX incident_word_incident ON incident_word(incident);
CREATE INDEX incident_word_subject ON incident_word(subject) WHERE subject IS NOT NULL;
CREATE VIRTUAL TABLE incident_text USING fts5(text, content='', tokenize='unicode61 remove_diacritics 2');
INSERT INTO incident_text(incident_text, rank) VALUES('secure-delete', 1);
CREATE TABLE incident_story(
  incident TEXT    NOT NULL,
  gseq     INTEGER NOT NULL,
  PRIMARY KEY(incident, gseq)
) STRICT, WITHOUT ROWID;
CREATE TABLE reach(
  one  INTEGER PRIMARY KEY CHECK(one=1),
  gseq INTEGER NOT NULL CHECK(gseq>=0),
  id   BLOB    NOT NULL CHECK(length(id)=16)
) STRICT;
INSERT INTO reach(one, gseq, id) VALUES(1, 0, zeroblob(16));
