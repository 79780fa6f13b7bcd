//! Where an import is drawn: each file inside its own box, and the area's box around them all.
//!
//! Knows boxes and which files an object is in; must not know what objects mean, roads for files without a box apart.

use std::collections::{BTreeMap, BTreeSet};

use crate::classify;
use crate::geom::{GeoBox, Rect};
use crate::osm::{MISSING, Node, Osm};

/// The boxes of an import.
#[derive(Debug)]
pub(crate) struct Extent {
    /// The area's box: around the boxes of all files.
    pub bounds: GeoBox,
    /// Distinct clips in the world plane, one or more; a feature names one by its place here.
    pub clips: Vec<Rect>,
    /// The distinct boxes of files: the bits of the files that have one, and its clip.
    pub boxes: Vec<(u32, u16)>,
    /// The clip around them all.
    pub around: u16,
    /// Files an object is in (bits) -> its clip.
    clip_of: BTreeMap<u32, u16>,
}

impl Extent {
    /// The boxes of the files read into `osm`, whose headers gave `headers`; `None` when no file has a place on Earth.
    ///
    /// A file's box is its header's, as far as there is data, else the box of its drivable ways, else of its nodes. An
    /// object in several files may be drawn in the box around theirs: neither cuts what the other shows whole.
    pub(crate) fn new(osm: &Osm, headers: &[Option<GeoBox>]) -> Option<Self> {
        let boxes: Vec<(u32, GeoBox)> = headers
            .iter()
            .enumerate()
            .filter_map(|(at, header)| {
                let bit = 1 << u32::try_from(at).unwrap_or(31).min(31);
                Some((bit, file_box(osm, bit, *header)?))
            })
            .collect();
        let bounds = boxes.iter().map(|(_, b)| *b).reduce(GeoBox::union)?;
        let mut extent = Self { bounds, clips: Vec::new(), boxes: Vec::new(), around: 0, clip_of: BTreeMap::new() };
        for (bit, own) in &boxes {
            let clip = extent.add(own.to_world());
            match extent.boxes.iter_mut().find(|(_, c)| *c == clip) {
                Some((bits, _)) => *bits |= bit,
                None => extent.boxes.push((*bit, clip)),
            }
        }
        extent.around = extent.add(bounds.to_world());
        let nodes = osm.nodes.iter().map(|n| n.stamp.files);
        let others = osm.ways.iter().map(|w| w.stamp.files).chain(osm.relations.iter().map(|r| r.stamp.files));
        for files in nodes.chain(others).collect::<BTreeSet<u32>>() {
            let own = boxes.iter().filter(|(bit, _)| files & bit != 0).map(|(_, b)| *b).reduce(GeoBox::union);
            let clip = extent.add(own.unwrap_or(bounds).to_world());
            extent.clip_of.insert(files, clip);
        }
        Some(extent)
    }

    /// The place of a clip, which is added when it is new.
    fn add(&mut self, clip: Rect) -> u16 {
        let at = self.clips.iter().position(|c| *c == clip).unwrap_or_else(|| {
            self.clips.push(clip);
            self.clips.len() - 1
        });
        u16::try_from(at).unwrap_or(0)
    }

    /// The clip of an object in these files, as a place in [`Extent::clips`].
    pub(crate) fn clip(&self, files: u32) -> u16 {
        self.clip_of.get(&files).copied().unwrap_or(0)
    }

    /// A clip as a box in the world plane.
    pub(crate) fn rect(&self, clip: u16) -> &Rect {
        self.clips.get(usize::from(clip)).unwrap_or(&self.clips[0])
    }
}

fn file_box(osm: &Osm, bit: u32, header: Option<GeoBox>) -> Option<GeoBox> {
    let data = GeoBox::around(osm.nodes.iter().filter(|n| n.stamp.files & bit != 0).map(Node::lon_lat))?;
    let drivable = || {
        let ways = osm.ways.iter().filter(|w| {
            let highway = osm.tags(w.tags).get("highway");
            w.stamp.files & bit != 0 && highway.and_then(classify::drivable).is_some()
        });
        let nodes = ways.flat_map(|w| osm.links(w)).filter(|n| **n != MISSING);
        GeoBox::around(nodes.map(|n| osm.nodes[*n as usize].lon_lat()))
    };
    let Some(wanted) = header.or_else(drivable) else { return Some(data) };
    let both = [
        wanted.west.max(data.west),
        wanted.south.max(data.south),
        wanted.east.min(data.east),
        wanted.north.min(data.north),
    ];
    Some(GeoBox::checked(both).unwrap_or(data))
}
