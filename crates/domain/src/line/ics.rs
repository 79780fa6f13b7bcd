//! Verbs of command and places: posts, sectors, objectives, casualties, major incidents, sites.

use super::Line;
use super::crew::first_word;
use super::words::Words;
use crate::command::Command;
use crate::decide::named_site;
use crate::ics::{ObjectiveState, Order, Post, Triage};
use crate::ids::{IncidentId, UnitId};
use crate::rejection::{Kind, Rejection};
use crate::site::{Details, Order as SiteOrder, RoadsClosed, SiteKind, SiteShape};
use watchfloor_geo::Wgs84;

/// Words for posts beside the wire's own.
const POSTS: &[(&str, Post)] = &[
    ("总指挥", Post::AreaCommand),
    ("area", Post::AreaCommand),
    ("ic", Post::Command),
    ("现场指挥", Post::Command),
    ("指挥", Post::Command),
    ("安全", Post::Safety),
    ("联络", Post::Liaison),
    ("info", Post::Information),
    ("信息", Post::Information),
    ("ops", Post::Operations),
    ("行动", Post::Operations),
    ("plan", Post::Planning),
    ("计划", Post::Planning),
    ("log", Post::Logistics),
    ("后勤", Post::Logistics),
    ("fin", Post::Finance),
    ("财务", Post::Finance),
];
/// Words for kinds of sites beside the wire's own.
const SITES: &[(&str, SiteKind)] = &[
    ("集结", SiteKind::Staging),
    ("警戒", SiteKind::Cordon),
    ("安置", SiteKind::Shelter),
    ("cp", SiteKind::CommandPost),
    ("指挥部", SiteKind::CommandPost),
    ("ccp", SiteKind::CasualtyPoint),
    ("伤员", SiteKind::CasualtyPoint),
    ("lz", SiteKind::Landing),
    ("起降", SiteKind::Landing),
];
/// Words that end something.
const END: &[&str] = &["end", "stop", "结束"];

fn by<T: Copy>(list: &[(&str, T)], own: Option<T>, word: &str) -> Option<T> {
    own.or_else(|| list.iter().find(|(known, _)| *known == word).map(|(_, it)| *it))
}

fn ask<T>(key: &'static str) -> Result<T, Rejection> {
    Err(Rejection::new(Kind::Incomplete, key))
}

