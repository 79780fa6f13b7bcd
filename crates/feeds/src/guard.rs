//! The rules an outgoing request must pass: scheme, port, host; and, at connect time, every resolved address.
//! It must not send anything.
//!
//! Checking a name before the call would leave a gap in which the name can change its address. So the rule for names
//! stands in the resolver the connection itself uses.

use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::error::{FetchError, short};
use crate::net::{Cidr, admit};

/// Longest accepted address, characters.
const MAX_URL: usize = 2048;
/// Ports open to every feed.
const USUAL_PORTS: [u16; 4] = [80, 443, 8080, 8443];

/// The future of a [`Lookup`].
pub type LookupResult = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// Names to addresses. A port, so that tests can play a hostile name server.
pub trait Lookup: Send + Sync {
    /// Every address of the host.
    fn lookup(&self, host: String) -> LookupResult;
}

/// The operating system's resolver.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemLookup;

impl Lookup for SystemLookup {
    fn lookup(&self, host: String) -> LookupResult {
        Box::pin(async move { Ok(tokio::net::lookup_host((host, 0)).await?.map(|a| a.ip()).collect()) })
    }
}

/// Which addresses a request may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lane {
    /// The open internet, and what the feed's ranges name.
    Public,
    /// Only what the feed's ranges name: plain http, or an unusual port.
    CoveredOnly,
}

/// Reads an address and applies every rule that needs no name server, as `feed add` should before storing it.
pub fn check_url(text: &str, allow: &[Cidr]) -> Result<(), FetchError> {
    let url = parse_url(text)?;
    lane(&url, allow).map(|_| ())
}

pub(crate) fn parse_url(text: &str) -> Result<Url, FetchError> {
    let unreadable = |why: String| FetchError::Url { url: short(text), why };
    if text.len() > MAX_URL {
        return Err(unreadable(format!("longer than {MAX_URL} characters")));
    }
    Url::parse(text.trim()).map_err(|e| unreadable(e.to_string()))
}

/// The rules for scheme, credentials, port and literal host. Decimal, octal and short forms of an IPv4 address were
/// already brought into the one form by the URL parser.
pub(crate) fn lane(url: &Url, allow: &[Cidr]) -> Result<Lane, FetchError> {
    if !url.username().is_empty() || url.password().is_some() {
        return Err(FetchError::Credentials);
    }
    let plain = match url.scheme() {
        "https" => false,
        "http" if !allow.is_empty() => true,
        other => return Err(FetchError::Scheme(short(other))),
    };
    let no_host = || FetchError::Url { url: short(url), why: "no host".to_owned() };
    let host = url.host_str().filter(|h| !h.is_empty()).ok_or_else(no_host)?;
    let port = url.port_or_known_default().ok_or_else(no_host)?;
    let unusual = !USUAL_PORTS.contains(&port);
    if unusual && allow.is_empty() {
        return Err(FetchError::Port(port));
    }
    let lane = if plain || unusual { Lane::CoveredOnly } else { Lane::Public };
    let literal = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    if let Ok(ip) = literal {
        admit(ip, allow, lane == Lane::CoveredOnly).map_err(|why| FetchError::Address {
            host: short(host),
            ip,
            why,
        })?;
    }
    Ok(lane)
}

