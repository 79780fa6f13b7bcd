//! What may happen in a night, and playing it.

use crate::support::{MINUTE, Rules, World, ids, inc, open};
use crate::watch::Watch;
use proptest::prelude::*;
use watchfloor_domain::command::CrewCommand;
use watchfloor_domain::crew::EmergencySource;
use watchfloor_domain::ids::UnitId;
use watchfloor_domain::status::UnitStatus;
use watchfloor_domain::{Board, Command};

const UNITS: [&str; 3] = ["E1", "E2", "M1"];
const STEPS: [UnitStatus; 8] = [
    UnitStatus::Ak,
    UnitStatus::Er,
    UnitStatus::Os,
    UnitStatus::Wk,
    UnitStatus::Ad,
    UnitStatus::Aq,
    UnitStatus::Bm,
    UnitStatus::Off,
];

#[derive(Clone, Debug)]
pub enum Op {
    Open,
    Assign(usize, u128),
    Status(usize, usize),
    Clear(usize),
    Close(u128),
    Welfare(usize, u32),
    Par(u128, u32),
    Call(u128),
    Answer(usize, bool),
    EndPar(u128),
    Emergency(usize, usize),
    /// Seconds pass and the engine looks.
    Wait(i64),
    /// The clock is set by an hour, forward or back.
    Jump(bool),
    /// The console was down for so many minutes.
    Down(i64),
}

pub fn nights() -> impl Strategy<Value = Vec<Op>> {
    let unit = 0..UNITS.len();
    let incident = 1..3u128;
    let op = prop_oneof![
        1 => Just(Op::Open),
        3 => (unit.clone(), incident.clone()).prop_map(|(u, i)| Op::Assign(u, i)),
        4 => (unit.clone(), 0..STEPS.len()).prop_map(|(u, s)| Op::Status(u, s)),
        1 => unit.clone().prop_map(Op::Clear),
        1 => incident.clone().prop_map(Op::Close),
        3 => (unit.clone(), 0..30u32).prop_map(|(u, m)| Op::Welfare(u, m)),
        2 => (incident.clone(), 1..30u32).prop_map(|(i, m)| Op::Par(i, m)),
        1 => incident.clone().prop_map(Op::Call),
        2 => (unit.clone(), any::<bool>()).prop_map(|(u, ok)| Op::Answer(u, ok)),
        1 => incident.prop_map(Op::EndPar),
        2 => (unit, 0..3usize).prop_map(|(u, n)| Op::Emergency(u, n)),
        6 => (1..1_500i64).prop_map(Op::Wait),
        1 => any::<bool>().prop_map(Op::Jump),
        1 => (1..180i64).prop_map(Op::Down),
    ];
    proptest::collection::vec(op, 1..60)
}

/// Plays a night; the error names what was wrong first.
pub fn play(ops: &[Op], rules: Rules) -> Result<(), String> {
    let mut world = World::with(&UNITS, rules);
    world.role = None;
    let mut watch = Watch::default();
    for op in [Op::Open, Op::Open].iter().chain(ops) {
        match op {
            Op::Wait(seconds) => world.now_ms += seconds * 1_000,
            Op::Jump(forward) => world.now_ms += if *forward { 60 * MINUTE } else { -60 * MINUTE },
            Op::Down(minutes) => {
                restart(&mut world)?;
                world.now_ms += minutes * MINUTE;
            }
            // What the rules refuse changes nothing.
            other => drop(world.run(&command(other))),
        }
        watch.follow(&world)?;
        // As the writer does after every group and every sleep.
        world.run(&Command::Tick).map_err(|r| format!("tick refused: {r:?}"))?;
        watch.follow(&world)?;
        watch.nothing_missed(&world)?;
    }
    restart(&mut world)
}

fn command(op: &Op) -> Command {
    let unit = |n: usize| UnitId::from(UNITS[n]);
    Command::Crew(match op {
        Op::Open => return open("STRUCT"),
        Op::Assign(u, i) => {
            return Command::AssignUnits { incident: inc(*i), units: ids(&[UNITS[*u]]), divert: true };
        }
        Op::Status(u, s) => {
            let reason = Some("because".to_owned());
            return Command::SetStatus { units: ids(&[UNITS[*u]]), status: STEPS[*s], reason, destination: None };
        }
        // Over whatever stands against it, so that emergencies outlive their runs here.
        Op::Clear(u) => {
            let clear = Command::ClearUnits { units: ids(&[UNITS[*u]]), disposition: None };
            return clear.despite(Some("ordered out".to_owned()));
        }
        Op::Close(i) => return Command::CloseIncident { incident: inc(*i), disposition: "DONE".into() },
        Op::Welfare(u, minutes) => CrewCommand::SetWelfare { units: vec![unit(*u)], minutes: *minutes },
        Op::Par(i, every) => {
            CrewCommand::StartPar { incident: inc(*i), every_min: Some(*every), benchmark: String::new() }
        }
        Op::Call(i) => CrewCommand::CallPar { incident: inc(*i), benchmark: "search done".into() },
        Op::Answer(u, ok) => CrewCommand::AnswerPar { units: vec![unit(*u)], ok: *ok },
        Op::EndPar(i) => CrewCommand::EndPar { incident: inc(*i) },
        Op::Emergency(u, 0) => CrewCommand::RaiseEmergency { unit: unit(*u), source: EmergencySource::Radio },
        Op::Emergency(u, 1) => CrewCommand::AcknowledgeEmergency { unit: unit(*u) },
        Op::Emergency(u, _) => CrewCommand::ClearEmergency { unit: unit(*u), reason: "safe".into() },
        Op::Wait(_) | Op::Jump(_) | Op::Down(_) => return Command::Tick,
    })
}

/// The board goes through its snapshot and is the same as the log folded anew.
fn restart(world: &mut World) -> Result<(), String> {
    let text = serde_json::to_string(&world.board).map_err(|e| e.to_string())?;
    let read: Board = serde_json::from_str(&text).map_err(|e| e.to_string())?;
    let mut folded = Board::default();
    world.log.iter().for_each(|recorded| (world.rules.evolve)(&mut folded, recorded));
    if read != world.board || folded != world.board {
        return Err("restart: the board is another one".into());
    }
    world.board = read;
    Ok(())
}
