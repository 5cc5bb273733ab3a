//! Asks for the tablet that is asking.

use super::model::Kiosk;
use crate::platform::{
    error::{Answer, AppError},
    request,
};

/// The paired tablet whose cookie came with the request. The server looks for it at the tablets' own doors alone.
///
/// # Errors
/// [`AppError::SignIn`] when it is none, or one that was taken out of service.
pub fn kiosk<R>() -> Answer<Kiosk, R> {
    request::left::<Kiosk>().ok_or(AppError::SignIn)
}
