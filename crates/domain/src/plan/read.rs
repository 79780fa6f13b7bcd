//! Reads a dispatch plan from its TOML text. A wrong plan is refused with every fault it has, each with line and field, so
//! that a person corrects it in one go.

use super::procedure::Procedure;
use super::{Aid, Disposition, Plan, RunCard, StatusLimit, TextRule, TypeRule, UnitKind, check};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use std::collections::BTreeMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Largest text of a plan, bytes.
pub const MAX_TEXT: usize = 256 * 1024;
/// Most faults told at once; a file of another sort has one per line.
pub const MOST_FAULTS: usize = 500;

/// One thing wrong with a plan.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// Where in the plan, such as `types[3].label.zh`; the list's items count from 1. Empty when nothing could be read.
    pub field: String,
    /// A key of `messages/*.json`.
    pub key: &'static str,
    pub params: BTreeMap<&'static str, String>,
}

/// Reads and checks a plan. All faults at once, by line; of a text that is no TOML, those of its grammar only.
pub fn read(text: &str) -> Result<Plan, Vec<Fault>> {
    let mut source = Source::new(text);
    if text.len() > MAX_TEXT {
        source.fault("", "refused.plan_too_large", &[("limit", MAX_TEXT.to_string())]);
        return Err(source.faults);
    }
    let (root, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        source.at_span(error.span().map_or(0, |s| s.start), "", "refused.plan_grammar", error.message());
    }
    if !source.faults.is_empty() {
        return Err(source.told());
    }
    let plan = shaped(root.get_ref(), &mut source);
    source.root = Some(root);
    check::check(&plan, &mut source);
    if source.faults.is_empty() { Ok(plan.plan()) } else { Err(source.told()) }
}

/// Reads a plan that was in force once, by its shape only: a rule of today must not undo what was accepted before.
pub fn read_kept(text: &str) -> Option<Plan> {
    toml::from_str(text).ok()
}

/// A plan whose lists may lack items that could not be read; each item keeps its place in the file.
#[derive(Default)]
pub(super) struct Shaped {
    pub(super) head: Plan,
    pub(super) types: Vec<(usize, TypeRule)>,
    pub(super) rules: Vec<(usize, TextRule)>,
    pub(super) dispositions: Vec<(usize, Disposition)>,
    pub(super) kinds: Vec<(usize, UnitKind)>,
    pub(super) cards: Vec<(usize, RunCard)>,
    pub(super) limits: Vec<(usize, StatusLimit)>,
    pub(super) procedures: Vec<(usize, Procedure)>,
    pub(super) aid: Vec<(usize, Aid)>,
}

impl Shaped {
    fn plan(self) -> Plan {
        fn bare<T>(list: Vec<(usize, T)>) -> Vec<T> {
            list.into_iter().map(|(_, item)| item).collect()
        }
        Plan {
            types: bare(self.types),
            rules: bare(self.rules),
            dispositions: bare(self.dispositions),
            kinds: bare(self.kinds),
            cards: bare(self.cards),
            limits: bare(self.limits),
            procedures: bare(self.procedures),
            aid: bare(self.aid),
            ..self.head
        }
    }
}

fn shaped(root: &DeTable<'_>, source: &mut Source<'_>) -> Shaped {
    let mut plan = Shaped::default();
    let mut head = root.clone();
    plan.types = list(&mut head, "types", source);
    plan.rules = list(&mut head, "rules", source);
    plan.dispositions = list(&mut head, "dispositions", source);
    plan.kinds = list(&mut head, "kinds", source);
    plan.cards = list(&mut head, "cards", source);
    plan.limits = list(&mut head, "limits", source);
    plan.procedures = list(&mut head, "procedures", source);
    plan.aid = list(&mut head, "aid", source);
    match Plan::deserialize(Spanned::new(0..0, DeValue::Table(head)).into_deserializer()) {
        Ok(head) => plan.head = head,
        Err(error) => {
            source.at_span(error.span().map_or(0, |s| s.start), "", "refused.plan_shape", error.message());
            // The rest is judged all the same.
            let text = |name: &str| root.get(name).and_then(|v| v.get_ref().as_str()).unwrap_or("-").to_owned();
            plan.head = Plan { name: text("name"), edition: text("edition"), ..Plan::default() };
        }
    }
    plan
}

