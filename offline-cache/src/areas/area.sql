CREATE TABLE metadata(name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE tiles(
  zoom_level  INTEGER NOT NULL,
  tile_column INTEGER NOT NULL,
  tile_row    INTEGER NOT NULL,
  tile_data   BLOB    NOT NULL,
  PRIMARY KEY(zoom_level, tile_column, tile_row)
) STRICT;
CREATE TABLE place(
  id         INTEGER PRIMARY KEY,
  kind       TEXT    NOT NULL,
  osm        TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  names      TEXT    NOT NULL,
  reference  TEXT,
  street     TEXT,
  number     TEXT,
  lon        REAL    NOT NULL,
  lat        REAL    NOT NULL,
  detail     TEXT,
  importance INTEGER NOT NULL
) STRICT;
CREATE INDEX place_kind ON place(kind, id);
CREATE VIRTUAL TABLE place_box USING rtree(id, west, east, south, north);
CREATE TABLE camera(
  id          INTEGER PRIMARY KEY,
  osm         TEXT    NOT NULL,
  lon         REAL    NOT NULL,
  lat         REAL    NOT NULL,
  azimuth_deg REAL,
  tilt_deg    REAL,
  hfov_deg    REAL,
  camera_type TEXT,
  height_m    REAL,
  mount       TEXT,
  operator    TEXT,
  zone        TEXT,
  scope       TEXT,
  name        TEXT
) STRICT;
CREATE TABLE road_edge(
  id        INTEGER PRIMARY KEY,
  from_node INTEGER NOT NULL,
  to_node   INTEGER NOT NULL,
  way_id    INTEGER NOT NULL,
  class     TEXT    NOT NULL,
  name      TEXT,
  length_m  REAL    NOT NULL,
  speed_kmh REAL    NOT NULL,
  usage     INTEGER NOT NULL,
  conditional TEXT,
  points    BLOB    NOT NULL
) STRICT;
CREATE VIRTUAL TABLE road_edge_box USING rtree(id, west, east, south, north);
CREATE TABLE restriction(
  id               INTEGER PRIMARY KEY,
  relation         INTEGER NOT NULL,
  only             INTEGER NOT NULL,
  from_way         INTEGER NOT NULL,
  via_nodes        TEXT    NOT NULL,
  via_ways         TEXT    NOT NULL,
  to_way           INTEGER NOT NULL,
  spares_emergency INTEGER NOT NULL,
  conditional      TEXT
) STRICT;
CREATE TABLE crossing(
  id          INTEGER PRIMARY KEY,
  node        INTEGER NOT NULL,
  a           TEXT    NOT NULL,
  b           TEXT    NOT NULL,
  other_names TEXT    NOT NULL,
  lon         REAL    NOT NULL,
  lat         REAL    NOT NULL,
  importance  INTEGER NOT NULL
) STRICT;
CREATE VIRTUAL TABLE crossing_box USING rtree(id, west, east, south, north);
-- What the search box reads. Made from the rows above when they are whole, and again when they change.
CREATE TABLE spoken(
  id    INTEGER PRIMARY KEY,
  key   TEXT NOT NULL,
  bag   TEXT NOT NULL,
  label TEXT NOT NULL
) STRICT;
CREATE INDEX spoken_bag ON spoken(bag, id);
CREATE VIRTUAL TABLE filed USING fts5(words, content='', detail=none, columnsize=0, prefix='1 2 3',
  tokenize="ascii tokenchars '-'");
CREATE TABLE called(
  name       INTEGER NOT NULL,
  place      INTEGER NOT NULL,
  language   TEXT    NOT NULL,
  kind       TEXT    NOT NULL,
  lon        REAL    NOT NULL,
  lat        REAL    NOT NULL,
  importance INTEGER NOT NULL,
  PRIMARY KEY(name, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE street_of(name INTEGER NOT NULL, street INTEGER NOT NULL, PRIMARY KEY(name, street)) STRICT, WITHOUT ROWID;
CREATE TABLE house(
  street INTEGER NOT NULL,
  number INTEGER NOT NULL,
  rest   TEXT    NOT NULL,
  place  INTEGER NOT NULL,
  lon    REAL    NOT NULL,
  lat    REAL    NOT NULL,
  PRIMARY KEY(street, number, rest, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE meeting(
  street   INTEGER NOT NULL,
  other    INTEGER NOT NULL,
  crossing INTEGER NOT NULL,
  lon      REAL    NOT NULL,
  lat      REAL    NOT NULL,
  PRIMARY KEY(street, other, crossing)
) STRICT, WITHOUT ROWID;
CREATE TABLE post(
  road   TEXT    NOT NULL,
  metres INTEGER NOT NULL,
  place  INTEGER NOT NULL,
  lon    REAL    NOT NULL,
  lat    REAL    NOT NULL,
  PRIMARY KEY(road, metres, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX post_metres ON post(metres, place);
CREATE TABLE word(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE, names INTEGER NOT NULL) STRICT;
CREATE TABLE slip(key INTEGER NOT NULL, word INTEGER NOT NULL, PRIMARY KEY(key, word)) STRICT, WITHOUT ROWID;
