//! Random shifts against a model that is a vector.

use crate::common::{all, event, open};
use proptest::prelude::*;
use std::collections::HashMap;
use watchfloor_engine::ports::{EventLog, LogError, LogReader, Place};
use watchfloor_offline_cache::verify::verify;

#[derive(Clone, Debug)]
enum Step {
    /// Events on these streams, each by an author who saw this much less than the truth.
    Append(Vec<(u8, u8)>),
    /// The last batch again.
    Retry,
    /// A batch whose second event is by an author who saw the future.
    Impossible(u8),
    Reopen,
    Snapshot,
    Idle,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => prop::collection::vec((0..5_u8, 0..3_u8), 1..8).prop_map(Step::Append),
        2 => Just(Step::Retry),
        1 => (0..5_u8).prop_map(Step::Impossible),
        1 => Just(Step::Reopen),
        1 => Just(Step::Snapshot),
        1 => Just(Step::Idle),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_shift_reads_back_as_it_was_written(steps in prop::collection::vec(step(), 1..25)) {
        let dir = tempfile::tempdir().unwrap();
        let mut store = open(dir.path());
        let mut model: Vec<(uuid::Uuid, String, u64)> = Vec::new();
        let mut versions: HashMap<String, u64> = HashMap::new();
        let mut last: (Vec<_>, Vec<Place>) = (Vec::new(), Vec::new());
        let mut n = 0;
        for step in steps {
            match step {
                Step::Append(wanted) => {
                    let (mut batch, mut places) = (Vec::new(), Vec::new());
                    for (stream, behind) in wanted {
                        n += 1;
                        let stream = format!("unit/{stream}");
                        let version = versions.entry(stream.clone()).or_default();
                        batch.push(event(n, &stream, version.saturating_sub(u64::from(behind))));
                        *version += 1;
                        model.push((batch.last().unwrap().id, stream, *version));
                        places.push(Place { gseq: model.len() as u64, version: *version });
                    }
                    prop_assert_eq!(&store.writer.append(&batch).unwrap(), &places);
                    last = (batch, places);
                }
                Step::Retry => prop_assert_eq!(&store.writer.append(&last.0).unwrap(), &last.1),
                Step::Impossible(stream) => {
                    let stream = format!("unit/{stream}");
                    let ahead = versions.get(&stream).copied().unwrap_or(0) + 2;
                    let batch = [event(100_000, "unit/x", 0), event(100_001, &stream, ahead)];
                    let refused = matches!(store.writer.append(&batch), Err(LogError::Conflict { .. }));
                    prop_assert!(refused);
                }
                Step::Reopen => {
                    drop(store);
                    store = open(dir.path());
                }
                Step::Snapshot => store.writer.save_snapshot(model.len() as u64, "board", b"x").unwrap(),
                Step::Idle => store.writer.idle(),
            }
        }
        let found: Vec<_> = all(&store.reader).into_iter().map(|row| (row.id, row.stream, row.version)).collect();
        prop_assert_eq!(found, model.clone());
        prop_assert_eq!(store.reader.head().unwrap(), model.len() as u64);
        drop(store);
        let verdict = verify(dir.path(), None).unwrap();
        prop_assert!(verdict.ok && verdict.events == model.len() as u64, "{:?}", verdict);
    }
}
