//! Update and cancel chains as a pure function of the set of messages received: the answer does not depend on the order
//! they came in, on repeats or on restarts. A message named before it arrives needs no special care: when it joins the
//! set it is superseded or cancelled at once. Knows no times of validity (see `lifecycle`) and no text.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::flag::FlagCode;
pub use crate::lifecycle::{EndPolicy, State, Times, end_ms, next_change, overall_next_change, overall_state, state};
use crate::model::{Identity, MsgType, Reference, Status};
use crate::union::Union;

/// What a chain needs to know of a message.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Head {
    /// Sender, identifier, sent.
    pub identity: Identity,
    /// Its nature; only Update and Cancel act on what they name.
    pub msg_type: MsgType,
    /// Its handling; an exercise never acts on the actual.
    pub status: Status,
    /// What it names.
    pub references: Vec<Reference>,
}

/// What later messages did to a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// Nothing; only time ends it.
    Live,
    /// Replaced; `by` is the latest Update that names it.
    Superseded {
        /// The Update.
        by: Identity,
    },
    /// Cancelled; `by` is the first Cancel that names it.
    Cancelled {
        /// The Cancel.
        by: Identity,
    },
}

/// The state of a set of messages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Resolution {
    /// One per head, in the order given.
    pub standings: Vec<Standing>,
    /// What was noticed: (index of the head, code), sorted, each once.
    pub flags: Vec<(usize, FlagCode)>,
    /// One episode number per head: connected messages share it. Numbers count from 0 by the least identity in each.
    pub episodes: Vec<usize>,
}

/// Resolves a set of messages.
pub fn resolve(heads: &[Head]) -> Resolution {
    resolve_with_keys(heads, &[])
}

/// Resolves a set of messages of which some carry event keys of their source (incident names, VTEC, ...): messages that
/// share a key share an episode. `keys[i]` belongs to `heads[i]`; missing entries are empty. Keys never end a message.
pub fn resolve_with_keys(heads: &[Head], keys: &[Vec<String>]) -> Resolution {
    let nodes = Nodes::new(heads);
    let mut notes = BTreeMap::new();
    let mut edges = edges(&nodes, &mut notes);
    cut_cycles(&nodes, &mut edges, &mut notes);
    let standings = standings(&nodes, &edges);
    flag_ancestor_cancels(&nodes, &edges, &standings, &mut notes);
    flag_conflicts(&nodes, &mut notes);
    let episodes = episodes(&nodes, &edges, keys);
    let flags = (0..heads.len())
        .flat_map(|at| notes.get(&nodes.of_head[at]).into_iter().flatten().map(move |&code| (at, code)))
        .collect();
    let standings = nodes.of_head.iter().map(|&node| standings[node].clone()).collect();
    Resolution { standings, flags, episodes }
}

type Notes = BTreeMap<usize, std::collections::BTreeSet<FlagCode>>;

/// The distinct messages of a set, in canonical order, so that repeats and order of arrival vanish at once.
struct Nodes<'a> {
    all: Vec<&'a Head>,
    of_head: Vec<usize>,
    /// (sender, identifier) -> nodes, by time of sending.
    by_name: HashMap<(&'a str, &'a str), Vec<usize>>,
}

impl<'a> Nodes<'a> {
    fn new(heads: &'a [Head]) -> Nodes<'a> {
        let mut all: Vec<&Head> = heads.iter().collect();
        all.sort_unstable();
        all.dedup();
        let index: HashMap<&Head, usize> = all.iter().enumerate().map(|(at, head)| (*head, at)).collect();
        let of_head = heads.iter().map(|head| index[head]).collect();
        let mut by_name: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
        for (at, head) in all.iter().enumerate() {
            by_name.entry((&head.identity.sender, &head.identity.identifier)).or_default().push(at);
        }
        Nodes { all, of_head, by_name }
    }

    fn named<'b>(&'b self, sender: &'b str, identifier: &'b str) -> &'b [usize] {
        self.by_name.get(&(sender, identifier)).map_or(&[], Vec::as_slice)
    }

    /// The messages a reference means and whether all three fields matched.
    fn targets(&self, source: usize, reference: &Reference) -> (Vec<usize>, bool) {
        let own = self.all[source].identity.sender.as_str();
        let sender = reference.sender.as_deref().unwrap_or(own);
        let mut found = self.named(sender, &reference.identifier);
        if found.is_empty() && sender != own {
            found = self.named(own, &reference.identifier);
        }
        let sent = |node: usize| self.all[node].identity.sent_ms;
        let Some(wanted) = reference.sent_ms else {
            return (found.iter().copied().filter(|&node| node != source).collect(), false);
        };
        let same: Vec<usize> = found.iter().copied().filter(|&node| sent(node) == wanted).collect();
        if !same.is_empty() {
            let exact = reference.sender.is_some() && self.all[same[0]].identity.sender == sender;
            return (same, exact);
        }
        // Named with another time of sending: the nearest one sent under that name, earlier first.
        let others = found.iter().copied().filter(|&node| node != source);
        let Some(nearest) = others.min_by_key(|&node| (sent(node).abs_diff(wanted), sent(node))).map(sent) else {
            return (Vec::new(), false);
        };
        (found.iter().copied().filter(|&node| node != source && sent(node) == nearest).collect(), false)
    }
}

