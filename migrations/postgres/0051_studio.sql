-- The country whose law says until when somebody is a child; none: by the zone of the first location.
ALTER TABLE organisations ADD COLUMN country text CHECK (length(country) = 2);