/// Takes a list out of the table and reads its items one by one, so that a bad one does not hide the others.
fn list<'i, T: Deserialize<'i>>(root: &mut DeTable<'i>, name: &str, source: &mut Source<'_>) -> Vec<(usize, T)> {
    let Some(value) = root.remove(name) else { return Vec::new() };
    let start = value.span().start;
    let DeValue::Array(items) = value.into_inner() else {
        source.at_span(start, name, "refused.plan_shape", "a list is wanted");
        return Vec::new();
    };
    let mut read = Vec::new();
    for (at, item) in items.into_iter().enumerate() {
        let start = item.span().start;
        match T::deserialize(item.into_deserializer()) {
            Ok(item) => read.push((at + 1, item)),
            Err(error) => {
                let field = format!("{name}[{}]", at + 1);
                source.at_span(error.span().map_or(start, |s| s.start), &field, "refused.plan_shape", error.message());
            }
        }
    }
    read
}

/// The text with its tree, to say on which line a field stands; and the faults found so far.
pub(super) struct Source<'i> {
    text: &'i str,
    /// Where lines begin, bytes.
    lines: Vec<usize>,
    root: Option<Spanned<DeTable<'i>>>,
    pub(super) faults: Vec<Fault>,
}

impl<'i> Source<'i> {
    fn new(text: &'i str) -> Self {
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, lines, root: None, faults: Vec::new() }
    }

    /// Notes a fault of a field, at the nearest place in the file that holds it.
    pub(super) fn fault(&mut self, field: &str, key: &'static str, params: &[(&'static str, String)]) {
        let at = self.find(field);
        let (line, column) = self.line_column(at);
        let params = params.iter().map(|(name, value)| (*name, shortened(value))).collect();
        self.faults.push(Fault { line, column, field: field.to_owned(), key, params });
    }

    fn at_span(&mut self, at: usize, field: &str, key: &'static str, why: &str) {
        let (line, column) = self.line_column(at);
        let params = [("why", shortened(why))].into();
        self.faults.push(Fault { line, column, field: field.to_owned(), key, params });
    }

    /// The values of a text field in all items of a list, also of items that could not be read as a whole.
    pub(super) fn texts(&self, list: &str, field: &str) -> Vec<String> {
        let items = self.root.as_ref().and_then(|root| root.get_ref().get(list)).map(Spanned::get_ref);
        let Some(DeValue::Array(items)) = items else { return Vec::new() };
        let text =
            |item: &Spanned<DeValue<'_>>| item.get_ref().as_table()?.get(field)?.get_ref().as_str().map(str::to_owned);
        items.iter().filter_map(text).collect()
    }

    /// The same of a field that holds a list of texts.
    pub(super) fn lists_of_texts(&self, list: &str, field: &str) -> Vec<String> {
        let items = self.root.as_ref().and_then(|root| root.get_ref().get(list)).map(Spanned::get_ref);
        let Some(DeValue::Array(items)) = items else { return Vec::new() };
        let inner = |item: &Spanned<DeValue<'_>>| match item.get_ref().as_table()?.get(field)?.get_ref() {
            DeValue::Array(texts) => {
                Some(texts.iter().filter_map(|t| t.get_ref().as_str().map(str::to_owned)).collect::<Vec<_>>())
            }
            _ => None,
        };
        items.iter().filter_map(inner).flatten().collect()
    }

    /// How many items a list has in the file.
    pub(super) fn count(&self, list: &str) -> usize {
        let items = self.root.as_ref().and_then(|root| root.get_ref().get(list)).map(Spanned::get_ref);
        items.and_then(DeValue::as_array).map_or(0, |items| items.len())
    }

    fn find(&self, field: &str) -> usize {
        let Some(root) = &self.root else { return 0 };
        let mut at = 0;
        let mut table = Some(root.get_ref());
        let mut value: Option<&Spanned<DeValue<'_>>> = None;
        for step in field.split(['.', '[']).filter(|step| !step.is_empty()) {
            let next = match step.strip_suffix(']') {
                Some(index) => value
                    .and_then(|v| v.get_ref().as_array())
                    .zip(index.parse::<usize>().ok())
                    .and_then(|(items, index)| items.get(index.saturating_sub(1))),
                None => table.and_then(|t| t.get(step)),
            };
            let Some(next) = next else { break };
            at = next.span().start;
            table = next.get_ref().as_table();
            value = Some(next);
        }
        at
    }

    fn line_column(&self, at: usize) -> (u32, u32) {
        let at = at.min(self.text.len());
        let line = self.lines.partition_point(|start| *start <= at).max(1);
        let start = self.lines.get(line - 1).copied().unwrap_or(0);
        let column = self.text.get(start..at).map_or(0, |before| before.chars().count()) + 1;
        (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
    }

    fn told(mut self) -> Vec<Fault> {
        self.faults.sort();
        self.faults.dedup();
        self.faults.truncate(MOST_FAULTS);
        self.faults
    }
}

fn shortened(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(200) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
