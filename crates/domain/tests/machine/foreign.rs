//! Folding is total: events shuffled, repeated, dropped or from anywhere, at any time, never panic; nor does deciding
//! on the crooked board they leave.

use crate::act::{Act, acts, command};
use crate::play::{play, runner};
use crate::support::{GENUINE, World};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use watchfloor_domain::decide::next_due;
use watchfloor_domain::story::tell;
use watchfloor_domain::{Event, Recorded};

/// A crooked copy of an event: other times, sequence and version.
#[derive(Clone, Debug)]
struct Bend {
    pick: prop::sample::Index,
    happened_ms: i64,
    recorded_ms: i64,
    gseq: u64,
    version: u64,
}

fn bends() -> impl Strategy<Value = Vec<Bend>> {
    let time = || prop_oneof![any::<i64>(), Just(i64::MIN), Just(i64::MAX), 1_795_000_000_000..1_796_000_000_000i64];
    let bend = (any::<prop::sample::Index>(), time(), time(), any::<u64>(), any::<u64>()).prop_map(
        |(pick, happened_ms, recorded_ms, gseq, version)| Bend { pick, happened_ms, recorded_ms, gseq, version },
    );
    proptest::collection::vec(bend, 0..80)
}

#[test]
fn any_events_in_any_order_fold_and_any_command_is_answered() {
    let mut runner = runner();
    let outcome = runner.run(&(acts(), bends(), acts()), |(acts, bends, more)| {
        let genuine = play(&acts, GENUINE).map_err(TestCaseError::fail)?;
        let mut crooked = World::new(&[]);
        crooked.role = None;
        for bend in bends {
            let recorded = bent(&genuine.log, &bend);
            let _told = tell(&crooked.board, &recorded.event);
            watchfloor_domain::evolve(&mut crooked.board, &recorded);
        }
        answered(&mut crooked, &more);
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

fn bent(log: &[Recorded], bend: &Bend) -> Recorded {
    let mut recorded = bend.pick.get(log).clone();
    match &mut recorded.event {
        Event::IncidentOpened(e) if bend.gseq.is_multiple_of(3) => e.count = u32::MAX,
        Event::IncidentReopened(e) => {
            if let Some(recalled) = &mut e.recalled {
                recalled.reopened = u32::MAX;
            }
        }
        _ => {}
    }
    let Bend { happened_ms, recorded_ms, gseq, version, .. } = *bend;
    Recorded { happened_ms, recorded_ms, gseq, version, ..recorded }
}

/// Decides without placing, at every time there is.
fn answered(world: &mut World, acts: &[Act]) {
    for now_ms in [world.now_ms, i64::MIN, 0, i64::MAX] {
        world.now_ms = now_ms;
        let _due = next_due(&world.board, now_ms);
        for act in acts {
            let Some(command) = command(world, act) else { continue };
            let _answer = world.preview(&command);
        }
    }
}
