//! The plan in force.

use crate::board::Board;
use crate::plan::{Level, Mode, Need, Plan, RunCard, UnitKind, Words};
use std::sync::LazyLock;

/// The plan in force on a board. The one place to ask, so that a plan of the centre's own takes effect everywhere.
pub fn plan(_board: &Board) -> &Plan {
    static BUILT_IN: LazyLock<Plan> = LazyLock::new(built_in);
    &BUILT_IN
}

fn words(en: &str, zh: &str) -> Words {
    Words { en: en.into(), zh: zh.into() }
}

fn kind(kind: &str, (en, zh): (&str, &str), can: &[&str], turnout_station_s: u32) -> UnitKind {
    UnitKind {
        kind: kind.into(),
        label: words(en, zh),
        can: can.iter().map(|can| (*can).to_owned()).collect(),
        turnout_station_s,
        turnout_mobile_s: 15,
    }
}

fn card(id: &str, (en, zh): (&str, &str), types: &[&str], levels: &[&[(&str, u32)]]) -> RunCard {
    let need = |(can, count): &(&str, u32)| Need { can: (*can).into(), count: *count };
    RunCard {
        id: id.into(),
        label: words(en, zh),
        types: types.iter().map(|code| (*code).to_owned()).collect(),
        priorities: Vec::new(),
        within: None,
        mode: Mode::Closest,
        stale_s: 1_800,
        rest_s: 0,
        levels: levels.iter().map(|send| Level { send: send.iter().map(need).collect() }).collect(),
    }
}

/// Cards for a city's usual calls. Turnout is that of NFPA 1710: 60 s for medical runs, 80 s for fire.
fn built_in() -> Plan {
    Plan {
        name: "built-in".into(),
        edition: "1".into(),
        kinds: vec![
            kind("engine", ("Engine", "水罐消防车"), &["pump"], 80),
            kind("ladder", ("Ladder", "云梯消防车"), &["height", "rescue"], 80),
            kind("rescue", ("Rescue", "抢险救援消防车"), &["rescue"], 80),
            kind("ambulance", ("Ambulance", "救护车"), &["transport"], 60),
            kind("patrol", ("Patrol", "巡逻警车"), &["police"], 60),
            kind("traffic", ("Traffic police", "交警"), &["police"], 60),
            kind("utility", ("Utility crew", "抢修车"), &[], 120),
        ],
        cards: vec![
            card(
                "structure-fire",
                ("Structure fire", "建筑火灾"),
                &["STRUCT", "COLLAP", "HAZMAT"],
                &[
                    &[("pump", 2), ("height", 1), ("ambulance", 1)],
                    &[("pump", 4), ("height", 2), ("ambulance", 2), ("police", 1)],
                    &[("pump", 6), ("height", 3), ("ambulance", 3), ("police", 2)],
                ],
            ),
            card(
                "fire",
                ("Other fire", "其他火灾"),
                &["VEHFIR", "WILDF", "ALARM", "SMOKE", "GAS"],
                &[&[("pump", 1)], &[("pump", 2), ("police", 1)], &[("pump", 4), ("height", 1), ("police", 1)]],
            ),
            card(
                "rescue",
                ("Rescue", "救援"),
                &["RESCUE", "WATER"],
                &[
                    &[("rescue", 1), ("ambulance", 1)],
                    &[("rescue", 1), ("pump", 1), ("ambulance", 1)],
                    &[("rescue", 2), ("pump", 2), ("ambulance", 2), ("police", 1)],
                ],
            ),
            card(
                "medical",
                ("Medical", "医疗急救"),
                &["CARDIA", "BREATH", "UNCON", "TRAUMA", "MEDIC", "BIRTH", "MCI"],
                &[
                    &[("ambulance", 1)],
                    &[("ambulance", 2), ("pump", 1)],
                    &[("ambulance", 4), ("pump", 1), ("police", 2)],
                ],
            ),
            card(
                "crash",
                ("Traffic crash", "交通事故"),
                &["CRASH", "CRASHI"],
                &[
                    &[("police", 1), ("ambulance", 1)],
                    &[("police", 2), ("ambulance", 2), ("rescue", 1)],
                    &[("police", 3), ("ambulance", 4), ("rescue", 1), ("pump", 1)],
                ],
            ),
            card(
                "utility",
                ("Utility", "市政抢修"),
                &["FLOOD", "POWER", "TREE"],
                &[&[("utility", 1)], &[("utility", 2), ("police", 1)], &[("utility", 3), ("police", 2)]],
            ),
            card(
                "police",
                ("Police and all else", "治安及其他"),
                &[],
                &[&[("police", 1)], &[("police", 2)], &[("police", 4), ("ambulance", 1)]],
            ),
        ],
        ..Plan::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::TYPES;
    use crate::recommend::can;

    /// Every type finds a card, every need somebody who can do it, and no level asks for less than the one before.
    #[test]
    fn the_built_in_plan_is_whole() {
        let board = Board::default();
        let plan = plan(&board);
        for kind in TYPES {
            assert!(plan.cards.iter().any(|c| c.types.is_empty() || c.types.iter().any(|t| t == kind.code)));
        }
        for card in &plan.cards {
            assert!(card.levels.len() >= 3, "{}", card.id);
            for code in &card.types {
                assert!(TYPES.iter().any(|t| t.code == code), "{code}");
            }
            for pair in card.levels.windows(2) {
                for need in &pair[0].send {
                    let next = pair[1].send.iter().find(|n| n.can == need.can);
                    assert!(next.is_some_and(|next| next.count >= need.count), "{} {}", card.id, need.can);
                }
            }
            for need in card.levels.iter().flat_map(|level| &level.send) {
                assert!(plan.kinds.iter().any(|k| can(plan, &k.kind, &need.can)), "{}", need.can);
            }
        }
    }
}
