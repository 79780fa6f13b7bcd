//! Hospital availability, EDXL-HAVE 1.0 (OASIS Standard, November 2008) and 2.0, read: which facilities, which beds, whether
//! ambulances are taken, as of when. Elements are known by their local names, wherever they stand in a facility, so that
//! the order and wrapping that senders differ in cost nothing. A facility that cannot be trusted is named with its line and
//! field and takes no other with it. Shares the guarded XML reader with CAP: no DTD, no entities, bounded depth.

use crate::fault::{Reason, Reject};
use crate::time;
use crate::xml::{Source, Token};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most bytes of a document.
pub const LIMIT: usize = 8 * 1024 * 1024;
/// Most facilities of a document, and most kinds of beds of one.
const MOST: (usize, usize) = (5_000, 64);
/// Longest text kept of a field, in characters.
const LONGEST: usize = 200;
/// Most beds of one kind that a figure may say.
const MOST_BEDS: u32 = 100_000;

/// What was read, and what was not taken.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Have {
    pub facilities: Vec<Facility>,
    pub faults: Vec<Fault>,
}

/// A record or figure that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// From 1.
    pub line: u32,
    /// The element's name as the standard writes it.
    pub field: &'static str,
    pub message: String,
    pub text: String,
}

/// One facility as it reports itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facility {
    pub id: String,
    pub name: String,
    /// Longitude and latitude in degrees, WGS-84.
    pub at: Option<[f64; 2]>,
    /// By the standard's words, e.g. `AdultICU`, `Burn`, `MedicalSurgical`.
    pub beds: BTreeMap<String, Beds>,
    pub traffic: Traffic,
    /// Why traffic is not normal, in the sender's words.
    pub reason: String,
    /// When the sender says these figures held, UTC milliseconds.
    pub as_of_ms: i64,
    /// Where it stands in the document.
    pub line: u32,
}

/// Beds of one kind; what was not said is absent, never zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beds {
    pub available: Option<u32>,
    pub total: Option<u32>,
}

/// Whether ambulances are taken (`EMSTrafficStatus`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Traffic {
    Normal,
    /// Some patients are better taken elsewhere.
    Advisory,
    Closed,
    #[default]
    Unknown,
}

impl Traffic {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Normal, Self::Advisory, Self::Closed, Self::Unknown];

    /// The word on the wire and in the log.
    pub fn word(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Advisory => "advisory",
            Self::Closed => "closed",
            Self::Unknown => "unknown",
        }
    }

    /// By its word, in any case.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.word().eq_ignore_ascii_case(word.trim()))
    }
}

/// Reads a document. What was whole before a fault that ends the document is kept, and the fault is named.
///
/// # Errors
/// Nothing in it can be used: too large, no XML, no facility in it.
pub fn read(text: &str) -> Result<Have, Reject> {
    if text.len() > LIMIT {
        return Err(Reject::new(Reason::TooLarge, 0, ""));
    }
    let mut source = Source::new(text.trim_start_matches('\u{feff}'), 0);
    let mut out = Have::default();
    let mut at = Reading::default();
    loop {
        match source.next() {
            Ok(Token::Open(tag)) => {
                let line = source.lines.line(tag.offset);
                at.open(tag.local().to_ascii_lowercase(), line);
            }
            Ok(Token::Text(text)) => at.text(&text),
            Ok(Token::Close) => {
                if at.close(source.take_soft(), &mut out) && out.facilities.len() >= MOST.0 {
                    out.faults.push(fault(at.line, "facility", format!("at most {}", MOST.0), ""));
                    return Ok(out);
                }
            }
            Ok(Token::End) => break,
            Err(reject) if out.facilities.is_empty() && out.faults.is_empty() => return Err(reject),
            Err(reject) => {
                out.faults.push(fault(reject.line, "document", reject.reason.to_string(), &reject.text));
                return Ok(out);
            }
        }
    }
    if out.facilities.is_empty() && out.faults.is_empty() {
        return Err(Reject::new(Reason::NoAlert, 1, "no facility"));
    }
    Ok(out)
}

fn fault(line: u32, field: &'static str, message: impl Into<String>, text: &str) -> Fault {
    Fault { line, field, message: message.into(), text: short(text) }
}

