CREATE TABLE metadata(name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE feature(
  id         INTEGER PRIMARY KEY,
  key        TEXT NOT NULL UNIQUE,
  name       TEXT NOT NULL,
  kind       TEXT NOT NULL,
  floor      TEXT,
  properties TEXT NOT NULL,
  shape      BLOB NOT NULL
) STRICT;
CREATE TABLE fault(
  id    INTEGER PRIMARY KEY,
  row   INTEGER NOT NULL,
  field TEXT    NOT NULL,
  why   TEXT    NOT NULL
) STRICT;
CREATE VIRTUAL TABLE feature_box USING rtree(id, west, east, south, north);
