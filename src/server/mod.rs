//! The router: pages, server functions, the live feed, files; and what every answer carries.
//!
//! From the outside in: panics are caught, headers set, bodies limited, time limited, foreign sites turned away, the peer and the
//! session found. Behind that stand the pages and functions, which still ask for themselves who is calling.

mod assets;
mod copies;
mod imports;
mod kiosk;
mod later;
mod layers;
mod lists;
mod live;
mod public;
mod typed;

use crate::{
    accounts, app,
    config::Config,
    platform::{
        backup::Folder,
        db::{Db, Options},
        error::{AppError, Nothing},
        gone::GoneList,
        house::House,
        time::Clock,
        vault::DataKey,
    },
    privacy, worker,
};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::StatusCode,
    middleware,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use leptos::config::{Env, LeptosOptions, ReloadWSProtocol};
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list};
use std::{net::SocketAddr, path::Path, sync::LazyLock, time::Duration};
use tokio::{net::TcpListener, sync::watch};
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, csrf::CsrfLayer, limit::RequestBodyLimitLayer,
    timeout::TimeoutLayer,
};

pub use later::WAKE;
pub use layers::{Edge, page_policy};

/// The largest body that a form may send: 256 KiB.
const BODY: usize = 256 * 1024;

/// Longer than any page takes; whoever waits longer has gone.
const PATIENCE: Duration = Duration::from_secs(15);

/// How long a file may take to come.
const UPLOAD_PATIENCE: Duration = Duration::from_secs(300);

/// What a failure at the start looks like: words for the console.
pub type Startup<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// How the front end was built: the same names as in `Cargo.toml`.
#[must_use]
pub fn leptos_options(listen: SocketAddr) -> LeptosOptions {
    LeptosOptions::builder()
        .output_name("spotter")
        .site_root("target/site")
        .site_pkg_dir("pkg")
        .env(Env::PROD)
        .site_addr(listen)
        .reload_port(0)
        .reload_ws_protocol(ReloadWSProtocol::WS)
        .build()
}

/// The pages of the route table.
///
/// They are listed once a process, before anything is answered: while they are listed no resource loads, in any request, and
/// one that is asked for at that moment never does.
pub fn pages() -> &'static [AxumRouteListing] {
    static PAGES: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| generate_route_list(app::App));
    &PAGES
}

/// Everything that answers requests.
pub fn router(house: &House, options: LeptosOptions, edge: Edge) -> Router {
    let state = AppState {
        options: options.clone(),
        house: house.clone(),
    };
    let context = {
        let house = house.clone();
        let modules = assets::modules();
        move || {
            leptos::prelude::provide_context(house.clone());
            if let Some(modules) = modules.clone() {
                leptos::prelude::provide_context(modules);
            }
        }
    };
    // What is no file and no page is drawn as the page that says so; a program gets the words alone.
    let drawn = leptos_axum::render_app_async_with_context(context.clone(), app::shell);
    let rest = move |request: Request| {
        let drawn = drawn.clone();
        async move {
            match assets::find(&request) {
                Some(file) => file,
                None if assets::reads_pages(&request) => drawn(request).await,
                None => assets::missing(),
            }
        }
    };
    let watch = live::Watch::new(house.clone());
    let mut csrf = CsrfLayer::new();
    // Behind a proxy that rewrites the host, the club's own address is still its own.
    if let Ok(trusted) = CsrfLayer::new().add_trusted_origin(house.public_url()) {
        csrf = trusted;
    }
    Router::new()
        .route("/admin/leaving.csv", get(lists::leaving_csv))
        .route("/admin/leaving.xlsx", get(lists::leaving_xlsx))
        .route("/admin/leaving.html", get(lists::leaving_print))
        .route("/admin/members.csv", get(lists::csv))
        .route("/admin/members.xlsx", get(lists::xlsx))
        .route("/admin/members.html", get(lists::print))
        .route("/me/copy", post(copies::own))
        .route("/admin/members/{id}/copy", post(copies::of_member))
        .route("/admin/import/{id}/result.csv", get(imports::result))
        .route("/healthz", get(health))
        .route("/kiosk", get(kiosk::page))
        .leptos_routes_with_context(&state, pages().to_vec(), context, app::shell)
        .fallback(rest)
        .layer(middleware::from_fn(later::modules))
        .layer(middleware::from_fn_with_state(public::Drawn::new(house), public::page))
        .layer(middleware::from_fn_with_state(edge.clone(), typed::keep))
        .layer(middleware::from_fn_with_state(house.clone(), layers::session))
        .layer(middleware::from_fn_with_state(edge.clone(), layers::peer))
        .layer(csrf.clone())
        .layer(middleware::from_fn(layers::own_forms))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            PATIENCE,
        ))
        // The feed is open for hours: it stands outside the time limit and the compression, inside everything else.
        .merge(
            Router::new()
                .route(
                    "/live/{location}",
                    get(move |headers, location| live::seats(watch, headers, location)),
                )
                .layer(middleware::from_fn_with_state(edge.clone(), layers::peer)),
        )
        .layer(DefaultBodyLimit::max(BODY))
        .layer(RequestBodyLimitLayer::new(BODY))
        // A member list is larger than any other form, and comes over lines that are slower than any page takes.
        .merge(
            Router::new()
                .route("/admin/import/upload", post(imports::upload))
                .layer(middleware::from_fn_with_state(house.clone(), layers::session))
                .layer(middleware::from_fn_with_state(edge.clone(), layers::peer))
                .layer(csrf)
                .layer(middleware::from_fn(layers::own_forms))
                .layer(TimeoutLayer::with_status_code(
                    StatusCode::SERVICE_UNAVAILABLE,
                    UPLOAD_PATIENCE,
                ))
                .layer(DefaultBodyLimit::max(imports::BODY)),
        )
        .layer(CompressionLayer::new().compress_when(layers::worth_compressing()))
        .layer(CatchPanicLayer::custom(layers::panicked))
        .layer(middleware::from_fn_with_state(edge, layers::headers))
        .with_state(state)
}

