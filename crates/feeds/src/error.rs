//! Why a fetch failed, with a code that health cards and tests may branch on. It must not hold bodies or secrets.

use std::net::IpAddr;
use std::time::Duration;

/// Why nothing usable was fetched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The address cannot be read.
    #[error("{url:?} is not an address: {why}")]
    Url { url: String, why: String },
    /// User name or password in the address: secrets do not belong into configuration and log.
    #[error("the address holds a user name or password")]
    Credentials,
    /// Neither https, nor http to an address the feed allows.
    #[error("scheme {0} is refused: only https, and http to addresses the feed allows")]
    Scheme(String),
    /// Neither a usual port nor an address the feed allows.
    #[error("port {0} is refused: only 80, 443, 8080, 8443, and any port of addresses the feed allows")]
    Port(u16),
    /// The host is, or resolves to, nothing but addresses that are refused.
    #[error("{host} is refused: {ip} is {why}")]
    Address { host: String, ip: IpAddr, why: &'static str },
    /// More than three redirects.
    #[error("more than {0} redirects")]
    TooManyRedirects(usize),
    /// A redirect without a readable target.
    #[error("redirect without a usable target")]
    Redirect,
    /// The name does not resolve.
    #[error("{host} cannot be resolved: {why}")]
    Dns { host: String, why: String },
    /// No connection.
    #[error("no connection: {0}")]
    Connect(String),
    /// The encrypted connection was refused by either side.
    #[error("no secure connection: {0}")]
    Tls(String),
    /// The total time of a fetch ran out.
    #[error("no complete answer within {0:?}")]
    Timeout(Duration),
    /// More bytes after decompression than allowed.
    #[error("the body exceeds {limit} bytes")]
    TooLarge { limit: usize },
    /// A compression ratio only an attack has.
    #[error("the body expands more than {limit} times")]
    Ratio { limit: usize },
    /// A content encoding we did not ask for.
    #[error("content encoding {0:?} is not understood")]
    Encoding(String),
    /// The transfer broke off or the compressed data is damaged.
    #[error("the body is broken: {0}")]
    Body(String),
    /// An answer other than 200, 204, 304 or a redirect.
    #[error("the server answered {status}")]
    Status {
        /// The HTTP status.
        status: u16,
        /// What the server asked for by `Retry-After`.
        retry_after: Option<Duration>,
    },
    /// The client could not be set up.
    #[error("the HTTP client could not be set up: {0}")]
    Client(String),
    /// The receiving side could not take the body; it will be fetched again.
    #[error("received, but not taken: {0}")]
    NotTaken(String),
}

impl FetchError {
    /// A stable name for this kind of failure.
    pub fn code(&self) -> &'static str {
        match self {
            FetchError::Url { .. } => "url_invalid",
            FetchError::Credentials => "url_credentials",
            FetchError::Scheme(_) => "scheme_refused",
            FetchError::Port(_) => "port_refused",
            FetchError::Address { .. } => "address_refused",
            FetchError::TooManyRedirects(_) => "too_many_redirects",
            FetchError::Redirect => "redirect_invalid",
            FetchError::Dns { .. } => "dns_failed",
            FetchError::Connect(_) => "connect_failed",
            FetchError::Tls(_) => "tls_failed",
            FetchError::Timeout(_) => "timeout",
            FetchError::TooLarge { .. } => "body_too_large",
            FetchError::Ratio { .. } => "ratio_too_high",
            FetchError::Encoding(_) => "encoding_unknown",
            FetchError::Body(_) => "body_broken",
            FetchError::Status { .. } => "http_status",
            FetchError::Client(_) => "client_failed",
            FetchError::NotTaken(_) => "not_taken",
        }
    }

    /// Whether asking again cannot help: the address itself is at fault, or the server says the thing is gone.
    pub fn is_final(&self) -> bool {
        matches!(
            self,
            FetchError::Url { .. }
                | FetchError::Credentials
                | FetchError::Scheme(_)
                | FetchError::Port(_)
                | FetchError::Status { status: 404 | 410, .. }
        )
    }

    /// How long the server asked us to stay away.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            FetchError::Status { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}

/// Foreign text cut to a length a status line can hold, without control characters.
pub(crate) fn short(text: impl ToString) -> String {
    text.to_string().chars().filter(|c| !c.is_control()).take(200).collect()
}
