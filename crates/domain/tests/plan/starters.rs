//! Both starter sets are whole, and know what callers say.

use std::collections::BTreeSet;
use watchfloor_domain::plan::in_force::{STARTERS, starter};
use watchfloor_domain::plan::{Plan, Recogniser, read};

fn plan(name: &str) -> Plan {
    read(starter(name).unwrap()).expect(name)
}

#[test]
fn both_read_without_a_fault_and_are_complete() {
    for (name, _) in STARTERS {
        let plan = plan(name);
        assert!(plan.types.len() >= 60, "{name}: {}", plan.types.len());
        let ruled: BTreeSet<&str> = plan.rules.iter().map(|r| r.typ.as_str()).collect();
        let carded: BTreeSet<&String> = plan.cards.iter().flat_map(|c| &c.types).collect();
        for typ in &plan.types {
            assert!(ruled.contains(typ.code.as_str()), "{name}: no words mean {}", typ.code);
            assert!(carded.contains(&typ.code), "{name}: no card for {}", typ.code);
        }
        assert!(plan.cards.iter().all(|c| c.levels.len() >= 3), "{name}: a card of fewer than three levels");
        assert!(plan.types.iter().filter(|t| !t.questions.is_empty()).count() >= 12, "{name}");
        assert!(plan.dispositions.iter().filter(|d| d.common.is_some()).count() >= 20, "{name}");
        for kind in ["engine", "ladder", "rescue", "ambulance", "patrol", "command", "hazmat", "tow", "utility"] {
            assert!(plan.kind(kind).is_some(), "{name}: {kind}");
        }
    }
}

#[test]
fn the_international_set_keeps_every_code_in_use_before_plans_with_its_priority() {
    const BEFORE: &str = "STRUCT:E VEHFIR:1 WILDF:1 ALARM:2 SMOKE:1 GAS:1 HAZMAT:E RESCUE:E WATER:E COLLAP:E CARDIA:E \
        BREATH:1 UNCON:E TRAUMA:1 MEDIC:2 BIRTH:1 MCI:E ASSAUL:1 ROBB:1 BURG:2 DISTUR:3 MISSIN:2 WEAPON:E CROWD:2 \
        CRASH:1 CRASHI:E STALL:3 OBSTR:3 FLOOD:1 POWER:2 TREE:3 UNK:3";
    let plan = plan("international");
    for pair in BEFORE.split_whitespace() {
        let (code, priority) = pair.split_once(':').unwrap();
        assert_eq!(plan.typ(code).map(|t| t.priority.code()), Some(priority), "{code}");
    }
    let before = "DONE REPORT FALSE GOA CANCEL DUP TRANSP TREATD REFUSE FIRECT ARREST REFER UNFND";
    assert!(before.split(' ').all(|code| plan.disposition(code).is_some()));
}

/// Sentences that the rules were not written from, with the type a call taker would choose.
const SAID: &[(&str, &[(&str, &str)])] = &[
    (
        "international",
        &[
            ("My neighbour's house is on fire, flames out of the window", "STRUCT"),
            ("there's a fire in the kitchen on the second floor", "STRUCT"),
            ("a van is burning on the motorway", "VEHFIR"),
            ("He's choking on a piece of meat", "CHOKE"),
            ("my dad isn't breathing", "CARDIA"),
            ("she has chest pain and is sweating", "CHEST"),
            ("his face is drooping and he has slurred speech", "STROKE"),
            ("strong smell of gas in the hallway", "GAS"),
            ("two cars crashed at the junction, nobody is hurt", "CRASH"),
            ("a cyclist was hit by a car and is bleeding", "CRASHI"),
            ("there is a man with a gun in the bank", "WEAPON"),
            ("I was robbed, he took my phone", "ROBB"),
            ("Someone stole my bike", "THEFT"),
            ("she wants to jump from the bridge", "SUICID"),
            ("a tree has fallen on the tracks", "TREE"),
            ("power lines down in the street", "POWER"),
            ("the fire alarm is ringing in our office", "ALARM"),
            ("there is a fire", "STRUCT"),
            ("I can not breathe", "BREATH"),
            ("my father hanged himself", "CARDIA"),
            ("he has a knife and shouts at people", "WEAPON"),
            ("knife", "WEAPON"),
            ("there is no fire, only smoke in the hall", "SMOKE"),
            ("no fire alarm went off, but there are flames in the kitchen", "STRUCT"),
        ],
    ),
    (
        "chinese",
        &[
            ("我家楼下着火了，火苗窜到窗户上来了", "JZHZ"),
            ("楼道里电动车起火了", "DDCHZ"),
            ("老人胸口疼得厉害，出冷汗", "XT"),
            ("我妈突然嘴歪，说话不清", "CZ"),
            ("孩子吃果冻噎住了", "QDYW"),
            ("路口追尾了，没人受伤", "JTSG"),
            ("货车和电动车相撞，骑车的人流血了", "SRSG"),
            ("有人站在楼顶要跳楼", "ZSWX"),
            ("我被骗了，刷单转了三万", "DXZP"),
            ("家里煤气味很重", "RQXL"),
            ("小区门口井盖没了", "LMTX"),
            ("楼上装修噪音太大", "ZSRM"),
            ("地铁站有人掉下站台", "GDSG"),
            ("浓烟", "YWBG"),
            ("有人中毒", "ZD"),
            ("火警", "JZHZ"),
            ("捅刀子", "CDSR"),
            ("有人杀人", "CDSR"),
            ("他不呼吸了", "XZT"),
            ("我妈气喘", "HXKN"),
            ("交通堵塞", "JTYD"),
            ("著火了", "JZHZ"),
            ("樓道裡電動車起火了", "DDCHZ"),
            ("没有着火，就是有烟味", "YWBG"),
        ],
    ),
];

#[test]
fn plain_sentences_get_the_type_a_call_taker_would_choose() {
    for (name, said) in SAID {
        let recogniser = Recogniser::new(&plan(name));
        let wrong: Vec<_> = said
            .iter()
            .map(|(text, typ)| (text, typ, recogniser.recognise(text)))
            .filter(|(_, typ, found)| found.as_ref().is_none_or(|f| f.typ != **typ))
            .collect();
        assert!(wrong.is_empty(), "{name}: {wrong:#?}");
    }
}

#[test]
fn what_is_said_not_to_be_there_is_no_type() {
    for (name, said) in [
        ("international", &["there is no fire", "the car is not on fire", "No flames, no fire."][..]),
        ("chinese", &["没有着火", "没着火"][..]),
    ] {
        let recogniser = Recogniser::new(&plan(name));
        for text in said {
            assert_eq!(recogniser.recognise(text), None, "{text}");
        }
    }
}