fn short(text: &str) -> String {
    crate::text::collapse(text).chars().take(LONGEST).collect()
}

/// Where the reader is: the elements open, the text of the innermost, and the facility being read.
#[derive(Default)]
struct Reading {
    path: Vec<(String, String)>,
    line: u32,
    held: Option<Held>,
}

#[derive(Default)]
struct Held {
    facility: Facility,
    depth: usize,
    timed: bool,
    kind: String,
    sub: String,
    beds: Beds,
    faults: Vec<Fault>,
}

impl Reading {
    fn open(&mut self, name: String, line: u32) {
        self.line = line;
        if self.held.is_none() && matches!(name.as_str(), "hospital" | "facility") {
            let facility = Facility { line, ..Facility::default() };
            self.held = Some(Held { facility, depth: self.path.len(), ..Held::default() });
        }
        self.path.push((name, String::new()));
    }

    fn text(&mut self, text: &str) {
        if let Some((_, held)) = self.path.last_mut().filter(|(_, held)| held.len() < 8 * 1024) {
            held.push_str(text);
        }
    }

    /// True when a facility ended.
    fn close(&mut self, soft: Option<Reject>, out: &mut Have) -> bool {
        let Some((name, text)) = self.path.pop() else { return false };
        let Some(held) = &mut self.held else { return false };
        if let Some(soft) = soft {
            held.faults.push(fault(soft.line, "document", soft.reason.to_string(), &soft.text));
        }
        if self.path.len() > held.depth {
            let parents: Vec<&str> = self.path[held.depth..].iter().map(|(name, _)| name.as_str()).collect();
            held.leaf(&name, &text, &parents, self.line);
            return false;
        }
        if let Some(held) = self.held.take() {
            held.finish(out);
        }
        true
    }
}

impl Held {
    fn leaf(&mut self, name: &str, text: &str, parents: &[&str], line: u32) {
        let text = text.trim();
        match name {
            "organizationid" | "facilityid" | "hospitalid" if self.facility.id.is_empty() => {
                self.facility.id = short(text)
            }
            "organizationname" | "facilityname" | "nameelement" if self.facility.name.is_empty() => {
                self.facility.name = short(text);
            }
            "pos" => self.place(text, line),
            "emstrafficstatus" => match Traffic::from_word(text) {
                Some(traffic) => self.facility.traffic = traffic,
                None if text.eq_ignore_ascii_case("NotApplicable") => {}
                None => self.faults.push(fault(line, "EMSTrafficStatus", "Normal, Advisory or Closed", text)),
            },
            "emstrafficreason" => self.facility.reason = short(text),
            "bedtype" | "servicename" => (self.kind, self.sub) = (short(text), String::new()),
            "subcategorybedtype" => self.sub = short(text),
            "availablecount" => self.beds.available = self.count("AvailableCount", text, line),
            "baselinecount" => self.beds.total = self.count("BaselineCount", text, line),
            "capacity" | "bedcapacity" => self.bed(line),
            "lastupdatetime" | "lastupdated" => self.time(text, parents.len(), line),
            _ => {}
        }
    }

    /// GML: latitude, blank, longitude (EPSG 4326 axis order, as the standard's examples have it).
    fn place(&mut self, text: &str, line: u32) {
        let degrees: Vec<Option<f64>> = text.split_whitespace().map(|word| word.parse().ok()).collect();
        match degrees.as_slice() {
            [Some(lat), Some(lon)] if lat.abs() <= 90.0 && lon.abs() <= 180.0 => self.facility.at = Some([*lon, *lat]),
            _ => self.faults.push(fault(line, "gml:pos", "latitude and longitude in degrees", text)),
        }
    }

    fn count(&mut self, field: &'static str, text: &str, line: u32) -> Option<u32> {
        let count = text.parse().ok().filter(|count| *count <= MOST_BEDS);
        if count.is_none() {
            self.faults.push(fault(line, field, format!("a whole number from 0 to {MOST_BEDS}"), text));
        }
        count
    }

