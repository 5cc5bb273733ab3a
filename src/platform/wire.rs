//! How the browser asks the server: one way for every server function, written once and not once for each of them.

#[cfg(feature = "ssr")]
use super::error::AppError;
use super::error::Reason;
use leptos::server_fn::{
    Http, Protocol,
    codec::{Json, PostUrl},
};
use std::future::Future;

#[cfg(not(feature = "ssr"))]
pub use browser::{Reply, exchange, posted};

/// The protocol of every server function: form fields there, JSON back.
///
/// On the server it is the usual one. In the browser only the writing of the arguments and the reading of the answer differ
/// from function to function; what lies between is the same code for all, which keeps the pages light.
pub struct Wire;

/// The usual protocol, which the server keeps.
type Usual = Http<PostUrl, Json>;

#[cfg(feature = "ssr")]
impl<Input, Output, Client, Server, R> Protocol<Input, Output, Client, Server, AppError<R>> for Wire
where
    R: Reason,
    Client: leptos::server_fn::client::Client<AppError<R>>,
    Server: leptos::server_fn::server::Server<AppError<R>>,
    Usual: Protocol<Input, Output, Client, Server, AppError<R>>,
{
    const METHOD: http::Method = http::Method::POST;

    fn run_server<F, Fut>(
        request: Server::Request,
        server_fn: F,
    ) -> impl Future<Output = Result<Server::Response, AppError<R>>> + Send
    where
        F: Fn(Input) -> Fut + Send,
        Fut: Future<Output = Result<Output, AppError<R>>> + Send,
    {
        Usual::run_server(request, server_fn)
    }

    fn run_client(path: &str, input: Input) -> impl Future<Output = Result<Output, AppError<R>>> + Send {
        Usual::run_client(path, input)
    }
}

#[cfg(not(feature = "ssr"))]
mod browser {
    use super::{Future, Protocol, Reason, Usual, Wire};
    use crate::platform::error::{AppError, Nothing};
    use leptos::server_fn::{
        Bytes,
        client::{Client, browser::BrowserClient},
        codec::{IntoReq, PostUrl},
        error::FromServerFnError,
        redirect::call_redirect_hook,
        request::{ClientReq, browser::BrowserRequest},
        response::ClientRes,
    };
    use serde::de::DeserializeOwned;

    const FORM: &str = "application/x-www-form-urlencoded";
    const JSON: &str = "application/json";

    /// What came back, unread.
    pub struct Reply {
        failed: bool,
        body: Bytes,
    }

    impl Reply {
        /// Reads the answer.
        ///
        /// # Errors
        /// What the server says instead; [`AppError::Unreachable`] where nothing readable came.
        pub fn read<T: DeserializeOwned, R: Reason>(self) -> Result<T, AppError<R>> {
            if self.failed {
                return Err(AppError::de(self.body));
            }
            // from a text, as a page reads what came with it: from bytes it would be a second copy of every type's reader
            let text = std::str::from_utf8(&self.body).map_err(|_| AppError::Unreachable)?;
            serde_json::from_str(text).map_err(|_| AppError::Unreachable)
        }
    }

    /// Sends a request and goes where the answer says.
    ///
    /// # Errors
    /// [`AppError::Unreachable`] when no answer came.
    pub async fn exchange(request: BrowserRequest) -> Result<Reply, AppError> {
        let answer = <BrowserClient as Client<AppError>>::send(request).await?;
        let read = |answer| ClientRes::<AppError>::try_into_bytes(answer);
        let status = ClientRes::<AppError>::status(&answer);
        let on = ClientRes::<AppError>::has_redirect(&answer).then(|| ClientRes::<AppError>::location(&answer));
        let reply = Reply {
            failed: (400..=599).contains(&status),
            body: read(answer).await?,
        };
        if let Some(on) = on.filter(|_| !reply.failed) {
            call_redirect_hook(&on);
        }
        Ok(reply)
    }

    /// A request with the fields of a form.
    ///
    /// # Errors
    /// [`AppError::Unreachable`] when the browser makes none of it.
    pub fn posted(path: &str, fields: String) -> Result<BrowserRequest, AppError> {
        ClientReq::<AppError<Nothing>>::try_new_req_text(path, FORM, JSON, fields, http::Method::POST)
    }

    impl<Input, Output, C, Server, R> Protocol<Input, Output, C, Server, AppError<R>> for Wire
    where
        R: Reason,
        C: Client<AppError<R>>,
        Server: leptos::server_fn::server::Server<AppError<R>>,
        Usual: Protocol<Input, Output, C, Server, AppError<R>>,
        Input: IntoReq<PostUrl, BrowserRequest, AppError> + Send,
        Output: DeserializeOwned + Send,
    {
        const METHOD: http::Method = http::Method::POST;

        fn run_server<F, Fut>(
            request: Server::Request,
            server_fn: F,
        ) -> impl Future<Output = Result<Server::Response, AppError<R>>> + Send
        where
            F: Fn(Input) -> Fut + Send,
            Fut: Future<Output = Result<Output, AppError<R>>> + Send,
        {
            Usual::run_server(request, server_fn)
        }

        fn run_client(path: &str, input: Input) -> impl Future<Output = Result<Output, AppError<R>>> + Send {
            let request = input.into_req(path, JSON);
            async move {
                exchange(request.map_err(AppError::widen)?)
                    .await
                    .map_err(AppError::widen)?
                    .read()
            }
        }
    }
}
