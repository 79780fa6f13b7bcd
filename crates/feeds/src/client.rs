//! The one way out: a guarded GET with a total time, a size limit and re-checked redirects.
//! It must not know feeds' schedules or what bodies mean.

use std::error::Error as StdError;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{self, HeaderMap, HeaderName};
use reqwest::{Client, Response, Url, redirect};
use rustls::{ClientConfig, RootCertStore};

use crate::body::{BodyLimits, BodyReader};
use crate::error::{FetchError, short};
use crate::guard::{GuardedResolver, Lane, Lookup, SystemLookup, lane, parse_url};
use crate::net::Cidr;

/// Largest body of a feed in general, bytes after decompression.
pub const FEED_BODY_BYTES: usize = 8 * 1024 * 1024;
/// Largest body of a warning feed, bytes after decompression.
pub const WARNING_BODY_BYTES: usize = 32 * 1024 * 1024;
/// Redirects followed, each re-checked.
const MAX_REDIRECTS: usize = 3;
/// Longest header value kept.
const MAX_HEADER: usize = 1024;
const ACCEPT: &str =
    "application/cap+xml, application/atom+xml, application/rss+xml, application/xml, application/json, */*;q=0.5";

/// Limits of one fetch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// From the first byte sent to the last received, redirects included.
    pub total: Duration,
    /// Bytes after decompression.
    pub body_bytes: usize,
    /// Unpacked to packed size.
    pub ratio: usize,
}

impl Default for Limits {
    /// 10 s, 8 MiB, 100 to 1.
    fn default() -> Self {
        Limits { total: Duration::from_secs(10), body_bytes: FEED_BODY_BYTES, ratio: 100 }
    }
}

/// What the server said about its last answer, to be sent back in a conditional request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Validators {
    pub etag: Option<String>,
    pub last_modified: Option<String>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// What came.
    pub outcome: Outcome,
    /// Where the resource now lives for good, when permanent redirects said so: worth telling the administrator.
    pub moved_to: Option<String>,
}

/// The kinds of good answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// 304: as before.
    NotModified,
    /// 204: nothing there at the moment.
    NoContent,
    /// 200 with a body.
    Page(Page),
}

/// A body as received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The address that finally answered.
    pub url: String,
    /// `Content-Type`, as stated.
    pub content_type: Option<String>,
    /// For the next conditional request.
    pub validators: Validators,
    /// The body after decompression.
    pub body: Vec<u8>,
}

/// Makes clients that share trusted certificates and the resolver.
#[derive(Clone)]
pub struct ClientFactory {
    tls: ClientConfig,
    lookup: Arc<dyn Lookup>,
}

impl ClientFactory {
    /// Trusts the bundled web authorities and, where there are any, the system's.
    pub fn new() -> Result<Self, FetchError> {
        Self::with(Arc::new(SystemLookup), &[])
    }

    /// With another resolver, trusting further authorities (DER certificates) as well.
    pub fn with(lookup: Arc<dyn Lookup>, authorities: &[Vec<u8>]) -> Result<Self, FetchError> {
        let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        // An agency's own authority is installed in the system's store; a system without one is no error.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        for authority in authorities {
            roots.add(authority.as_slice().into()).map_err(|e| FetchError::Client(short(e)))?;
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|e| FetchError::Client(short(e)))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(ClientFactory { tls, lookup })
    }

    /// A client for one feed: `allow` are the inside ranges it may reach.
    pub fn client(&self, allow: &[Cidr], limits: Limits) -> Result<FeedClient, FetchError> {
        let allow: Arc<[Cidr]> = allow.into();
        let in_lane = |lane: Lane| {
            Client::builder()
                .tls_backend_preconfigured(self.tls.clone())
                .dns_resolver(GuardedResolver { lookup: self.lookup.clone(), allow: allow.clone(), lane })
                .redirect(redirect::Policy::none())
                .retry(reqwest::retry::never())
                .no_proxy()
                .referer(false)
                .user_agent(concat!("Watchfloor/", env!("CARGO_PKG_VERSION")))
                .pool_max_idle_per_host(2)
                .build()
                .map_err(|e| FetchError::Client(short(e)))
        };
        Ok(FeedClient {
            public: in_lane(Lane::Public)?,
            covered: in_lane(Lane::CoveredOnly)?,
            allow: allow.clone(),
            limits,
        })
    }
}

/// The guarded client of one feed. Cheap to clone.
#[derive(Clone)]
pub struct FeedClient {
    public: Client,
    covered: Client,
    allow: Arc<[Cidr]>,
    limits: Limits,
}

impl FeedClient {
    /// One GET, conditional when validators are given.
    pub async fn fetch(&self, url: &str, validators: &Validators) -> Result<Fetched, FetchError> {
        let limit = self.limits.total;
        tokio::time::timeout(limit, self.follow(url, validators)).await.unwrap_or(Err(FetchError::Timeout(limit)))
    }

