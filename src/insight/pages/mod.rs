//! Dashboard and operations.
