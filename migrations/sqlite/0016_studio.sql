-- Who put rules into force, and rules that were taken back before they began.

ALTER TABLE policies ADD COLUMN created_by BLOB REFERENCES accounts (id);   -- NULL: the console
ALTER TABLE policies ADD COLUMN withdrawn_at INTEGER;