    fn bed(&mut self, line: u32) {
        let beds = std::mem::take(&mut self.beds);
        if beds == Beds::default() {
            return;
        }
        if self.kind.is_empty() {
            self.faults.push(fault(line, "BedType", "a count without a kind of bed", ""));
            return;
        }
        if let (Some(available), Some(total)) = (beds.available, beds.total)
            && available > total
        {
            let text = format!("{available} of {total}");
            self.faults.push(fault(line, "AvailableCount", "more beds free than there are", &text));
            return;
        }
        let kind = if self.sub.is_empty() { self.kind.clone() } else { format!("{}/{}", self.kind, self.sub) };
        if self.facility.beds.len() < MOST.1 || self.facility.beds.contains_key(&kind) {
            self.facility.beds.insert(kind, beds);
        } else {
            self.faults.push(fault(line, "BedType", format!("at most {} kinds", MOST.1), &kind));
        }
    }

    /// That of the facility itself counts; one inside it dates a part, and only where nothing else is said.
    fn time(&mut self, text: &str, depth: usize, line: u32) {
        let read = time::read(text, None).filter(|read| read.time.offset_min.is_some());
        match read {
            Some(read) if depth <= 1 || !self.timed => {
                self.facility.as_of_ms = read.time.ms;
                self.timed = true;
            }
            Some(_) => {}
            None => self.faults.push(fault(line, "LastUpdateTime", "a time with its offset from UTC", text)),
        }
    }

