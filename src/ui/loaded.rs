//! The one place where a page waits for the server: skeleton, content, or the error in the slice's words.

use super::load::Load;
use crate::platform::error::AppError;
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use std::{pin::Pin, sync::Arc};

/// Waits for a resource and draws what came.
///
/// Wrong is handled once: `error` turns the slice's error into a view, usually `states::ErrorState` or `NoPermission`.
/// With `keep` the old content stays while new content loads (filters, paging); without it the skeleton returns.
///
/// ```ignore
/// <Loaded resource=classes skeleton=|| view! { <SkeletonRows label="Loading classes"/> } error=show_error keep=true let:classes>
///     <ClassList classes=classes/>
/// </Loaded>
/// ```
#[component]
pub fn Loaded<T, F, V>(
    /// What is waited for.
    resource: Load<T>,
    /// Drawn while waiting, in the size of what comes.
    #[prop(optional, into)]
    skeleton: ViewFnOnce,
    /// Draws what went wrong.
    error: fn(AppError) -> AnyView,
    /// Keeps the old content in sight while new content loads.
    #[prop(optional)]
    keep: bool,
    /// Draws what came.
    children: F,
) -> impl IntoView
where
    T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Fn(T) -> V + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let children = Arc::new(children);
    let content = move || {
        let children = Arc::clone(&children);
        resource.drawn(move |answer| match answer {
            Ok(value) => children(value.clone()).into_any(),
            Err(wrong) => error(wrong.clone()),
        })
    };
    waiting(keep, skeleton, Arc::new(content))
}

/// What will be drawn once it is there.
type Drawn = Pin<Box<dyn Future<Output = AnyView> + Send>>;

/// The part that does not depend on what is waited for: compiled once.
fn waiting(keep: bool, skeleton: ViewFnOnce, content: Arc<dyn Fn() -> Drawn + Send + Sync>) -> AnyView {
    let content = move || Suspend::new(content());
    if keep {
        view! { <Transition fallback=skeleton>{move || content()}</Transition> }.into_any()
    } else {
        view! { <Suspense fallback=skeleton>{move || content()}</Suspense> }.into_any()
    }
}
