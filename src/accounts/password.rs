//! Password hashing: argon2id on a bounded pool, so that a rush of sign-ins cannot take all memory.

use crate::platform::error::{Answer, AppError, fault};
use argon2::{
    Argon2, Params,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use std::sync::LazyLock;
use tokio::{sync::Semaphore, task::spawn_blocking};

/// At most so many hashes at once: each takes 19 MiB and a core.
static POOL: Semaphore = Semaphore::const_new(2);

/// 19 MiB, two passes, one lane: OWASP's first choice for argon2id.
static ARGON: LazyLock<Argon2<'static>> = LazyLock::new(|| {
    Argon2::new(
        argon2::Algorithm::Argon2id,
        argon2::Version::V0x13,
        Params::new(19 * 1024, 2, 1, None).unwrap_or_default(),
    )
});

/// Verified when there is no such account, so that a wrong name takes as long as a wrong password.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now("nobody has this password").unwrap_or_default());

fn hash_now(password: &str) -> Option<String> {
    ARGON
        .hash_password(password.as_bytes())
        .ok()
        .map(|hash| hash.to_string())
}

/// The hash to store.
///
/// # Errors
/// A fault when hashing fails.
pub async fn hash<R>(password: &str) -> Answer<String, R> {
    let _place = POOL.acquire().await.map_err(|e| fault(&e))?;
    let password = password.to_owned();
    spawn_blocking(move || hash_now(&password))
        .await
        .map_err(|e| fault(&e))?
        .ok_or_else(|| fault(&"argon2 failed"))
}

/// Whether the password fits the stored hash; `None` takes as long and never fits.
///
/// # Errors
/// [`AppError::Busy`] while the pool is closed.
pub async fn fits<R>(password: &str, stored: Option<String>) -> Answer<bool, R> {
    let _place = POOL.acquire().await.map_err(|_| AppError::Busy)?;
    let password = password.to_owned();
    spawn_blocking(move || {
        let known = stored.is_some();
        let text = stored.unwrap_or_else(|| NOBODY.clone());
        let fits = PasswordHash::new(&text).is_ok_and(|hash| ARGON.verify_password(password.as_bytes(), &hash).is_ok());
        fits && known
    })
    .await
    .map_err(|e| fault(&e))
}
