//! Update and cancel chains: the final state is the same in any order of arrival and with repeats.

use proptest::prelude::*;
use watchfloor_warning::FlagCode;
use watchfloor_warning::chain::{Head, Resolution, Standing, resolve, resolve_with_keys};
use watchfloor_warning::model::{Identity, MsgType, Reference, Status};

fn id(sender: &str, name: &str, minute: i64) -> Identity {
    Identity::new(sender, name, minute * 60_000)
}

fn head(name: &str, minute: i64, msg_type: MsgType, names: &[&Identity]) -> Head {
    Head {
        identity: id("a@b", name, minute),
        msg_type,
        status: Status::Actual,
        references: names.iter().map(|identity| Reference::to(identity)).collect(),
    }
}

fn standing(standing: &Standing) -> String {
    match standing {
        Standing::Live => "live".to_owned(),
        Standing::Superseded { by } => format!("superseded by {}", by.identifier),
        Standing::Cancelled { by } => format!("cancelled by {}", by.identifier),
    }
}

/// Resolves and checks standings and flags, each as words.
fn expect(heads: &[Head], standings: &[&str], flags: &[(usize, FlagCode)]) -> Resolution {
    let got = resolve(heads);
    assert_eq!(got.standings.iter().map(standing).collect::<Vec<_>>(), standings);
    assert_eq!(got.flags, flags);
    got
}

#[test]
fn an_update_replaces_and_a_cancel_ends() {
    let first = head("1", 0, MsgType::Alert, &[]);
    let second = head("2", 10, MsgType::Update, &[&first.identity]);
    let end = head("3", 20, MsgType::Cancel, &[&first.identity, &second.identity]);
    expect(&[first.clone(), second.clone()], &["superseded by 2", "live"], &[]);
    let all = expect(&[end, second, first], &["live", "cancelled by 3", "cancelled by 3"], &[]);
    assert_eq!(all.episodes, [0, 0, 0]);
}

#[test]
fn a_named_message_that_comes_late_is_born_ended() {
    let first = head("1", 0, MsgType::Alert, &[]);
    let end = head("9", 5, MsgType::Cancel, &[&first.identity]);
    expect(std::slice::from_ref(&end), &["live"], &[(0, FlagCode::ReferenceUnknown)]);
    expect(&[end, first], &["live", "cancelled by 9"], &[]);
}

#[test]
fn a_cancel_of_the_ancestor_leaves_the_update_and_asks() {
    let first = head("1", 0, MsgType::Alert, &[]);
    let second = head("2", 10, MsgType::Update, &[&first.identity]);
    let end = head("3", 20, MsgType::Cancel, &[&first.identity]);
    let flags = [(2, FlagCode::CancelNamesAncestor)];
    expect(&[first.clone(), second.clone(), end], &["cancelled by 3", "live", "live"], &flags);
    // A new Update after the Cancel is no such case.
    let later = head("4", 30, MsgType::Update, &[&first.identity]);
    let end = head("3", 20, MsgType::Cancel, &[&first.identity, &second.identity]);
    expect(&[first, second, end, later], &["cancelled by 3", "cancelled by 3", "live", "live"], &[]);
}

#[test]
fn cancelling_an_update_revives_nothing() {
    let first = head("1", 0, MsgType::Alert, &[]);
    let second = head("2", 10, MsgType::Update, &[&first.identity]);
    let end = head("3", 20, MsgType::Cancel, &[&second.identity]);
    expect(&[first, second, end], &["superseded by 2", "cancelled by 3", "live"], &[]);
}

#[test]
fn strangers_the_future_exercises_and_oneself_have_no_effect() {
    let first = head("1", 10, MsgType::Alert, &[]);
    let mut stranger = head("2", 20, MsgType::Cancel, &[&first.identity]);
    stranger.identity.sender = "x@y".to_owned();
    let early = head("3", 5, MsgType::Cancel, &[&first.identity]);
    let mut drill = head("4", 20, MsgType::Cancel, &[&first.identity]);
    drill.status = Status::Exercise;
    let own = head("5", 20, MsgType::Update, &[&id("a@b", "5", 20)]);
    let flags = [
        (1, FlagCode::ForeignReference),
        (2, FlagCode::ReferenceToFuture),
        (3, FlagCode::ReferenceAcrossStatus),
        (4, FlagCode::ReferenceSelf),
    ];
    expect(&[first, stranger, early, drill, own], &["live"; 5], &flags);
}

#[test]
fn incomplete_references_match_and_say_so() {
    let first = head("1", 0, MsgType::Alert, &[]);
    let mut second = head("2", 10, MsgType::Update, &[]);
    second.references =
        vec![Reference { sender: Some("a@b".into()), identifier: "1".into(), sent_ms: None, text: "a@b,1".into() }];
    let flags = [(1, FlagCode::ReferenceLoose)];
    expect(&[first.clone(), second.clone()], &["superseded by 2", "live"], &flags);
    second.references[0].sender = None;
    expect(&[first.clone(), second.clone()], &["superseded by 2", "live"], &flags);
    // Another time of sending: the nearest message of that name.
    second.references = vec![Reference::to(&id("a@b", "1", 1))];
    let other = head("1", 9, MsgType::Alert, &[]);
    let flags = [(2, FlagCode::ReferenceLoose)];
    expect(&[first, other, second], &["superseded by 2", "live", "live"], &flags);
}