    async fn follow(&self, url: &str, validators: &Validators) -> Result<Fetched, FetchError> {
        let mut url = parse_url(url)?;
        let mut moved_to = None;
        let mut only_permanent = true;
        for _ in 0..=MAX_REDIRECTS {
            let response = self.get(&url, validators).await?;
            let status = response.status().as_u16();
            if !matches!(status, 301 | 302 | 303 | 307 | 308) {
                return Ok(Fetched { outcome: self.outcome(response, validators).await?, moved_to });
            }
            url = redirect_target(&url, response.headers())?;
            // Only an unbroken run of permanent redirects from the configured address says where it moved.
            only_permanent &= matches!(status, 301 | 308);
            if only_permanent {
                moved_to = Some(short(&url));
            }
        }
        Err(FetchError::TooManyRedirects(MAX_REDIRECTS))
    }

    async fn get(&self, url: &Url, validators: &Validators) -> Result<Response, FetchError> {
        let client = match lane(url, &self.allow)? {
            Lane::Public => &self.public,
            Lane::CoveredOnly => &self.covered,
        };
        let mut request =
            client.get(url.clone()).header(header::ACCEPT, ACCEPT).header(header::ACCEPT_ENCODING, "gzip");
        if let Some(etag) = &validators.etag {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(stamp) = &validators.last_modified {
            request = request.header(header::IF_MODIFIED_SINCE, stamp);
        }
        request.send().await.map_err(|e| classify(&e))
    }

    async fn outcome(&self, mut response: Response, asked: &Validators) -> Result<Outcome, FetchError> {
        let conditional = asked.etag.is_some() || asked.last_modified.is_some();
        match response.status().as_u16() {
            304 if conditional => return Ok(Outcome::NotModified),
            204 => return Ok(Outcome::NoContent),
            200 => {}
            status => return Err(FetchError::Status { status, retry_after: None }.with_retry(response.headers())),
        }
        let limits = BodyLimits { bytes: self.limits.body_bytes, ratio: self.limits.ratio };
        let headers = response.headers();
        let mut body = BodyReader::new(text(headers, &header::CONTENT_ENCODING).as_deref(), limits)?;
        let validators =
            Validators { etag: text(headers, &header::ETAG), last_modified: text(headers, &header::LAST_MODIFIED) };
        let content_type = text(headers, &header::CONTENT_TYPE);
        let url = response.url().to_string();
        while let Some(piece) = response.chunk().await.map_err(|e| classify(&e))? {
            body.push(&piece)?;
        }
        Ok(Outcome::Page(Page { url, content_type, validators, body: body.finish()? }))
    }
}

impl FetchError {
    /// Adds a `Retry-After` given in seconds. The date form needs a clock; the pause without one is our own backoff.
    fn with_retry(self, headers: &HeaderMap) -> Self {
        let FetchError::Status { status, .. } = self else { return self };
        let retry_after = text(headers, &header::RETRY_AFTER).and_then(|value| {
            let seconds = value.trim().parse().ok().map(Duration::from_secs);
            seconds.or_else(|| until(&value, &text(headers, &header::DATE)?))
        });
        FetchError::Status { status, retry_after }
    }
}

/// The pause between the server's own `Date` and its `Retry-After` date: both by its clock, so ours does not matter.
fn until(retry_at: &str, now: &str) -> Option<Duration> {
    let (at, now) = (httpdate::parse_http_date(retry_at).ok()?, httpdate::parse_http_date(now).ok()?);
    Some(at.duration_since(now).unwrap_or_default())
}

fn redirect_target(from: &Url, headers: &HeaderMap) -> Result<Url, FetchError> {
    let location = headers.get(header::LOCATION).and_then(|v| v.to_str().ok()).ok_or(FetchError::Redirect)?;
    let target = from.join(location).map_err(|_| FetchError::Redirect)?;
    parse_url(target.as_str())
}

/// A header as text; absent when it is not text or absurdly long.
fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().filter(|v| v.len() <= MAX_HEADER).map(str::to_owned)
}

/// The typed reason at the bottom of a client error: our own guard, TLS, the connection, or the transfer.
fn classify(error: &reqwest::Error) -> FetchError {
    let mut deepest: &(dyn StdError + 'static) = error;
    loop {
        if let Some(refused) = deepest.downcast_ref::<FetchError>() {
            return refused.clone();
        }
        if deepest.is::<rustls::Error>() {
            return FetchError::Tls(short(deepest));
        }
        let Some(inner) = inner(deepest) else { break };
        deepest = inner;
    }
    if error.is_connect() { FetchError::Connect(short(deepest)) } else { FetchError::Body(short(deepest)) }
}

/// One step down. `io::Error` names the source of what it wraps, not the wrapped error itself.
fn inner<'e>(error: &'e (dyn StdError + 'static)) -> Option<&'e (dyn StdError + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(wrapped) => Some(wrapped),
        None => error.source(),
    }
}
