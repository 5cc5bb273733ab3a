-- Two records of one person: the one that is not kept leads to the other.
ALTER TABLE members ADD COLUMN merged_into uuid REFERENCES members (id);
CREATE INDEX members_merged_into ON members (merged_into) WHERE merged_into IS NOT NULL;
