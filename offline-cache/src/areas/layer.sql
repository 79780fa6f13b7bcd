CREATE TABLE metadata(name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE feature(
  id         INTEGER PRIMARY KEY,
  key        TEXT NOT NULL UNIQUE,
  name       TEXT NOT NULL,
  kind       TEXT NOT NULL,
  floor      TEXT,
  properties TEXT NOT NULL,
  shape      BLOB NOT NULL,
  rough      BLOB,
  label_lon  REAL,
  label_lat  REAL
) STRICT;
-- At a zoom this feature stands for several that it would hide.
CREATE TABLE heap(
  id       INTEGER NOT NULL,
  zoom     INTEGER NOT NULL,
  features INTEGER NOT NULL,
  PRIMARY KEY(id, zoom)
) STRICT, WITHOUT ROWID;
-- Names as they are asked for, from each word on.
CREATE TABLE name_start(
  text TEXT    NOT NULL,
  id   INTEGER NOT NULL,
  PRIMARY KEY(text, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE fault(
  id    INTEGER PRIMARY KEY,
  row   INTEGER NOT NULL,
  field TEXT    NOT NULL,
  why   TEXT    NOT NULL
) STRICT;
CREATE VIRTUAL TABLE feature_box USING rtree(id, west, east, south, north, from_zoom, to_zoom);
