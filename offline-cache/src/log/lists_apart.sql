DROP TABLE incident_entry;
DROP TABLE incident_word;
DROP TABLE incident_text;
DROP TABLE incident_story;
