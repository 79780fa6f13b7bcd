ALTER TABLE incident_entry ADD COLUMN gseq INTEGER NOT NULL DEFAULT 0;
CREATE INDEX incident_entry_gseq ON incident_entry(gseq);