impl Line<'_> {
    /// A verb of command or places; `None` when it is another's.
    pub(super) fn ics(&self, verb: &str, words: &Words<'_>) -> Result<Option<Command>, Rejection> {
        let words = words.clone();
        Ok(Some(match verb {
            "ics" => Command::Ics(self.post(words)?),
            "sec" => Command::Ics(self.sector(words)?),
            "obj" => Command::Ics(self.objective(words)?),
            "cas" => Command::Ics(self.casualties(words)?),
            "major" => Command::Ics(self.major(words)?),
            "site" => Command::Site(self.site(&words)?),
            "to" => Command::Site(self.to_site(&words)?),
            _ => return Ok(None),
        }))
    }

    /// `ics @47 ops Miller; note`, `ics @47 ops E1`, `ics @47 ops - reason`.
    fn post(&self, words: Words<'_>) -> Result<Order, Rejection> {
        let (incident, rest) = self.incident_and_text(words, false)?;
        let (word, rest) = first_word(&rest);
        let word = word.to_lowercase();
        let Some(post) = by(POSTS, Post::from_word(&word), &word) else { return ask("preview.post") };
        let incident = incident.id;
        if let Some(reason) = rest.strip_prefix('-') {
            let reason = reason.trim().to_owned();
            return if reason.is_empty() {
                ask("preview.post_reason")
            } else {
                Ok(Order::LeavePost { incident, post, reason })
            };
        }
        let (holder, note) = rest.split_once(';').unwrap_or((rest, ""));
        if holder.trim().is_empty() {
            return ask("preview.post_holder");
        }
        let note = Some(note.trim().to_owned()).filter(|note| !note.is_empty());
        Ok(Order::TakePost { incident, post, holder: holder.trim().to_owned(), note })
    }

    /// The words before the first unit, and the units from there on, all of which must be units.
    fn name_and_units(&self, text: &str) -> Result<(String, Vec<UnitId>), Rejection> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let at = words.iter().position(|word| self.units(word).is_some()).unwrap_or(words.len());
        let mut units = Vec::new();
        for word in &words[at..] {
            let found = self.units(word).ok_or_else(|| Rejection::not_found("units", "refused.no_such_unit", *word))?;
            units.extend(found);
        }
        Ok((words[..at].join(" "), units))
    }

    /// `sec @47 North E1 E2`; `sec @47 - E1` takes out; `sec @47 end 2` gives the second up.
    fn sector(&self, words: Words<'_>) -> Result<Order, Rejection> {
        let (incident, rest) = self.incident_and_text(words, false)?;
        if let Some((word, number)) = rest.split_once(char::is_whitespace)
            && END.contains(&word.to_lowercase().as_str())
            && let Ok(sector) = number.trim().parse()
        {
            return Ok(Order::CloseSector { incident: incident.id, sector });
        }
        let (name, units) = self.name_and_units(&rest)?;
        match name.as_str() {
            "" => ask("preview.sector"),
            "-" if units.is_empty() => ask("preview.which_unit"),
            "-" => Ok(Order::SectorUnits { incident: incident.id, sector: None, units }),
            _ => Ok(Order::NamedSector { incident: incident.id, name, units }),
        }
    }

    /// `obj @47 text`; `obj @47 2 met`, `obj @47 2 drop reason`, `obj @47 2 open`, `obj @47 2 to 1`.
    fn objective(&self, words: Words<'_>) -> Result<Order, Rejection> {
        let (incident, rest) = self.incident_and_text(words, false)?;
        let incident = incident.id;
        let (first, after) = first_word(&rest);
        let (word, said) = first_word(after);
        let number = first.parse::<u32>().ok();
        let set = |objective, state| {
            let reason = Some(said.to_owned()).filter(|said| !said.is_empty());
            Order::SetObjective { incident, objective, state, reason }
        };
        Ok(match (number, word.to_lowercase().as_str()) {
            (Some(number), "met" | "done" | "达成") => set(number, ObjectiveState::Met),
            (Some(_), "drop" | "放弃") if said.is_empty() => return ask("preview.objective_reason"),
            (Some(number), "drop" | "放弃") => set(number, ObjectiveState::Dropped),
            (Some(number), "open" | "重启") => set(number, ObjectiveState::Open),
            (Some(objective), "to") => {
                let Ok(place) = said.parse() else { return ask("preview.objective_place") };
                Order::MoveObjective { incident, objective, place }
            }
            _ if rest.is_empty() => return ask("preview.objective"),
            _ => Order::AddObjective { incident, text: rest },
        })
    }

    /// `cas @47 3 5 12 1`: immediate, delayed, minor, deceased.
    fn casualties(&self, words: Words<'_>) -> Result<Order, Rejection> {
        let (incident, rest) = self.incident_and_text(words, false)?;
        let figures: Option<Vec<u32>> = rest.split_whitespace().map(|word| word.parse().ok()).collect();
        match figures.as_deref() {
            Some([immediate, delayed, minor, deceased]) => {
                let count = Triage { immediate: *immediate, delayed: *delayed, minor: *minor, deceased: *deceased };
                Ok(Order::CountCasualties { incident: incident.id, count })
            }
            _ => ask("preview.casualties"),
        }
    }

    /// `major @47 reason`; `major @47 end reason`.
    fn major(&self, words: Words<'_>) -> Result<Order, Rejection> {
        let (incident, rest) = self.incident_and_text(words, false)?;
        let (first, after) = first_word(&rest);
        let (ends, reason) =
            if END.contains(&first.to_lowercase().as_str()) { (true, after) } else { (false, rest.as_str()) };
        let (incident, reason) = (incident.id, reason.to_owned());
        match (ends, reason.is_empty()) {
            (_, true) => ask("preview.major_reason"),
            (true, false) => Ok(Order::StandDown { incident, reason }),
            (false, false) => Ok(Order::DeclareMajor { incident, reason, parts: Vec::new() }),
        }
    }

    /// `site staging North; 60.17, 24.94; 200`: without a place where the selected incident is, with a radius in metres a
    /// circle, `!` after it closes roads, `!!` for emergency vehicles too; `site - North; reason` gives one up. A place of three corners and more, with `/`
    /// between them, is an area. `site = North; place; reason` puts one elsewhere.
    fn site(&self, words: &Words<'_>) -> Result<SiteOrder, Rejection> {
        let mut fields = words.rest().split(';').map(str::trim);
        let (word, name) = first_word(fields.next().unwrap_or(""));
        if word == "-" {
            let (site, _) = named_site(self.board, name)?;
            let reason = fields.collect::<Vec<_>>().join("; ");
            return if reason.is_empty() { ask("preview.site_reason") } else { Ok(SiteOrder::Close { site, reason }) };
        }
        if word == "=" {
            let (place, reason) = (fields.next().unwrap_or(""), fields.collect::<Vec<_>>().join("; "));
            return self.site_elsewhere(name, place, reason);
        }
        let word = word.to_lowercase();
        let Some(kind) = by(SITES, SiteKind::from_word(&word), &word) else { return ask("preview.site_kind") };
        if name.is_empty() {
            return ask("preview.site_name");
        }
        let here = self.selected.and_then(|id| self.board.incidents.get(&id)).and_then(|i| i.place.as_ref());
        let typed = fields.next().unwrap_or("");
        let corners = self.corners(typed);
        let at = match typed {
            "" => here.map(|place| place.at),
            _ => corners.as_deref().and_then(<[Wgs84]>::first).copied(),
        };
        let Some(at) = at else { return ask("preview.site_place") };
        let size = fields.next().unwrap_or("");
        let radius = size.trim_end_matches('!').trim();
        let shape = match (radius.is_empty(), radius.parse()) {
            (true, _) => match corners.filter(|corners| corners.len() > 1) {
                Some(corners) => SiteShape::Polygon(corners),
                None => SiteShape::Point(at),
            },
            (false, Ok(radius_m)) => SiteShape::Circle { centre: at, radius_m },
            (false, Err(_)) => return ask("preview.site_radius"),
        };
        let roads = size.ends_with('!').then(|| RoadsClosed { emergency_may_pass: !size.ends_with("!!") });
        let details = Details { kind, name: name.to_owned(), shape, incident: self.selected, roads };
        Ok(SiteOrder::Set { site: None, details, reason: String::new() })
    }

    /// One place or the corners of an area; `None` unless each is a place.
    fn corners(&self, typed: &str) -> Option<Vec<Wgs84>> {
        let at = |corner: &str| self.place_or_text(corner.trim(), String::new()).0.map(|place| place.at);
        typed.split('/').map(at).collect()
    }

    /// `North; 60.17, 24.94; reason`: to another place in the same size; an area by its new corners. It stays its incident's
    /// while that is open.
    fn site_elsewhere(&self, name: &str, place: &str, reason: String) -> Result<SiteOrder, Rejection> {
        if name.is_empty() {
            return ask("preview.site_name");
        }
        let (site, now) = named_site(self.board, name)?;
        let shape = match (self.corners(place).as_deref(), &now.details.shape) {
            (Some([_]), SiteShape::Polygon(_)) | (None, _) => return ask("preview.site_move"),
            (Some([at]), SiteShape::Circle { radius_m, .. }) => SiteShape::Circle { centre: *at, radius_m: *radius_m },
            (Some([at]), SiteShape::Point(_)) => SiteShape::Point(*at),
            (Some(corners), _) => SiteShape::Polygon(corners.to_vec()),
        };
        if reason.is_empty() {
            return ask("preview.site_reason");
        }
        let open = |id: &IncidentId| self.board.incidents.get(id).is_some_and(|incident| incident.closed.is_none());
        let details = Details { shape, incident: now.details.incident.filter(open), ..now.details.clone() };
        Ok(SiteOrder::Set { site: Some(site), details, reason })
    }

    /// `to North E1 E2`.
    fn to_site(&self, words: &Words<'_>) -> Result<SiteOrder, Rejection> {
        let (name, units) = self.name_and_units(words.rest())?;
        if name.is_empty() {
            return ask("preview.site_name");
        }
        let (site, _) = named_site(self.board, &name)?;
        if units.is_empty() { ask("preview.which_unit") } else { Ok(SiteOrder::Send { site, units }) }
    }
}
