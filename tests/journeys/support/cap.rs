//! CAP 1.2 alerts made for a test, sent a moment ago and in force for two hours.

use std::time::Duration;

/// An alert over a polygon (`lat,lon` pairs as CAP writes them).
pub fn alert(identifier: &str, severity: &str, polygon: &str) -> String {
    let at = |ahead: i64| {
        let time = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(ahead);
        time.strftime("%Y-%m-%dT%H:%M:%S-00:00").to_string()
    };
    let (sent, expires) = (at(-60), at(7_200));
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>{identifier}</identifier><sender>weather@example.org</sender><sent>{sent}</sent>
  <status>Actual</status><msgType>Alert</msgType><scope>Public</scope>
  <info><language>en-GB</language><category>Met</category><event>Storm</event><urgency>Immediate</urgency>
    <severity>{severity}</severity><certainty>Observed</certainty><expires>{expires}</expires>
    <headline>Storm over the harbour</headline>
    <area><areaDesc>Harbour</areaDesc><polygon>{polygon}</polygon></area></info>
</alert>"#
    )
}

/// A square over central Helsinki.
pub const HARBOUR: &str = "60.16,24.93 60.16,24.96 60.18,24.96 60.18,24.93 60.16,24.93";

/// A circle of many points, closed.
pub fn ring(points: u32) -> String {
    let corner = |at: u32| {
        let angle = std::f64::consts::TAU * f64::from(at % points) / f64::from(points);
        format!("{:.9},{:.9}", 60.17 + 0.05 * angle.sin(), 24.94 + 0.1 * angle.cos())
    };
    (0..=points).map(corner).collect::<Vec<_>>().join(" ")
}

/// Polling and reading a feed takes this long at most, on a loaded machine too.
pub const ARRIVES: Duration = Duration::from_secs(60);
