//! What every page is: what it reads, and how it is drawn.

use leptos::prelude::AnyView;

/// A page. Pages arrive in the browser in groups, each when the first of its pages is visited: what a page reads belongs to its
/// group like everything else of it, so that nobody loads what only the owner's pages know.
pub trait Page: Sized {
    /// Begins to read what the page shows.
    fn data() -> Self;

    /// Draws it.
    fn view(this: Self) -> AnyView;

    /// Both.
    fn open() -> AnyView {
        Self::view(Self::data())
    }
}