/// What handlers are given.
#[derive(Clone)]
pub struct AppState {
    options: LeptosOptions,
    house: House,
}

impl axum::extract::FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.options.clone()
    }
}

impl axum::extract::FromRef<AppState> for House {
    fn from_ref(state: &AppState) -> Self {
        state.house.clone()
    }
}

/// Whether the database answers.
async fn health(State(house): State<House>) -> StatusCode {
    let alive = async {
        let mut tx = house.db.read().await?;
        tx.query("SELECT 1").value::<i32>().await
    };
    match alive.await {
        Ok(_) => StatusCode::OK,
        Err(error) => {
            tracing::warn!(%error, "the database does not answer");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

impl IntoResponse for AppError<Nothing> {
    fn into_response(self) -> Response {
        let text = self.text(crate::platform::i18n::Locale::En);
        (self.status(), text).into_response()
    }
}

/// Opens the database with the settings.
///
/// # Errors
/// In words: the address is wrong, the database cannot be reached, or it is newer than this program.
pub async fn open(config: &Config) -> Startup<House> {
    let options = Options {
        readers: config.readers,
        connections: config.connections,
        ..Options::default()
    };
    let db = Db::open(&config.database_url, options)
        .await
        .map_err(|error| not_opened(&config.database_url, &error))?;
    let mut tx = db.read().await?;
    let demo = crate::studio::service::organisation::<Nothing>(&mut tx)
        .await
        .is_ok_and(|org| org.demo);
    drop(tx);
    let house = House::new(db, Clock::default(), &config.public_url, demo)
        .with_gone_list(GoneList::at(config.gone_list_file()))
        .with_backups(config.backup_folder.clone().map(Folder::at));
    with_key(house, &config.data_key_file()).await
}

/// The house with the key that health data are sealed under: read from its file, or made where nothing is sealed yet. Where the key
/// is missing or is another one, health data stay closed and the club does everything else: a database that was restored without its
/// key lets people in all the same.
async fn with_key(house: House, file: &Path) -> Startup<House> {
    let set = "Its place is SPOTTER_DATA_KEY_FILE or data_key_file in the settings file.";
    let found = match DataKey::read(file) {
        Ok(found) => found,
        Err(error) => {
            tracing::error!(file = %file.display(), %error, "the key of the health data cannot be read: they stay closed. {set}");
            return Ok(house);
        }
    };
    let sealed = privacy::service::sealed_under(&house)
        .await
        .map_err(|error| format!("{error:?}"))?;
    match (found, sealed) {
        (Some(key), sealed) if sealed.as_ref().is_none_or(|print| *print == key.fingerprint()) => {
            Ok(house.with_data_key(key))
        }
        (Some(_), _) => {
            tracing::error!(file = %file.display(), "this is not the key that the health data are sealed under: they stay closed. Put the right one there; it is not in the database or its backups. {set}");
            Ok(house)
        }
        (None, Some(_)) => {
            tracing::error!(file = %file.display(), "the key of the health data is missing: they stay closed. Put it there; it is not in the database or its backups. {set}");
            Ok(house)
        }
        (None, None) => match DataKey::make(file) {
            Ok(key) => Ok(house.with_data_key(key)),
            Err(error) => {
                tracing::warn!(file = %file.display(), %error, "no key for health data could be made: none can be written");
                Ok(house)
            }
        },
    }
}

/// Why the database is not open, where its address comes from, and what to look at; a password in the address stays out of it.
fn not_opened(url: &str, error: &impl std::fmt::Display) -> String {
    let url = url.split('?').next().unwrap_or_default();
    let shown = match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((kind, _)), Some((_, rest))) => format!("{kind}://…@{rest}"),
        _ => url.to_owned(),
    };
    let look = if url.starts_with("sqlite:") {
        "Look whether the folder is there and may be written to."
    } else {
        "Look whether the server runs, whether it listens at this address, and whether the database and its user are there."
    };
    format!(
        "The database cannot be opened: {error}. Nothing was done.\n\
         Its address is {shown}, from SPOTTER_DATABASE_URL or database_url in the settings file. {look}"
    )
}

/// Serves until told to stop, then ends what is under way.
///
/// # Errors
/// In words: a setting is wrong, the database cannot be opened or the address is taken.
pub async fn serve(config: Config) -> Startup<()> {
    let house = open(&config).await?;
    // a database from an older copy is told whose data were erased since, before anybody can look at them
    match privacy::service::reconcile(&house).await {
        Ok(again) if again.erased + again.left > 0 => tracing::warn!(
            erased = again.erased,
            left = again.left,
            "members were back whose data had been erased: the database is an older copy"
        ),
        Ok(_) => {}
        Err(error) => tracing::error!(
            file = %config.gone_list_file().display(),
            ?error,
            "the list of whose data were erased cannot be used: a restored database may hold data that were erased. \
             Its place is SPOTTER_GONE_LIST_FILE or gone_list_file in the settings file."
        ),
    }
    if let Some(code) = accounts::service::owner_code(&house)
        .await
        .map_err(|e| format!("{e:?}"))?
    {
        println!(
            "No owner yet. Open {}/claim and enter the code {code} (good for a day, once).",
            house.public_url()
        );
    }
    let listener = TcpListener::bind(config.listen)
        .await
        .map_err(|e| format!("cannot listen on {}: {e}. Is another server running?", config.listen))?;
    println!(
        "Spotter listens on http://{} and is reached at {}",
        listener.local_addr()?,
        house.public_url()
    );

    let (stop, stopped) = watch::channel(false);
    let hands = tokio::spawn(worker::hand_on(house.clone(), stopped.clone()));
    let clock = tokio::spawn(worker::clockwork(house.clone(), stopped.clone()));
    let lists = tokio::spawn(worker::take_in(house.clone(), stopped.clone()));
    let edge = Edge::new(&house, config.trusted_proxies);
    let app = router(&house, leptos_options(config.listen), edge);
    let mut ended = stopped.clone();
    let ending = async move {
        interrupted().await;
        tracing::info!("ending: no new requests, what is under way is finished");
        let _ = stop.send(true);
        let _ = ended.changed().await;
    };
    let service = app.into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(ending);
    // Live feeds never end by themselves: ten seconds after the signal whatever is still open is cut.
    let mut limit = stopped;
    tokio::select! {
        done = serving.into_future() => done?,
        () = async { let _ = limit.changed().await; tokio::time::sleep(Duration::from_secs(8)).await } => {}
    }
    let _ = tokio::join!(hands, clock, lists);
    house.db.close().await;
    Ok(())
}

/// Waits for SIGTERM or Ctrl-C.
async fn interrupted() {
    let ctrl_c = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let term = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let term = std::future::pending::<()>();
    tokio::select! {
        () = ctrl_c => {}
        () = term => {}
    }
}

#[cfg(test)]
mod tests {
    use super::not_opened;

    #[test]
    fn a_database_out_of_reach_is_named_without_its_password() {
        let words = not_opened("postgres://ann:s3cret@127.0.0.1:1/x", &"refused");
        assert!(
            words.contains("postgres://…@127.0.0.1:1/x") && words.contains("SPOTTER_DATABASE_URL"),
            "{words}"
        );
        assert!(!words.contains("s3cret"), "{words}");
        let words = not_opened("postgres://127.0.0.1:1/x?user=ann&password=s3cret", &"refused");
        assert!(!words.contains("s3cret"), "{words}");
        assert!(not_opened("sqlite:/nowhere/x.db", &"no").contains("sqlite:/nowhere/x.db"));
    }
}
