//! Bytes of a warning source become commands: one per alert that can be trusted, one fault for what cannot. Each alert
//! of a document is judged on its own. Pure but for the hash.

use base64::Engine as _;
use sha2::{Digest, Sha256};
use watchfloor_domain::Command;
use watchfloor_domain::command::{FeedFault, ReceiveWarning};
use watchfloor_domain::event::Raw;
use watchfloor_domain::ids::FeedId;
use watchfloor_domain::warning::{AreaDigest, InfoDigest, Message};
use watchfloor_geo::{Wgs84, destination};
use watchfloor_warning::draw::simplified;
use watchfloor_warning::geometry::split_antimeridian;
use watchfloor_warning::model::{Area, Circle, Info};
use watchfloor_warning::{Alert, Document, Found, Hints, Kind, read, text};

/// About 10 m: finer is not seen on any map at city zoom.
const DRAW_TOLERANCE_DEG: f64 = 1e-4;
/// Most points drawn per ring; coarser tolerances are tried until it fits.
const DRAW_POINTS: usize = 2_000;
/// A circle of radius 0 is a point; it is drawn this large so that it can be seen.
const POINT_RADIUS_KM: f64 = 0.05;
/// Corners of a drawn circle.
const CIRCLE_POINTS: u32 = 64;

/// A body and where it came from.
#[derive(Clone, Copy, Debug)]
pub struct Delivery<'a> {
    pub source: &'a str,
    pub url: Option<&'a str>,
    pub body: &'a [u8],
    /// The charset the transport stated.
    pub charset: Option<&'a str>,
}

/// What a body came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Ingested {
    /// Warnings first, then at most one fault per refused alert or document.
    pub commands: Vec<Command>,
    /// Keys of all warnings it lists, new or not.
    pub keys: Vec<String>,
    /// Alerts refused, each with its reason.
    pub refused: Vec<String>,
}

/// Reads a body into commands.
pub fn ingest(delivery: &Delivery<'_>) -> Ingested {
    let hints = Hints { charset: delivery.charset.map(str::to_owned), ..Hints::default() };
    let document = read(delivery.body, &hints);
    let mut out = Ingested { commands: Vec::new(), keys: Vec::new(), refused: Vec::new() };
    for found in &document.found {
        match &found.alert {
            Some(alert) => {
                let receive = received(delivery, &document, found, alert);
                out.keys.push(receive.message.key().0);
                out.commands.push(Command::ReceiveWarning(Box::new(receive)));
            }
            None => {
                let why = found.reason.as_ref().map_or_else(String::new, ToString::to_string);
                out.refused.push(format!("alert {}: {why}", found.index));
                let raw = Raw::Text(document.raw(found).to_owned());
                out.commands.push(fault(delivery, "alert_refused", format!("alert {}: {why}", found.index), raw));
            }
        }
    }
    if let Some(reason) = &document.fault {
        out.refused.push(reason.to_string());
        out.commands.push(fault(delivery, "document_refused", reason.to_string(), raw(delivery.body)));
    } else if document.found.is_empty() && document.kind == Kind::Unknown {
        let why = "no alert and no known feed in it".to_owned();
        out.refused.push(why.clone());
        out.commands.push(fault(delivery, "no_alert", why, raw(delivery.body)));
    }
    out
}

/// Links of an index that are worth fetching, in its order.
pub fn links(body: &[u8]) -> Vec<String> {
    let document = read(body, &Hints::default());
    if document.found.is_empty() { document.links.into_iter().map(|link| link.href).collect() } else { Vec::new() }
}

fn fault(delivery: &Delivery<'_>, code: &str, why: String, raw: Raw) -> Command {
    Command::NoteFeedFault(Box::new(FeedFault {
        feed: FeedId(delivery.source.to_owned()),
        url: delivery.url.map(str::to_owned),
        code: code.to_owned(),
        why,
        raw,
    }))
}

fn raw(bytes: &[u8]) -> Raw {
    match std::str::from_utf8(bytes) {
        Ok(text) => Raw::Text(text.to_owned()),
        Err(_) => Raw::Base64(base64::engine::general_purpose::STANDARD.encode(bytes)),
    }
}

