//! What is drawn: a feature is a shape in the world plane with attributes, a layer and the zooms it shows at.
//!
//! The schema of the tiles lives here; must not know OSM tags or how tiles are cut.

use std::collections::BTreeMap;

use serde_json::json;

use crate::geom::{Line, Point, Polygon, Rect};

/// The layers of a tile, in drawing order. Names are [`Layer::name`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Layer {
    Landuse,
    Water,
    Waterway,
    Boundary,
    Building,
    Rail,
    Road,
    Label,
    Housenumber,
    Safety,
    Camera,
    Place,
}

impl Layer {
    pub(crate) const ALL: [Self; 12] = [
        Self::Landuse,
        Self::Water,
        Self::Waterway,
        Self::Boundary,
        Self::Building,
        Self::Rail,
        Self::Road,
        Self::Label,
        Self::Housenumber,
        Self::Safety,
        Self::Camera,
        Self::Place,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Landuse => "landuse",
            Self::Water => "water",
            Self::Waterway => "waterway",
            Self::Boundary => "boundary",
            Self::Building => "building",
            Self::Rail => "rail",
            Self::Road => "road",
            Self::Label => "label",
            Self::Housenumber => "housenumber",
            Self::Safety => "safety",
            Self::Camera => "camera",
            Self::Place => "place",
        }
    }

    /// Attribute names and their MBTiles type names.
    const fn fields(self) -> &'static [(&'static str, &'static str)] {
        const S: &str = "String";
        const N: &str = "Number";
        const B: &str = "Boolean";
        match self {
            Self::Landuse | Self::Water => &[("class", S)],
            Self::Waterway => &[("class", S), ("name", S), ("name:en", S), ("name:zh", S)],
            Self::Boundary => &[("level", N)],
            Self::Building => &[("height", N)],
            Self::Rail => &[("class", S), ("service", B), ("bridge", B), ("tunnel", B)],
            Self::Road => &[
                ("class", S),
                ("link", B),
                ("name", S),
                ("name:en", S),
                ("name:zh", S),
                ("ref", S),
                ("oneway", B),
                ("closed", B),
                ("bridge", B),
                ("tunnel", B),
                ("layer", N),
            ],
            Self::Label | Self::Place => &[("class", S), ("rank", N), ("name", S), ("name:en", S), ("name:zh", S)],
            Self::Housenumber => &[("number", S)],
            Self::Safety => &[("class", S), ("name", S), ("name:en", S), ("name:zh", S), ("ref", S), ("detail", S)],
            Self::Camera => &[("type", S), ("azimuth", N), ("fov", N)],
        }
    }
}

/// The MBTiles `json` metadata: the layers, their zooms and fields.
pub(crate) fn vector_layers(zooms: &BTreeMap<Layer, (u8, u8)>) -> String {
    let layers: Vec<_> = Layer::ALL
        .iter()
        .filter_map(|layer| {
            let (min, max) = zooms.get(layer)?;
            let fields: BTreeMap<_, _> = layer.fields().iter().copied().collect();
            Some(json!({ "id": layer.name(), "minzoom": min, "maxzoom": max, "fields": fields }))
        })
        .collect();
    json!({ "vector_layers": layers }).to_string()
}

/// An attribute's value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Value {
    Word(&'static str),
    Text(Box<str>),
    Int(i64),
    Bool(bool),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

/// Attributes in the order they are written.
pub(crate) type Attrs = Vec<(&'static str, Value)>;

/// The geometry of a feature in the world plane (unit square, y down).
#[derive(Debug, Clone)]
pub(crate) enum Shape {
    Point(Point),
    Line(Line),
    Area(Polygon),
}

impl Shape {
    pub(crate) fn rect(&self) -> Option<Rect> {
        match self {
            Self::Point(p) => Some(Rect { min: *p, max: *p }),
            Self::Line(line) => Rect::around(line.iter().copied()),
            Self::Area(polygon) => Rect::around(polygon.first()?.iter().copied()),
        }
    }
}

/// How a feature shows, whatever its shape.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Look {
    pub layer: Layer,
    /// Drawn later when higher; ties in input order.
    pub order: i32,
    pub min_zoom: u8,
    pub attrs: Attrs,
}

#[derive(Debug, Clone)]
pub(crate) struct Feature {
    pub look: Look,
    pub shape: Shape,
    /// The clip it is drawn in, as a place in the list of clips.
    pub clip: u16,
}
