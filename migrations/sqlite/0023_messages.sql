-- Whom a notice speaks of by name, where that is not its reader: it goes when their data are erased.

ALTER TABLE notices ADD COLUMN about BLOB REFERENCES members (id);
CREATE INDEX notices_about ON notices (about) WHERE about IS NOT NULL;