/// An edge that counts: `source` ends or replaces `target`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Edge {
    source: usize,
    target: usize,
}

fn acts(head: &Head) -> bool {
    matches!(head.msg_type, MsgType::Update | MsgType::Cancel)
}

/// Every effective edge; the others leave a flag on their source.
fn edges(nodes: &Nodes<'_>, notes: &mut Notes) -> Vec<Edge> {
    let mut out = Vec::new();
    for (source, head) in nodes.all.iter().enumerate() {
        let note = notes.entry(source).or_default();
        if head.references.is_empty() && acts(head) {
            note.insert(FlagCode::ReferencesMissing);
        }
        for reference in &head.references {
            let (targets, exact) = nodes.targets(source, reference);
            if targets.is_empty() {
                note.insert(absent(head, reference));
            } else if !exact {
                note.insert(FlagCode::ReferenceLoose);
            }
            for target in targets {
                match refusal(head, nodes.all[target]) {
                    Some(code) => drop(note.insert(code)),
                    None if acts(head) => out.push(Edge { source, target }),
                    None => {}
                }
            }
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// Why nothing was found for a reference: it names the message itself, or one not received.
fn absent(head: &Head, reference: &Reference) -> FlagCode {
    let own = &head.identity;
    let same_sender = reference.sender.as_deref().is_none_or(|sender| sender == own.sender);
    if same_sender && reference.identifier == own.identifier && reference.sent_ms.is_none() {
        FlagCode::ReferenceSelf
    } else {
        FlagCode::ReferenceUnknown
    }
}

/// Why an edge has no effect. Ack and Error may answer another sender, so they are not foreign.
fn refusal(source: &Head, target: &Head) -> Option<FlagCode> {
    if source.identity == target.identity {
        Some(FlagCode::ReferenceSelf)
    } else if source.identity.sender != target.identity.sender && acts(source) {
        Some(FlagCode::ForeignReference)
    } else if source.identity.sent_ms < target.identity.sent_ms {
        Some(FlagCode::ReferenceToFuture)
    } else if source.status != target.status && source.status != Status::Actual {
        Some(FlagCode::ReferenceAcrossStatus)
    } else {
        None
    }
}

/// Cuts cycles, which only messages sent at the same instant can form: of the edges inside a cycle those that point
/// from the lesser identifier to the greater have no effect.
fn cut_cycles(nodes: &Nodes<'_>, edges: &mut Vec<Edge>, notes: &mut Notes) {
    let sent = |node: usize| nodes.all[node].identity.sent_ms;
    let level: Vec<Edge> = edges.iter().copied().filter(|edge| sent(edge.source) == sent(edge.target)).collect();
    if level.is_empty() {
        return;
    }
    let component = crate::union::strong_components(nodes.all.len(), level.iter().map(|e| (e.source, e.target)));
    edges.retain(|edge| {
        let inside = sent(edge.source) == sent(edge.target) && component[edge.source] == component[edge.target];
        let cut = inside && nodes.all[edge.source].identity < nodes.all[edge.target].identity;
        if cut {
            notes.entry(edge.source).or_default().insert(FlagCode::ReferenceCycle);
        }
        !cut
    });
}

fn standings(nodes: &Nodes<'_>, edges: &[Edge]) -> Vec<Standing> {
    let mut first_cancel: Vec<Option<usize>> = vec![None; nodes.all.len()];
    let mut last_update: Vec<Option<usize>> = vec![None; nodes.all.len()];
    let order = |node: usize| (nodes.all[node].identity.sent_ms, &nodes.all[node].identity);
    for edge in edges {
        let (slot, later) = match nodes.all[edge.source].msg_type {
            MsgType::Cancel => (&mut first_cancel[edge.target], false),
            _ => (&mut last_update[edge.target], true),
        };
        if slot.is_none_or(|held| (order(edge.source) > order(held)) == later) {
            *slot = Some(edge.source);
        }
    }
    let by = |node: usize| nodes.all[node].identity.clone();
    first_cancel
        .into_iter()
        .zip(last_update)
        .map(|(cancel, update)| match (cancel, update) {
            (Some(cancel), _) => Standing::Cancelled { by: by(cancel) },
            (None, Some(update)) => Standing::Superseded { by: by(update) },
            (None, None) => Standing::Live,
        })
        .collect()
}

/// A Cancel that names a message some still live Update replaced (directly or through others), the Update being older
/// than the Cancel: the standard does not settle whether the Update ends, so it stays and the Cancel is flagged.
fn flag_ancestor_cancels(nodes: &Nodes<'_>, edges: &[Edge], standings: &[Standing], notes: &mut Notes) {
    let sent = |node: usize| nodes.all[node].identity.sent_ms;
    let is = |node: usize, kind: MsgType| nodes.all[node].msg_type == kind;
    let mut replaced: HashMap<usize, Vec<usize>> = HashMap::new();
    for edge in edges.iter().filter(|edge| is(edge.source, MsgType::Update)) {
        replaced.entry(edge.source).or_default().push(edge.target);
    }
    let mut live: Vec<usize> =
        (0..nodes.all.len()).filter(|&node| is(node, MsgType::Update) && standings[node] == Standing::Live).collect();
    live.sort_by_key(|&node| sent(node));
    // The earliest live Update above each message; the first to reach a message is the earliest.
    let mut above: HashMap<usize, i64> = HashMap::new();
    for update in live {
        let mut open = vec![update];
        while let Some(node) = open.pop() {
            for &target in replaced.get(&node).into_iter().flatten() {
                if let std::collections::hash_map::Entry::Vacant(slot) = above.entry(target) {
                    slot.insert(sent(update));
                    open.push(target);
                }
            }
        }
    }
    for edge in edges.iter().filter(|edge| is(edge.source, MsgType::Cancel)) {
        if above.get(&edge.target).is_some_and(|&at| at <= sent(edge.source)) {
            notes.entry(edge.source).or_default().insert(FlagCode::CancelNamesAncestor);
        }
    }
}

/// Messages of one identity that differ.
fn flag_conflicts(nodes: &Nodes<'_>, notes: &mut Notes) {
    for at in 1..nodes.all.len() {
        if nodes.all[at].identity == nodes.all[at - 1].identity {
            notes.entry(at - 1).or_default().insert(FlagCode::IdentityConflict);
            notes.entry(at).or_default().insert(FlagCode::IdentityConflict);
        }
    }
}

/// Groups messages for display: effective edges, names not received yet but shared, same identity, shared keys. An Ack
/// or Error joins what it answers without joining two episodes into one.
fn episodes(nodes: &Nodes<'_>, edges: &[Edge], keys: &[Vec<String>]) -> Vec<usize> {
    let mut union = Union::new(nodes.all.len());
    for edge in edges {
        union.join(edge.source, edge.target);
    }
    let mut first: HashMap<(&str, &str), usize> = HashMap::new();
    for (at, head) in nodes.all.iter().enumerate().filter(|(_, head)| acts(head)) {
        let own = head.identity.sender.as_str();
        for reference in &head.references {
            let same_sender = reference.sender.as_deref().is_none_or(|sender| sender == own);
            if same_sender && nodes.named(own, &reference.identifier).is_empty() {
                union.join(at, *first.entry((own, &reference.identifier)).or_insert(at));
            }
        }
    }
    for at in 1..nodes.all.len() {
        if nodes.all[at].identity == nodes.all[at - 1].identity {
            union.join(at - 1, at);
        }
    }
    let mut by_key: HashMap<(&str, &str), usize> = HashMap::new();
    for (&at, keys) in nodes.of_head.iter().zip(keys) {
        for key in keys {
            union.join(at, *by_key.entry((&nodes.all[at].identity.sender, key)).or_insert(at));
        }
    }
    let mut group: Vec<usize> = (0..nodes.all.len()).map(|at| union.find(at)).collect();
    answer(nodes, &mut group);
    let mut number: HashMap<usize, usize> = HashMap::new();
    let numbers: Vec<usize> = group
        .iter()
        .map(|root| {
            let next = number.len();
            *number.entry(*root).or_insert(next)
        })
        .collect();
    nodes.of_head.iter().map(|&node| numbers[node]).collect()
}

/// Puts each Ack and Error that stands alone into the episode of the first message it answers.
fn answer(nodes: &Nodes<'_>, group: &mut [usize]) {
    let mut sizes: HashMap<usize, usize> = HashMap::new();
    group.iter().for_each(|&root| *sizes.entry(root).or_default() += 1);
    let answers: HashSet<usize> =
        (0..nodes.all.len()).filter(|&at| matches!(nodes.all[at].msg_type, MsgType::Ack | MsgType::Error)).collect();
    let fixed = group.to_vec();
    for &at in answers.iter().filter(|&&at| sizes[&fixed[at]] == 1) {
        let targets = nodes.all[at].references.iter().flat_map(|reference| nodes.targets(at, reference).0);
        if let Some(target) = targets.filter(|target| !answers.contains(target)).min() {
            group[at] = fixed[target];
        }
    }
}