#[test]
fn a_cycle_is_cut_by_identifier() {
    let (a, b) = (id("a@b", "1", 0), id("a@b", "2", 0));
    let heads = [head("1", 0, MsgType::Update, &[&b]), head("2", 0, MsgType::Update, &[&a])];
    expect(&heads, &["superseded by 2", "live"], &[(0, FlagCode::ReferenceCycle)]);
}

#[test]
fn same_identity_other_content_is_a_conflict() {
    let one = head("1", 0, MsgType::Alert, &[]);
    let two = head("1", 0, MsgType::Update, &[&id("a@b", "0", -5)]);
    let got = resolve(&[one.clone(), two]);
    assert!(
        got.flags.contains(&(0, FlagCode::IdentityConflict)) && got.flags.contains(&(1, FlagCode::IdentityConflict))
    );
    assert!(resolve(&[one.clone(), one]).flags.is_empty());
}

#[test]
fn episodes_join_by_edges_placeholders_keys_and_answers() {
    let missing = id("a@b", "0", 0);
    let mut heads = vec![
        head("1", 1, MsgType::Update, &[&missing]),
        head("2", 2, MsgType::Update, &[&missing]),
        head("3", 3, MsgType::Alert, &[]),
        head("4", 4, MsgType::Alert, &[]),
        head("5", 5, MsgType::Alert, &[]),
    ];
    heads.push(head("6", 6, MsgType::Ack, &[&heads[4].identity.clone()]));
    let keys = [vec![], vec![], vec!["VTEC.1".to_owned()], vec!["VTEC.1".to_owned()]];
    assert_eq!(resolve_with_keys(&heads, &keys).episodes, [0, 0, 1, 1, 2, 2]);
}

/// A set of messages of two senders that name each other at random, within a short time and with equal instants.
fn sets() -> impl Strategy<Value = Vec<Head>> {
    let kind = prop_oneof![Just(MsgType::Alert), Just(MsgType::Update), Just(MsgType::Cancel), Just(MsgType::Ack)];
    let name = || (prop::bool::weighted(0.8), 0..8_u8, 0..4_i64);
    let one = (name(), kind, prop::bool::weighted(0.9), prop::collection::vec((name(), 0..4_u8), 0..4));
    prop::collection::vec(one, 1..14).prop_map(|all| {
        let identity =
            |(mine, name, minute): (bool, u8, i64)| id(if mine { "a@b" } else { "x@y" }, &name.to_string(), minute);
        all.into_iter()
            .map(|(name, msg_type, actual, names)| Head {
                identity: identity(name),
                msg_type,
                status: if actual { Status::Actual } else { Status::Exercise },
                references: names
                    .into_iter()
                    .map(|(name, form)| {
                        let mut reference = Reference::to(&identity(name));
                        reference.sent_ms = reference.sent_ms.filter(|_| form > 0);
                        reference.sender = reference.sender.filter(|_| form > 1);
                        reference
                    })
                    .collect(),
            })
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Any order, with repeats: the same standing, flags and episode for the same message.
    #[test]
    fn order_and_repeats_change_nothing(
        heads in sets(),
        order in prop::collection::vec(any::<prop::sample::Index>(), 0..30),
    ) {
        let base = resolve(&heads);
        let mut picks: Vec<usize> = order.iter().map(|index| index.index(heads.len())).collect();
        picks.extend((0..heads.len()).rev());
        let shuffled: Vec<Head> = picks.iter().map(|&at| heads[at].clone()).collect();
        let got = resolve(&shuffled);
        for (at, &from) in picks.iter().enumerate() {
            prop_assert_eq!(&got.standings[at], &base.standings[from]);
            prop_assert_eq!(got.episodes[at], base.episodes[from]);
            let codes = |of: &Resolution, index: usize| -> Vec<FlagCode> {
                of.flags.iter().filter(|(at, _)| *at == index).map(|(_, code)| *code).collect()
            };
            prop_assert_eq!(codes(&got, at), codes(&base, from));
        }
    }

    /// Something is always left standing: the latest message is never ended by an older one, and only one's own sender
    /// ends a message.
    #[test]
    fn only_the_same_sender_ends_and_never_backwards(heads in sets()) {
        let got = resolve(&heads);
        for (head, standing) in heads.iter().zip(&got.standings) {
            if let Standing::Cancelled { by } | Standing::Superseded { by } = standing {
                prop_assert_eq!(&by.sender, &head.identity.sender);
                prop_assert!(by.sent_ms >= head.identity.sent_ms && *by != head.identity);
            }
        }
        let last = heads.iter().map(|head| head.identity.sent_ms).max();
        let standing_at_last = heads.iter().zip(&got.standings)
            .any(|(head, standing)| Some(head.identity.sent_ms) == last && *standing == Standing::Live);
        prop_assert!(standing_at_last);
    }
}

#[test]
fn a_long_chain_and_a_crowd_take_linear_time() {
    let names: Vec<Identity> = (0..20_000).map(|at| id("a@b", &at.to_string(), at)).collect();
    let chain: Vec<Head> = names
        .iter()
        .enumerate()
        .map(|(at, name)| Head {
            identity: name.clone(),
            msg_type: if at == 0 { MsgType::Alert } else { MsgType::Update },
            status: Status::Actual,
            references: names[at.saturating_sub(1)..at].iter().map(Reference::to).collect(),
        })
        .collect();
    let got = resolve(&chain);
    assert_eq!(got.standings.iter().filter(|standing| **standing == Standing::Live).count(), 1);
    assert!(got.episodes.iter().all(|episode| *episode == 0));
}
