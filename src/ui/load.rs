//! What a page asks the server for.

use crate::platform::error::Answer;
use leptos::{
    prelude::*,
    server::codee::{Decoder, Encoder},
};
use serde::{Serialize, de::DeserializeOwned};
use std::{
    any::Any,
    convert::Infallible,
    future::{IntoFuture, pending},
    marker::PhantomData,
    pin::Pin,
    sync::{Arc, OnceLock},
};

/// An answer of the server on its way to a page: asked for while the page is drawn there, sent along with it, asked for again when
/// its source changes.
///
/// Underneath all of them are one type. With one type each, the browser would fetch the whole machinery of waiting, keeping and
/// asking again once for each kind of answer.
pub struct Load<T> {
    parcels: Resource<Parcel, Wrapping>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Load<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Load<T> {}

impl<T> Load<T>
where
    T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
{
    /// Asks now, and again whenever what `source` gives has changed. The page's first bytes wait for it.
    #[must_use]
    pub fn new<S, F>(
        source: impl Fn() -> S + Send + Sync + 'static,
        ask: impl Fn(S) -> F + Send + Sync + 'static,
    ) -> Self
    where
        S: Clone + PartialEq + Send + Sync + 'static,
        F: Future<Output = Answer<T>> + Send + 'static,
    {
        let source = Box::new(move || Question(Arc::new(source())));
        let ask = Box::new(move |question: Question| {
            // what asks has made the question
            let asked = (*question.0).as_any().downcast_ref::<S>().cloned().map(&ask);
            let parcel: Underway = Box::pin(async move {
                match asked {
                    Some(answer) => Parcel::wrap(answer.await),
                    None => pending().await,
                }
            });
            parcel
        });
        Self {
            parcels: start(source, ask),
            of: PhantomData,
        }
    }

    /// The answer, once it is there; whoever calls this is told of the next one.
    #[must_use]
    pub fn get(self) -> Option<Answer<T>> {
        self.with(|answer| answer.cloned())
    }

    /// The answer, once it is there.
    #[must_use]
    pub fn get_untracked(self) -> Option<Answer<T>> {
        self.parcels.get_untracked().and_then(|parcel| parcel.open().cloned())
    }

    /// Looks at the answer where it is; whoever calls this is told of the next one.
    pub fn with<R>(self, look: impl FnOnce(Option<&Answer<T>>) -> R) -> R {
        let parcel = self.parcels.get();
        look(parcel.as_ref().and_then(Parcel::open))
    }

    /// Whether an answer is there; whoever calls this is told of the next one.
    #[must_use]
    pub fn is_here(self) -> bool {
        self.parcels.with(Option::is_some)
    }

    /// Asks again.
    pub fn refetch(self) {
        self.parcels.refetch();
    }
}

impl<T> IntoFuture for Load<T>
where
    T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
{
    type Output = Answer<T>;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer<T>> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        let parcel = self.parcels.into_future();
        Box::pin(async move {
            match parcel.await.open() {
                Some(answer) => Answer::clone(answer),
                None => {
                    self.refetch();
                    pending().await
                }
            }
        })
    }
}

impl<T> Load<T> {
    /// Draws what came, as soon as it is there, for whoever does not know its type.
    pub(super) fn drawn(
        self,
        draw: impl FnOnce(&Answer<T>) -> AnyView + Send + 'static,
    ) -> Pin<Box<dyn Future<Output = AnyView> + Send>>
    where
        T: DeserializeOwned + Send + Sync + 'static,
    {
        draw_later(self.parcels, Box::new(move |parcel| parcel.open().map(draw)))
    }
}

type Underway = Pin<Box<dyn Future<Output = Parcel> + Send>>;
type Source = Box<dyn Fn() -> Question + Send + Sync>;
type Ask = Box<dyn Fn(Question) -> Underway + Send + Sync>;
type Draw = Box<dyn FnOnce(&Parcel) -> Option<AnyView> + Send>;

fn start(source: Source, ask: Ask) -> Resource<Parcel, Wrapping> {
    Resource::new_with_options(source, ask, true)
}

fn draw_later(parcels: Resource<Parcel, Wrapping>, draw: Draw) -> Pin<Box<dyn Future<Output = AnyView> + Send>> {
    let parcel = parcels.into_future();
    Box::pin(async move {
        match draw(&parcel.await) {
            Some(view) => view,
            None => {
                parcels.refetch();
                pending().await
            }
        }
    })
}