/// The resolver of one feed in one lane.
pub(crate) struct GuardedResolver {
    pub lookup: Arc<dyn Lookup>,
    pub allow: Arc<[Cidr]>,
    pub lane: Lane,
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (lookup, allow, lane) = (self.lookup.clone(), self.allow.clone(), self.lane);
        let host = name.as_str().to_owned();
        Box::pin(async move {
            let found = lookup.lookup(host.clone()).await;
            let found = found.map_err(|e| FetchError::Dns { host: short(&host), why: short(e) })?;
            let addresses = admitted(&host, found, &allow, lane)?;
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

/// The addresses that pass; an error naming the first refused one when none does.
fn admitted(host: &str, found: Vec<IpAddr>, allow: &[Cidr], lane: Lane) -> Result<Vec<SocketAddr>, FetchError> {
    let mut refused = FetchError::Dns { host: short(host), why: "it has no address".to_owned() };
    let mut passed = Vec::new();
    for ip in found.into_iter().rev() {
        match admit(ip, allow, lane == Lane::CoveredOnly) {
            Ok(()) => passed.push(SocketAddr::new(ip, 0)),
            Err(why) => refused = FetchError::Address { host: short(host), ip, why },
        }
    }
    passed.reverse();
    if passed.is_empty() { Err(refused) } else { Ok(passed) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(url: &str, allow: &[&str]) -> &'static str {
        let allow: Vec<Cidr> = allow.iter().map(|c| c.parse().unwrap()).collect();
        check_url(url, &allow).map_or_else(|e| e.code(), |()| "ok")
    }

    #[test]
    fn schemes_and_ports() {
        assert_eq!(code("https://alerts.example/feed.xml", &[]), "ok");
        assert_eq!(code("https://alerts.example:8443/", &[]), "ok");
        assert_eq!(code("https://alerts.example:22/", &[]), "port_refused");
        assert_eq!(code("http://alerts.example/", &[]), "scheme_refused");
        assert_eq!(code("http://alerts.example/", &["10.0.0.0/8"]), "ok", "the resolver has the last word");
        for scheme in ["file:///etc/passwd", "ftp://a.example/", "gopher://a.example/", "data:text/plain,x"] {
            assert_eq!(code(scheme, &["10.0.0.0/8"]), "scheme_refused", "{scheme}");
        }
        assert_eq!(code("https://user:pw@alerts.example/", &[]), "url_credentials");
        assert_eq!(code("https://", &[]), "url_invalid");
        assert_eq!(code("not an address", &[]), "url_invalid");
        assert_eq!(code(&format!("https://a.example/{}", "x".repeat(2048)), &[]), "url_invalid");
    }

    #[test]
    fn literal_hosts_in_every_disguise() {
        for host in [
            "127.0.0.1",
            "2130706433",
            "0177.0.0.1",
            "0x7f.1",
            "127.1",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "10.0.0.1",
            "192.168.0.1",
            "169.254.169.254",
            "[fd00:ec2::254]",
            "100.64.0.1",
            "224.0.0.1",
            "0.0.0.0",
            "0",
            "[64:ff9b::7f00:1]",
            "[fe80::1]",
            "１２７.０.０.１",
            "127.0.0.1.",
        ] {
            assert_eq!(code(&format!("https://{host}/"), &[]), "address_refused", "{host}");
        }
        assert_eq!(code("http://127.0.0.1:9999/", &["127.0.0.1/32"]), "ok");
        assert_eq!(code("http://2130706433:9999/", &["127.0.0.1/32"]), "ok");
        assert_eq!(code("http://127.0.0.2:9999/", &["127.0.0.1/32"]), "address_refused");
        assert_eq!(code("http://8.8.8.8/", &["127.0.0.1/32"]), "address_refused", "plain http only to named ranges");
        assert_eq!(code("https://8.8.8.8:9999/", &["127.0.0.1/32"]), "address_refused");
        assert_eq!(code("https://8.8.8.8/", &["127.0.0.1/32"]), "ok");
        assert_eq!(code("https://169.254.169.254/", &["169.254.0.0/16"]), "address_refused");
    }

    #[test]
    fn only_admitted_addresses_of_a_name_remain_in_order() {
        let all = ["93.184.216.34", "10.0.0.1", "8.8.8.8"].map(|t| t.parse().unwrap()).to_vec();
        let kept = admitted("h", all.clone(), &[], Lane::Public).unwrap();
        assert_eq!(kept.iter().map(|a| a.ip().to_string()).collect::<Vec<_>>(), ["93.184.216.34", "8.8.8.8"]);
        assert_eq!(admitted("h", all, &[], Lane::CoveredOnly).unwrap_err().code(), "address_refused");
        assert_eq!(admitted("h", Vec::new(), &[], Lane::Public).unwrap_err().code(), "dns_failed");
    }
}