    fn finish(self, out: &mut Have) {
        let Self { mut facility, timed, mut faults, .. } = self;
        let line = facility.line;
        if facility.id.is_empty() {
            facility.id.clone_from(&facility.name);
        }
        if facility.name.is_empty() {
            facility.name.clone_from(&facility.id);
        }
        if facility.name.is_empty() {
            faults.push(fault(line, "OrganizationName", "neither an id nor a name", ""));
        } else if !timed {
            // A figure whose age nobody knows sends people to beds that are gone.
            faults.push(fault(line, "LastUpdateTime", "the report does not say as of when it holds", &facility.name));
        } else {
            out.facilities.push(facility);
        }
        out.faults.append(&mut faults);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = r#"<?xml version="1.0"?>
<have:HospitalStatus xmlns:have="urn:oasis:names:tc:emergency:EDXL:HAVE:1.0" xmlns:gml="http://www.opengis.net/gml" xmlns:xnl="urn:oasis:names:tc:ciq:xnl:3">
 <have:Hospital>
  <have:Organization>
   <have:OrganizationInformation><xnl:OrganisationName><xnl:NameElement>North &amp; East</xnl:NameElement></xnl:OrganisationName></have:OrganizationInformation>
   <have:OrganizationGeoLocation><gml:Point><gml:pos>60.18 24.95</gml:pos></gml:Point></have:OrganizationGeoLocation>
  </have:Organization>
  <have:EmergencyDepartmentStatus><have:EMSTraffic><have:EMSTrafficStatus>Advisory</have:EMSTrafficStatus><have:EMSTrafficReason>CT down</have:EMSTrafficReason></have:EMSTraffic></have:EmergencyDepartmentStatus>
  <have:HospitalBedCapacityStatus>
   <have:BedCapacity><have:BedType>AdultICU</have:BedType><have:Capacity><have:CapacityStatus>VacantAvailable</have:CapacityStatus><have:AvailableCount>3</have:AvailableCount><have:BaselineCount>12</have:BaselineCount></have:Capacity></have:BedCapacity>
   <have:BedCapacity><have:BedType>Burn</have:BedType><have:Capacity><have:AvailableCount>0</have:AvailableCount></have:Capacity></have:BedCapacity>
  </have:HospitalBedCapacityStatus>
  <have:LastUpdateTime>2026-11-22T11:00:00+02:00</have:LastUpdateTime>
 </have:Hospital>
</have:HospitalStatus>"#;

    const TWO: &str = r#"<HAVE xmlns="urn:oasis:names:tc:emergency:edxl:have:2.0" xmlns:gml="http://www.opengis.net/gml/3.2">
 <facility><facilityInformation><facilityID>h-7</facilityID><facilityName>Harbour</facilityName>
  <facilityGeoLocation><gml:Point><gml:pos>60.16 24.93</gml:pos></gml:Point></facilityGeoLocation></facilityInformation>
  <serviceList><serviceListItem><serviceName>Burn</serviceName><bedCapacity><availableCount>2</availableCount><baselineCount>4</baselineCount></bedCapacity></serviceListItem></serviceList>
  <emsTraffic><emsTrafficStatus>Normal</emsTrafficStatus></emsTraffic>
  <lastUpdateTime>2026-11-22T09:30:00Z</lastUpdateTime></facility>
</HAVE>"#;

    #[test]
    fn both_versions_are_read() {
        let read_one = read(ONE).unwrap();
        assert_eq!(read_one.faults, []);
        let north = &read_one.facilities[0];
        assert_eq!((north.name.as_str(), north.at), ("North & East", Some([24.95, 60.18])));
        assert_eq!((north.traffic, north.reason.as_str()), (Traffic::Advisory, "CT down"));
        assert_eq!(north.beds["AdultICU"], Beds { available: Some(3), total: Some(12) });
        assert_eq!(north.beds["Burn"], Beds { available: Some(0), total: None }, "what was not said is not zero");
        assert_eq!(north.as_of_ms, 1_795_338_000_000);
        let two = read(TWO).unwrap();
        let harbour = &two.facilities[0];
        assert_eq!((harbour.id.as_str(), harbour.name.as_str(), harbour.traffic), ("h-7", "Harbour", Traffic::Normal));
        assert_eq!(harbour.beds["Burn"], Beds { available: Some(2), total: Some(4) });
        assert_eq!(two.faults, []);
    }

    #[test]
    fn a_bad_figure_is_named_with_its_line_and_field_and_costs_only_itself() {
        for (good, bad, field, kinds) in [
            (">3<", ">-3<", "AvailableCount", 2),
            (">3<", ">3.5<", "AvailableCount", 2),
            (">3<", ">99999999999<", "AvailableCount", 2),
            (">3<", ">13<", "AvailableCount", 1),
            (">Burn<", "><", "BedType", 1),
            ("60.18 24.95", "160.18 24.95", "gml:pos", 2),
            (">Advisory<", ">Sometimes<", "EMSTrafficStatus", 2),
        ] {
            let read = read(&ONE.replace(good, bad)).unwrap();
            assert_eq!(read.faults.len(), 1, "{bad}: {:?}", read.faults);
            assert_eq!((read.faults[0].field, read.facilities.len()), (field, 1), "{bad}");
            assert!(read.faults[0].line > 1, "{:?}", read.faults);
            assert_eq!(read.facilities[0].beds.len(), kinds, "{bad}: {:?}", read.facilities[0].beds);
        }
    }

    #[test]
    fn a_report_without_its_time_is_not_taken() {
        for time in ["", "yesterday", "2026-11-22T11:00:00", "2026-13-22T11:00:00Z"] {
            let read = read(&ONE.replace("2026-11-22T11:00:00+02:00", time)).unwrap();
            assert_eq!(read.facilities, [], "{time}");
            assert!(read.faults.iter().all(|fault| fault.field == "LastUpdateTime"), "{:?}", read.faults);
        }
    }

    #[test]
    fn hostile_documents_end_with_a_reason() {
        let bomb = format!("<!DOCTYPE x [<!ENTITY a \"b\">]>{TWO}");
        assert_eq!(read(&bomb).unwrap_err().reason, Reason::Dtd);
        assert_eq!(read(&"<a>".repeat(1_000)).unwrap_err().reason, Reason::TooDeep);
        assert_eq!(read("<HAVE/>").unwrap_err().reason, Reason::NoAlert);
        assert_eq!(read("").unwrap_err().reason, Reason::NotXml);
        let entity = read(&TWO.replace("Harbour", "Har&nope;bour")).unwrap();
        assert_eq!(entity.faults[0].field, "document", "an unknown entity is said");
    }

    /// Cut anywhere, nothing panics, and what is given was whole.
    #[test]
    fn a_document_cut_anywhere_gives_whole_facilities_or_none() {
        let both = format!("<x>{}{}</x>", &TWO, &ONE[ONE.find("<have:HospitalStatus").unwrap()..]);
        let whole = read(&both).unwrap().facilities;
        assert_eq!(whole.len(), 2);
        for end in (0..both.len()).filter(|end| both.is_char_boundary(*end)) {
            if let Ok(cut) = read(&both[..end]) {
                assert!(cut.facilities.iter().all(|facility| whole.contains(facility)), "{end}");
                assert!(end == both.len() || !cut.faults.is_empty(), "{end}: the end is said");
            }
        }
    }
}
