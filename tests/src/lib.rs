//! Journeys, conformance on real data, window tests and benches.