/// What an answer depends on.
#[derive(Clone)]
struct Question(Arc<dyn Comparable>);

impl PartialEq for Question {
    fn eq(&self, other: &Self) -> bool {
        self.0.same(&*other.0)
    }
}

trait Comparable: Any + Send + Sync {
    fn as_any(&self) -> &dyn Any;
    fn same(&self, other: &dyn Comparable) -> bool;
}

impl<S: PartialEq + Send + Sync + 'static> Comparable for S {
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn same(&self, other: &dyn Comparable) -> bool {
        other.as_any().downcast_ref::<S>() == Some(self)
    }
}

/// An answer whose type only the page knows: as it was made, or as the text that came with the page until somebody opens it.
#[derive(Clone)]
struct Parcel(Arc<Content>);

struct Content {
    text: String,
    open: OnceLock<Option<Box<dyn Any + Send + Sync>>>,
    #[cfg(feature = "ssr")]
    write: fn(&dyn Any) -> String,
}

impl Parcel {
    fn wrap<T: Serialize + Send + Sync + 'static>(answer: Answer<T>) -> Self {
        Self(Arc::new(Content {
            text: String::new(),
            open: OnceLock::from(Some(Box::new(answer) as Box<dyn Any + Send + Sync>)),
            #[cfg(feature = "ssr")]
            write: |answer| {
                let answer = answer.downcast_ref::<Answer<T>>();
                serde_json::to_string(&answer).unwrap_or_default()
            },
        }))
    }

    /// `None`: what came with the page cannot be read, and is asked for again.
    fn open<T: DeserializeOwned + Send + Sync + 'static>(&self) -> Option<&Answer<T>> {
        let read = || {
            let answer: Option<Answer<T>> = serde_json::from_str(&self.0.text).ok();
            answer.map(|answer| Box::new(answer) as Box<dyn Any + Send + Sync>)
        };
        self.0.open.get_or_init(read).as_ref()?.downcast_ref()
    }
}

/// How a parcel travels with its page.
struct Wrapping;

impl Encoder<Parcel> for Wrapping {
    type Error = Infallible;
    type Encoded = String;

    fn encode(parcel: &Parcel) -> Result<String, Infallible> {
        #[cfg(feature = "ssr")]
        if let Some(Some(answer)) = parcel.0.open.get() {
            return Ok((parcel.0.write)(&**answer));
        }
        Ok(parcel.0.text.clone())
    }
}

impl Decoder<Parcel> for Wrapping {
    type Error = Infallible;
    type Encoded = str;

    fn decode(text: &str) -> Result<Parcel, Infallible> {
        Ok(Parcel(Arc::new(Content {
            text: text.to_owned(),
            open: OnceLock::new(),
            #[cfg(feature = "ssr")]
            write: |_| String::new(),
        })))
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::{Decoder, Encoder, Parcel, Question, Wrapping};
    use crate::platform::error::{Answer, AppError};
    use std::sync::Arc;

    #[test]
    fn what_was_wrapped_is_what_is_opened() {
        for answer in [Ok(vec!["Ana".to_owned()]), Err(AppError::NotFound)] {
            let there = Parcel::wrap::<Vec<String>>(answer.clone());
            assert_eq!(there.open(), Some(&answer));
            let Ok(text) = Wrapping::encode(&there);
            let Ok(here) = <Wrapping as Decoder<Parcel>>::decode(&text);
            assert_eq!(here.open(), Some(&answer), "{text}");
            assert_eq!(here.open(), Some(&answer), "and again");
        }
    }

    #[test]
    fn what_cannot_be_read_is_nothing() {
        let Ok(parcel) = <Wrapping as Decoder<Parcel>>::decode("{\"Ok\":");
        let opened: Option<&Answer<i64>> = parcel.open();
        assert_eq!(opened, None);
    }

    #[test]
    fn questions_of_different_kinds_differ() {
        let number = Question(Arc::new(1_i64));
        assert!(number == Question(Arc::new(1_i64)));
        assert!(number != Question(Arc::new(2_i64)));
        assert!(number != Question(Arc::new(1_u8)));
    }
}
