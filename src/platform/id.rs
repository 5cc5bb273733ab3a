//! Identifiers: a type of its own for each kind of thing, so that a member's id can never stand where a session's is asked for.
//!
//! Values are UUIDv7: they sort by the time they were made, which keeps the indexes of both databases compact.
//! They are names, not secrets: whatever must not be guessed carries a random token instead.

/// Declares newtypes over [`uuid::Uuid`] that both databases, JSON, forms and URLs understand.
#[macro_export]
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(transparent))]
        #[serde(transparent)]
        pub struct $name(pub uuid::Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.0, f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        #[cfg(feature = "ssr")]
        impl $name {
            /// A new one, later than every one made before it.
            #[must_use]
            pub fn fresh() -> Self {
                Self($crate::platform::id::fresh())
            }
        }
    )+};
}

/// A new UUIDv7.
#[cfg(feature = "ssr")]
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the one place where ids are made")]
pub fn fresh() -> uuid::Uuid {
    uuid::Uuid::now_v7()
}
