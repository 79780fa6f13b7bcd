//! Keys by which a source says that messages belong to one event: incident names, and the US weather service's VTEC.
//! They group messages for display (`chain::resolve_with_keys`) and never end one. Knows no chain.

use crate::model::Alert;

/// The event keys of an alert, for messages of the same sender.
pub fn keys(alert: &Alert) -> Vec<String> {
    let mut out = Vec::new();
    // A name with blanks is often written without quotes, so only the whole list is a safe key.
    if !alert.incidents.is_empty() {
        out.push(format!("incidents {}", alert.incidents.join(" ")));
    }
    let parameters = alert.infos.iter().flat_map(|info| &info.parameters);
    for (_, value) in parameters.filter(|(name, _)| name.eq_ignore_ascii_case("VTEC")) {
        out.extend(value.split('/').filter_map(vtec_key));
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// `k.aaa.cccc.pp.s.####.begin-end`: office, phenomenon, significance and number name the event; the action, which
/// changes from message to message, does not. Numbers restart each year, so the year of the end stands beside them;
/// an open end has none.
fn vtec_key(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.trim().split('.').collect();
    let [kind, action, office, phenomenon, significance, number, span] = parts[..] else { return None };
    let sizes = [kind.len(), action.len(), office.len(), phenomenon.len(), significance.len(), number.len()];
    if sizes != [1, 3, 4, 2, 1, 4] {
        return None;
    }
    let year = span.split_once('-').and_then(|(_, end)| end.get(..2)).filter(|year| *year != "00").unwrap_or("");
    Some(format!("VTEC {kind}.{office}.{phenomenon}.{significance}.{number}.{year}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_do_not_change_the_event() {
        let new = vtec_key("O.NEW.KLKN.FA.W.0018.110708T0000Z-110712T0315Z");
        let extended = vtec_key(" O.EXT.KLKN.FA.W.0018.000000T0000Z-110812T0315Z");
        assert_eq!(new.as_deref(), Some("VTEC O.KLKN.FA.W.0018.11"));
        assert_eq!(new, extended);
        assert_eq!(vtec_key("00000.0.SM.000000T0000Z.000000T0000Z.000000T0000Z.OO"), None);
        assert_eq!(vtec_key("é.NEW"), None);
    }
}
