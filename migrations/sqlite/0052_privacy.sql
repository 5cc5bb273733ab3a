-- A yes or no that somebody who answers for a child has said, by themselves or on paper at the desk.
ALTER TABLE consents ADD COLUMN by_guardian INTEGER NOT NULL DEFAULT 0;
