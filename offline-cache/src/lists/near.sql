CREATE INDEX incident_entry_place ON incident_entry(lat, lon);