fn received(delivery: &Delivery<'_>, document: &Document<'_>, found: &Found, alert: &Alert) -> ReceiveWarning {
    let text = document.raw(found);
    // A document that is one alert is kept byte for byte; one of many in an envelope is kept as its own part.
    let kept = if document.found.len() == 1 && document.kind == Kind::Cap {
        raw(delivery.body)
    } else {
        Raw::Text(text.to_owned())
    };
    let mut flags: Vec<String> = found.flags.iter().map(|flag| flag.code.word().to_owned()).collect();
    flags.dedup();
    let message = Message {
        identity: alert.identity.clone(),
        status: alert.status,
        msg_type: alert.msg_type,
        scope: alert.scope,
        references: alert.references.clone(),
        infos: alert.infos.iter().map(|info| digest(alert, info)).collect(),
        flags,
        vertices: u32::try_from(found.vertices).unwrap_or(u32::MAX),
        content: hex::encode(Sha256::digest(watchfloor_warning::write::canonical(alert))),
    };
    ReceiveWarning { source: delivery.source.to_owned(), url: delivery.url.map(str::to_owned), message, raw: kept }
}

fn digest(alert: &Alert, info: &Info) -> InfoDigest {
    InfoDigest {
        language: info.language.clone().unwrap_or_else(|| "en-US".into()),
        event: text::display(&info.event),
        urgency: info.urgency,
        severity: info.severity,
        certainty: info.certainty,
        headline: info.headline.as_deref().map(text::display).unwrap_or_default(),
        sender_name: info.sender_name.as_deref().map(text::display).unwrap_or_default(),
        effective_ms: info.effective.as_ref().map_or(alert.identity.sent_ms, |t| t.ms),
        onset_ms: info.onset.as_ref().map(|t| t.ms),
        expires_ms: info.expires.as_ref().map(|t| t.ms),
        ends_ms: info.ends.as_ref().map(|t| t.ms),
        areas: info.areas.iter().map(|a| AreaDigest { desc: text::display(&a.desc), rings: drawn(a) }).collect(),
    }
}

/// Rings to draw: polygons split at the anti-meridian and simplified, circles as rings. Full geometry is in the raw.
fn drawn(area: &Area) -> Vec<Vec<[f64; 2]>> {
    let polygons = area.polygons.iter().flat_map(split_antimeridian).map(|ring| few(&ring));
    polygons.chain(area.circles.iter().filter_map(circle)).filter(|ring| ring.len() >= 4).collect()
}

fn few(ring: &Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    let mut tolerance = DRAW_TOLERANCE_DEG;
    let mut few = simplified(ring, tolerance);
    while few.len() > DRAW_POINTS && tolerance < 1.0 {
        tolerance *= 4.0;
        few = simplified(ring, tolerance);
    }
    few
}

fn circle(circle: &Circle) -> Option<Vec<[f64; 2]>> {
    let centre = Wgs84::new(circle.lon, circle.lat).ok()?;
    let radius_m = circle.radius_km.clamp(POINT_RADIUS_KM, 10_000.0) * 1_000.0;
    let corner =
        |at: u32| destination(centre, 360.0 * f64::from(at % CIRCLE_POINTS) / f64::from(CIRCLE_POINTS), radius_m);
    Some((0..=CIRCLE_POINTS).map(corner).map(|p| [p.lon(), p.lat()]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delivery(body: &[u8]) -> Delivery<'_> {
        Delivery { source: "test", url: None, body, charset: None }
    }

    #[test]
    fn what_cannot_be_trusted_is_kept_as_a_fault() {
        for body in [&b"<html><body>502</body></html>"[..], b"", b"<alert><identifier>x", b"\xff\xfe\x00"] {
            let got = ingest(&delivery(body));
            assert!(got.keys.is_empty() && !got.refused.is_empty(), "{body:?}: {got:?}");
            assert!(matches!(got.commands.as_slice(), [Command::NoteFeedFault(_)]), "{body:?}: {got:?}");
        }
    }

    #[test]
    fn a_circle_is_drawn_closed_and_round() {
        let ring = circle(&Circle { lon: 24.9, lat: 60.2, radius_km: 2.0 }).expect("in range");
        assert_eq!(ring.first(), ring.last());
        let centre = Wgs84::new(24.9, 60.2).expect("in range");
        for [lon, lat] in ring {
            let metres = watchfloor_geo::distance_m(centre, Wgs84::new(lon, lat).expect("in range"));
            assert!((metres - 2_000.0).abs() < 20.0, "{metres}");
        }
    }
}
