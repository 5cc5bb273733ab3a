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
        // Made at the first sign-in whoever it is: were it made for the first unknown name, that one would take twice as long.
        let nobody = NOBODY.clone();
        let text = stored.unwrap_or(nobody);
        #[cfg(test)]
        tests::note(&password, &text);
        let fits = PasswordHash::new(&text).is_ok_and(|hash| ARGON.verify_password(password.as_bytes(), &hash).is_ok());
        fits && known
    })
    .await
    .map_err(|e| fault(&e))
}

#[cfg(test)]
mod tests {
    use crate::{
        accounts::{
            model::Refusal,
            service::{self, Origin},
        },
        platform::{
            db::{Db, Options},
            error::{AppError, Nothing},
            house::House,
            time::Clock,
        },
        studio,
    };
    use std::sync::Mutex;

    /// Every password that was compared in this process, and the parameters of the hash that it was compared with.
    static COMPARED: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());

    pub(super) fn note(password: &str, hash: &str) {
        let parameters = hash.rsplitn(3, '$').last().unwrap_or_default().to_owned();
        COMPARED
            .lock()
            .expect("not poisoned")
            .push((password.to_owned(), parameters));
    }

    fn comparisons(password: &str) -> Vec<String> {
        let compared = COMPARED.lock().expect("not poisoned");
        let of_this = compared.iter().filter(|(seen, _)| seen == password);
        of_this.map(|(_, parameters)| parameters.clone()).collect()
    }

    #[tokio::test]
    async fn a_name_that_nobody_has_takes_the_work_of_a_wrong_password() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite:{}", folder.path().join("club.db").display());
        let db = Db::open(&url, Options::default()).await.expect("a fresh SQLite opens");
        let house = House::new(db, Clock::default(), "http://localhost:3000", false);
        let now = house.clock.now();
        let mut tx = house.db.write().await.expect("a writer");
        let org = studio::service::found(&mut tx, "Nordkai", "EUR", "en", false, now)
            .await
            .expect("a club");
        for (login, password) in [
            ("ada@example.org", Some("a long quiet river")),
            ("ben@example.org", None),
        ] {
            let applicant = service::applicant_by_console(login, login, password)
                .await
                .expect("a good applicant");
            service::open_account::<Nothing>(&mut tx, org.id, &applicant, now)
                .await
                .expect("an account");
        }
        tx.commit().await.expect("committed");

        for (n, (who, login)) in [
            ("an account", "ada@example.org"),
            ("an account without a password", "ben@example.org"),
            ("nobody", "cara@example.org"),
            ("nobody's number", "+49 170 1234567"),
        ]
        .into_iter()
        .enumerate()
        {
            let wrong = format!("a wrong river {n}");
            let answer = service::sign_in(&house, login, &wrong, None, Origin::default()).await;
            assert!(
                matches!(answer, Err(AppError::Refused(Refusal::WrongPassword))),
                "{who}"
            );
            assert_eq!(
                comparisons(&wrong),
                ["$argon2id$v=19$m=19456,t=2,p=1"],
                "{who}: one comparison"
            );
        }
        // The control: what is refused before any comparison is not counted as one.
        let long = "x".repeat(1025);
        let answer = service::sign_in(&house, "ada@example.org", &long, None, Origin::default()).await;
        assert!(answer.is_err() && comparisons(&long).is_empty());
        let right = service::sign_in(&house, "ada@example.org", "a long quiet river", None, Origin::default()).await;
        assert!(right.is_ok());
    }
}
