//! The closed words of layers on the wire.

use watchfloor_offline_cache::areas::TileFormat;

/// Kinds of layers; each has a sign of its own on the map.
pub(crate) const KINDS: [&str; 6] = ["districts", "stations", "hydrants", "hazards", "plans", OTHER];
pub(crate) const OTHER: &str = "other";

/// Layers of a vector map that are drawn at most; more would make its style too large.
const MOST_VECTOR_LAYERS: usize = 32;

pub(super) fn format(format: TileFormat) -> &'static str {
    match format {
        TileFormat::Vector => "vector",
        TileFormat::Png => "png",
        TileFormat::Jpeg => "jpeg",
        TileFormat::Webp => "webp",
        TileFormat::Avif => "avif",
    }
}

/// What the layers of a vector map are called, from the `vector_layers` that MBTiles and PMTiles carry.
pub(super) fn vector_layers(json: Option<&str>) -> Vec<String> {
    let all: Vec<serde_json::Value> = json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
    let id = |layer: &serde_json::Value| layer.get("id").and_then(|id| id.as_str()).map(str::to_owned);
    all.iter().filter_map(id).filter(|id| (1..=200).contains(&id.len())).take(MOST_VECTOR_LAYERS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_named_layers_count() {
        let json = r#"[{"id":"roads"},{"fields":{}},{"id":7},{"id":""},{"id":"water","minzoom":3}]"#;
        assert_eq!(vector_layers(Some(json)), ["roads", "water"]);
        assert!(vector_layers(None).is_empty() && vector_layers(Some("{")).is_empty());
    }
}
