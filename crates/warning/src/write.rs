//! An [`Alert`] as CAP 1.2 XML. Elements CAP does not know are not written: what is issued is valid. Knows nothing of
//! signing or sending.

use std::fmt::Write as _;

use crate::model::{Alert, Area, Info, Resource, Ring, Time};

/// The alert as a CAP 1.2 document.
pub fn to_xml(alert: &Alert) -> String {
    let mut out = Xml(String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"));
    out.0.push_str("<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">");
    body(&mut out, alert);
    out.0.push_str("</alert>\n");
    out.0
}

/// A text that is equal for equal content, whatever the document looked like: for telling repeats from conflicts.
pub fn canonical(alert: &Alert) -> String {
    let mut out = to_xml(alert);
    let extras = alert
        .infos
        .iter()
        .flat_map(|info| info.extra.iter().chain(info.areas.iter().flat_map(|area| area.extra.iter())));
    for (name, text) in alert.extra.iter().chain(extras) {
        let _ = writeln!(out, "{name}={text:?}");
    }
    out
}

struct Xml(String);

impl Xml {
    fn open(&mut self, name: &str) {
        self.0.push('<');
        self.0.push_str(name);
        self.0.push('>');
    }

    fn close(&mut self, name: &str) {
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
    }

    fn leaf(&mut self, name: &str, text: &str) {
        self.open(name);
        for c in text.chars() {
            match c {
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '&' => self.0.push_str("&amp;"),
                '\r' => self.0.push_str("&#13;"),
                '\n' | '\t' => self.0.push(c),
                '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => self.0.push('\u{FFFD}'),
                c => self.0.push(c),
            }
        }
        self.close(name);
    }

    fn maybe(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.leaf(name, text);
        }
    }

    fn time(&mut self, name: &str, time: Option<&Time>) {
        self.maybe(name, time.map(|time| time.text.as_str()));
    }

    fn pairs(&mut self, name: &str, pairs: &[(String, String)]) {
        for (key, value) in pairs {
            self.open(name);
            self.leaf("valueName", key);
            self.leaf("value", value);
            self.close(name);
        }
    }
}

fn body(out: &mut Xml, alert: &Alert) {
    out.leaf("identifier", &alert.identity.identifier);
    out.leaf("sender", &alert.identity.sender);
    out.leaf("sent", &alert.identity.sent_text);
    out.leaf("status", alert.status.word());
    out.leaf("msgType", alert.msg_type.word());
    out.maybe("source", alert.source.as_deref());
    out.leaf("scope", alert.scope.word());
    out.maybe("restriction", alert.restriction.as_deref());
    if !alert.addresses.is_empty() {
        out.leaf("addresses", &quoted(&alert.addresses));
    }
    alert.codes.iter().for_each(|code| out.leaf("code", code));
    out.maybe("note", alert.note.as_deref());
    if !alert.references.is_empty() {
        let texts: Vec<&str> = alert.references.iter().map(|reference| reference.text.as_str()).collect();
        out.leaf("references", &texts.join(" "));
    }
    if !alert.incidents.is_empty() {
        out.leaf("incidents", &quoted(&alert.incidents));
    }
    alert.infos.iter().for_each(|block| info(out, block));
}

/// A list in which entries with blanks stand in quotes; quotes inside an entry cannot be written and are left out.
fn quoted(entries: &[String]) -> String {
    let entry = |text: &String| {
        let text = text.replace('"', "");
        if text.contains(char::is_whitespace) { format!("\"{text}\"") } else { text }
    };
    entries.iter().map(entry).collect::<Vec<_>>().join(" ")
}

fn info(out: &mut Xml, info: &Info) {
    out.open("info");
    out.maybe("language", info.language.as_deref());
    info.categories.iter().for_each(|category| out.leaf("category", category.word()));
    out.leaf("event", &info.event);
    info.response_types.iter().for_each(|response| out.leaf("responseType", response.word()));
    out.leaf("urgency", info.urgency.word());
    out.leaf("severity", info.severity.word());
    out.leaf("certainty", info.certainty.word());
    out.maybe("audience", info.audience.as_deref());
    out.pairs("eventCode", &info.event_codes);
    out.time("effective", info.effective.as_ref());
    out.time("onset", info.onset.as_ref());
    out.time("expires", info.expires.as_ref());
    out.maybe("senderName", info.sender_name.as_deref());
    out.maybe("headline", info.headline.as_deref());
    out.maybe("description", info.description.as_deref());
    out.maybe("instruction", info.instruction.as_deref());
    out.maybe("web", info.web.as_deref());
    out.maybe("contact", info.contact.as_deref());
    out.pairs("parameter", &info.parameters);
    if let (Some(ends), None) = (&info.ends, info.parameter("eventEndingTime")) {
        out.pairs("parameter", &[("eventEndingTime".to_owned(), ends.text.clone())]);
    }
    info.resources.iter().for_each(|file| resource(out, file));
    info.areas.iter().for_each(|place| area(out, place));
    out.close("info");
}

fn resource(out: &mut Xml, resource: &Resource) {
    out.open("resource");
    out.leaf("resourceDesc", &resource.description);
    out.leaf("mimeType", resource.mime_type.as_deref().unwrap_or("application/octet-stream"));
    out.maybe("size", resource.size.map(|size| size.to_string()).as_deref());
    out.maybe("uri", resource.uri.as_deref());
    out.maybe("derefUri", resource.deref_uri.as_deref());
    out.maybe("digest", resource.digest.as_deref());
    out.close("resource");
}

fn area(out: &mut Xml, area: &Area) {
    out.open("area");
    out.leaf("areaDesc", &area.desc);
    area.polygons.iter().for_each(|ring| out.leaf("polygon", &points(ring)));
    for circle in &area.circles {
        out.leaf("circle", &format!("{},{} {}", circle.lat, circle.lon, circle.radius_km));
    }
    out.pairs("geocode", &area.geocodes);
    out.maybe("altitude", area.altitude_ft.map(|feet| feet.to_string()).as_deref());
    out.maybe("ceiling", area.ceiling_ft.map(|feet| feet.to_string()).as_deref());
    out.close("area");
}

fn points(ring: &Ring) -> String {
    let mut out = String::with_capacity(ring.len() * 20);
    for [lon, lat] in ring {
        let blank = if out.is_empty() { "" } else { " " };
        let _ = write!(out, "{blank}{lat},{lon}");
    }
    out
}
