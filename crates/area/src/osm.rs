//! The merged OpenStreetMap data of one import in memory: compact, sorted by id, tags interned.
//!
//! Knows what an OSM object is; must not know what any tag means.

use std::collections::HashMap;

/// Stands for a way's node, or a relation's member, that is not in the files.
pub(crate) const MISSING: u32 = u32::MAX;

/// A run of entries in one of the shared vectors.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Span {
    pub start: u32,
    pub len: u32,
}

impl Span {
    fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.start as usize + self.len as usize
    }
}

/// What decides between two copies of one object. Zero means the file does not say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub version: i32,
    /// One bit for each file the object is in, in the order given; from the 32nd on they share the last.
    pub files: u32,
    /// Milliseconds since the Unix epoch.
    pub time_ms: i64,
}

impl Stamp {
    /// Whether this earlier-read copy beats `later`: newer version, then newer time; without them the later file wins.
    fn beats(self, later: Self) -> bool {
        if self.version > 0 && later.version > 0 && self.version != later.version {
            return self.version > later.version;
        }
        self.time_ms > 0 && later.time_ms > 0 && self.time_ms > later.time_ms
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Node {
    pub id: i64,
    /// Degrees times 10^7.
    pub lon_e7: i32,
    /// Degrees times 10^7.
    pub lat_e7: i32,
    pub tags: Span,
    pub stamp: Stamp,
}

impl Node {
    pub(crate) fn lon_lat(&self) -> [f64; 2] {
        [f64::from(self.lon_e7) / 1e7, f64::from(self.lat_e7) / 1e7]
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Way {
    pub id: i64,
    /// In [`Osm::refs`], and after linking the same span in [`Osm::links`].
    pub refs: Span,
    pub tags: Span,
    pub stamp: Stamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MemberKind {
    Node,
    Way,
    Relation,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Member {
    pub kind: MemberKind,
    pub id: i64,
    /// Interned role.
    pub role: u32,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Relation {
    pub id: i64,
    pub members: Span,
    pub tags: Span,
    pub stamp: Stamp,
}

/// Every distinct string once.
#[derive(Debug, Default)]
pub(crate) struct Strings {
    ids: HashMap<Box<str>, u32>,
    texts: Vec<Box<str>>,
}

impl Strings {
    pub(crate) fn intern(&mut self, text: &str) -> u32 {
        if let Some(&id) = self.ids.get(text) {
            return id;
        }
        let id = u32::try_from(self.texts.len()).expect("the element limit keeps the table far below 2^32");
        self.texts.push(text.into());
        self.ids.insert(text.into(), id);
        id
    }

    pub(crate) fn text(&self, id: u32) -> &str {
        &self.texts[id as usize]
    }
}

/// All objects of an import, each id once, sorted by id.
#[derive(Debug, Default)]
pub(crate) struct Osm {
    pub strings: Strings,
    pub nodes: Vec<Node>,
    pub ways: Vec<Way>,
    pub relations: Vec<Relation>,
    pub tags: Vec<(u32, u32)>,
    pub refs: Vec<i64>,
    pub members: Vec<Member>,
    /// How many files were read.
    pub files: u32,
    /// Beside `refs`: index into `nodes`, or [`MISSING`]. Filled by [`Osm::settle`].
    pub links: Vec<u32>,
}

impl Osm {
    /// Sorts, keeps one copy of each id, and resolves node references. Returns how many duplicate copies were dropped.
    pub(crate) fn settle(&mut self) -> usize {
        let before = self.nodes.len() + self.ways.len() + self.relations.len();
        keep_newest(&mut self.nodes, |n| n.id, |n| &mut n.stamp);
        keep_newest(&mut self.ways, |w| w.id, |w| &mut w.stamp);
        keep_newest(&mut self.relations, |r| r.id, |r| &mut r.stamp);
        let nodes = &self.nodes;
        self.links = self.refs.iter().map(|id| position(nodes, *id, |n| n.id)).collect();
        self.refs = Vec::new();
        before - self.nodes.len() - self.ways.len() - self.relations.len()
    }

    pub(crate) fn node_index(&self, id: i64) -> Option<u32> {
        let at = self.nodes.binary_search_by_key(&id, |n| n.id).ok()?;
        u32::try_from(at).ok()
    }

    pub(crate) fn way_index(&self, id: i64) -> Option<usize> {
        self.ways.binary_search_by_key(&id, |w| w.id).ok()
    }

    pub(crate) fn links(&self, way: &Way) -> &[u32] {
        &self.links[way.refs.range()]
    }

    pub(crate) fn members(&self, relation: &Relation) -> &[Member] {
        &self.members[relation.members.range()]
    }

    pub(crate) fn tags(&self, span: Span) -> Tags<'_> {
        Tags { strings: &self.strings, pairs: &self.tags[span.range()] }
    }
}

fn position<T>(sorted: &[T], id: i64, key: impl Fn(&T) -> i64) -> u32 {
    sorted.binary_search_by_key(&id, key).map_or(MISSING, |at| u32::try_from(at).unwrap_or(MISSING))
}

/// Sorts by id (files are not always sorted) and keeps, of equal ids, the newest copy, with the files of all copies.
fn keep_newest<T: Copy>(items: &mut Vec<T>, id: impl Fn(&T) -> i64, stamp: impl Fn(&mut T) -> &mut Stamp) {
    items.sort_by_key(|item| id(item)); // stable: copies stay in reading order
    items.dedup_by(|later, kept| {
        if id(later) != id(kept) {
            return false;
        }
        let (older, newer) = (*stamp(kept), *stamp(later));
        if !older.beats(newer) {
            *kept = *later;
        }
        stamp(kept).files = older.files | newer.files;
        true
    });
}

/// The tags of one object.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tags<'a> {
    strings: &'a Strings,
    pairs: &'a [(u32, u32)],
}

impl<'a> Tags<'a> {
    pub(crate) fn is_empty(self) -> bool {
        self.pairs.is_empty()
    }

    /// The trimmed value of `key`; an empty value counts as absent.
    pub(crate) fn get(self, key: &str) -> Option<&'a str> {
        let (_, value) = self.pairs.iter().find(|(k, _)| self.strings.text(*k) == key)?;
        let value = self.strings.text(*value).trim();
        (!value.is_empty()).then_some(value)
    }

    pub(crate) fn has(self, key: &str, value: &str) -> bool {
        self.get(key) == Some(value)
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.pairs.iter().map(move |(k, v)| (self.strings.text(*k), self.strings.text(*v)))
    }
}
