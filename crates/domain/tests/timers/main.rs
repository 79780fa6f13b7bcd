//! Random nights on a floor: every deadline fires exactly once, whatever happens to the console and to its clock, and an
//! emergency ends by a person alone. What should have fired is worked out from the log by other means than the rules'.

#[cfg(test)]
#[path = "../support/mod.rs"]
mod support;

#[cfg(test)]
mod night;
#[cfg(test)]
mod watch;

#[cfg(test)]
mod tests {
    use crate::night::{Op, nights, play};
    use crate::support::{GENUINE, Rules};
    use proptest::test_runner::{Config, RngAlgorithm, RngSeed, TestCaseError, TestError, TestRunner};
    use watchfloor_domain::crew::Welfare;
    use watchfloor_domain::timer::TimerKey;
    use watchfloor_domain::{Board, Command, Event, Recorded, decide, evolve};

    fn runner(cases: u32, seed: u64) -> TestRunner {
        TestRunner::new(Config {
            cases,
            failure_persistence: None,
            rng_algorithm: RngAlgorithm::ChaCha,
            rng_seed: RngSeed::Fixed(seed),
            ..Config::default()
        })
    }

    fn run(cases: u32, rules: Rules) -> Result<(), TestError<Vec<Op>>> {
        runner(cases, 7).run(&nights(), |ops| play(&ops, rules).map_err(TestCaseError::fail))
    }

    #[track_caller]
    fn caught(name: &str, rules: Rules) {
        match run(400, rules) {
            Err(TestError::Fail(why, _)) => assert!(why.message().contains(name), "{name}: caught as {why}"),
            other => panic!("{name}: not caught ({other:?})"),
        }
    }

    #[test]
    fn every_timer_fires_exactly_once() {
        run(600, GENUINE).unwrap_or_else(|why| panic!("{why}"));
    }

    #[test]
    fn a_fold_that_forgets_what_fired_is_caught() {
        fn forgets(board: &mut Board, recorded: &Recorded) {
            evolve(board, recorded);
            if matches!(recorded.event, Event::TimerFired(_)) {
                board.units.values_mut().for_each(|unit| {
                    unit.safety.welfare = unit.safety.welfare.take().map(|w| Welfare { fired_ms: None, ..w });
                });
            }
        }
        caught("twice:", Rules { evolve: forgets, ..GENUINE });
    }

    #[test]
    fn a_rule_that_misses_its_time_is_caught() {
        caught(
            "missed:",
            Rules {
                decide: |board, command, ctx| match command {
                    Command::Tick if ctx.now_ms % 3 == 0 => Ok(Vec::new()),
                    _ => decide(board, command, ctx),
                },
                ..GENUINE
            },
        );
    }

    #[test]
    fn a_limit_that_waits_for_a_clock_that_went_back_is_caught() {
        caught(
            "silent:",
            Rules {
                decide: |board, command, ctx| {
                    let mut events = decide(board, command, ctx)?;
                    let is_limit = |key: &TimerKey| matches!(key, TimerKey::Status { .. });
                    events.retain(|e| !matches!(e, Event::TimerRearmed(e) if is_limit(&e.key)));
                    Ok(events)
                },
                ..GENUINE
            },
        );
    }

    #[test]
    fn a_fold_that_ends_an_emergency_with_a_status_is_caught() {
        fn ends(board: &mut Board, recorded: &Recorded) {
            evolve(board, recorded);
            if let Event::UnitReleased(e) = &recorded.event
                && let Some(unit) = board.units.get_mut(&e.unit)
            {
                unit.safety.emergency = None;
            }
        }
        caught("emergency:", Rules { evolve: ends, ..GENUINE });
    }
}
