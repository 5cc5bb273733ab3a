//! Foreign sites, headers, limits, payloads.
