//! One imported area: OSM PBF in; tiles, places, cameras and road edges out.
