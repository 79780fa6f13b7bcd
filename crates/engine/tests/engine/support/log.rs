//! The log in memory: places events as the real one does, refuses, misplaces or waits when told to, and keeps every
//! byte for tests to look at.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, MutexGuard};
use watchfloor_domain::Event;
use watchfloor_domain::event::Class;
use watchfloor_engine::ports::{
    EventLog, HistoryFilter, IncidentEntry, ListReader, ListWriter, LogError, LogReader, Place, Places, Projection,
    Reach,
};
use watchfloor_engine::record::{GENESIS, NewEvent, Row};

/// How the next append goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing is written.
    DiskFull,
    /// Everything is written, then the answer gets lost.
    AnswerLost,
}

/// One searchable text: incident, subject, text.
pub type TextRow = (String, Option<String>, String);

#[derive(Default)]
pub struct Kept {
    pub rows: Vec<Row>,
    pub versions: BTreeMap<String, u64>,
    /// Size of every append that succeeded.
    pub appends: Vec<usize>,
    pub snapshots: BTreeMap<String, (u64, Vec<u8>)>,
    pub texts: Vec<TextRow>,
    pub entries: BTreeMap<String, IncidentEntry>,
    /// Incident and place of the linked event.
    pub story: Vec<(String, u64)>,
    /// How far the lists were made.
    pub reach: Reach,
    /// Size of every write to the lists that succeeded.
    pub filed: Vec<usize>,
    /// The lists cannot be written.
    pub lists_broken: bool,
    pub faults: Vec<Fault>,
    /// While held, appends wait.
    pub held: bool,
    /// An append is waiting.
    pub waiting: bool,
    pub scanned: usize,
}

/// What is on the disk that is none.
#[derive(Default)]
pub struct Store {
    kept: Mutex<Kept>,
    moved: Condvar,
}

impl Store {
    pub fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap()
    }

    /// Appends wait from now on.
    pub fn hold(&self) {
        self.kept().held = true;
    }

    pub fn release(&self) {
        self.kept().held = false;
        self.moved.notify_all();
    }

    /// Waits until an append waits.
    pub fn until_waiting(&self) {
        let mut kept = self.kept();
        while !kept.waiting {
            kept = self.moved.wait(kept).unwrap();
        }
    }

    pub fn fail_next(&self, fault: Fault) {
        self.kept().faults.push(fault);
    }

    fn enter(&self) -> MutexGuard<'_, Kept> {
        let mut kept = self.kept();
        kept.waiting = true;
        self.moved.notify_all();
        while kept.held {
            kept = self.moved.wait(kept).unwrap();
        }
        kept.waiting = false;
        kept
    }
}

pub struct MemLog(pub std::sync::Arc<Store>);

impl EventLog for MemLog {
    fn append(&mut self, events: &[NewEvent]) -> Result<Vec<Place>, LogError> {
        let mut kept = self.0.enter();
        let fault = kept.faults.pop();
        if fault == Some(Fault::DiskFull) {
            return Err(LogError::DiskFull("no space".into()));
        }
        let first = kept.rows.len();
        let places = events.iter().map(|event| kept.place(event)).collect::<Result<Vec<_>, _>>();
        let places = places.inspect_err(|_| kept.take_back(first))?;
        kept.appends.push(events.len());
        match fault {
            Some(Fault::AnswerLost) => Err(LogError::Other("the answer got lost".into())),
            _ => Ok(places),
        }
    }

    fn settle(&mut self) {}

    fn save_snapshot(&mut self, gseq: u64, kind: &str, state: &[u8]) -> Result<(), LogError> {
        self.0.kept().snapshots.insert(kind.into(), (gseq, state.into()));
        Ok(())
    }

    fn idle(&mut self) {}
}

impl Kept {
    fn place(&mut self, event: &NewEvent) -> Result<Place, LogError> {
        let current = self.versions.get(&event.stream).copied().unwrap_or(0);
        let class = Event::decode(&event.typ, event.schema_v, &event.body).map(|event| event.class());
        if class == Ok(Class::Exclusive) && current != event.expected {
            return Err(LogError::Conflict { stream: event.stream.clone(), expected: event.expected, current });
        }
        let place = Place { gseq: self.rows.len() as u64 + 1, version: current + 1 };
        self.versions.insert(event.stream.clone(), place.version);
        self.rows.push(row(event, place));
        Ok(place)
    }

    fn take_back(&mut self, first: usize) {
        for row in self.rows.split_off(first) {
            self.versions.insert(row.stream, row.version - 1);
        }
    }

    fn project(&mut self, projection: &Projection) {
        match projection.clone() {
            Projection::Incident(entry) => drop(self.entries.insert(entry.id.clone(), entry)),
            Projection::Text { incident, subject, text, .. } => self.texts.push((incident, subject, text)),
            Projection::Story { incident, gseq } => self.story.push((incident, gseq)),
            Projection::DropSubject(gone) => self.texts.retain(|(_, subject, _)| subject.as_ref() != Some(&gone)),
        }
    }
}

pub fn row(event: &NewEvent, place: Place) -> Row {
    let event = event.clone();
    Row {
        lseq: place.gseq,
        id: event.id,
        origin: "A".into(),
        oseq: place.gseq,
        stream: event.stream,
        expected: event.expected,
        cmd: event.cmd,
        hlc: event.hlc,
        happened_ms: event.happened_ms,
        recorded_ms: event.recorded_ms,
        actor: event.actor,
        role: event.role,
        mode: event.mode.into(),
        cause: event.cause.into(),
        typ: event.typ,
        schema_v: event.schema_v,
        stored_body: event.body.clone(),
        body: event.body,
        prev: GENESIS,
        hash: GENESIS,
        gseq: place.gseq,
        epoch: 0,
        version: place.version,
    }
}

pub struct MemReader(pub std::sync::Arc<Store>);

impl LogReader for MemReader {
    fn snapshot(&self, kind: &str) -> Result<Option<(u64, Vec<u8>)>, LogError> {
        Ok(self.0.kept().snapshots.get(kind).cloned())
    }

    fn scan(&self, after: u64, visit: &mut dyn FnMut(Row) -> ControlFlow<()>) -> Result<(), LogError> {
        let rows: Vec<Row> = self.0.kept().rows.iter().filter(|row| row.gseq > after).cloned().collect();
        self.0.kept().scanned += rows.len();
        let _visited = rows.into_iter().try_for_each(visit);
        Ok(())
    }

    fn streams(&self, streams: &[String], _limit: u32) -> Result<Vec<Row>, LogError> {
        Ok(self.0.kept().rows.iter().filter(|row| streams.contains(&row.stream)).cloned().collect())
    }

    fn at(&self, gseq: u64) -> Result<Option<Row>, LogError> {
        Ok(self.0.kept().rows.iter().find(|row| row.gseq == gseq).cloned())
    }

    fn story(&self, incident: &str, linked: &[u64], _limit: u32) -> Result<Vec<Row>, LogError> {
        let own = format!("incident/{incident}");
        let told = |row: &&Row| row.stream == own || linked.contains(&row.gseq);
        Ok(self.0.kept().rows.iter().filter(told).cloned().collect())
    }

    fn head(&self) -> Result<u64, LogError> {
        Ok(self.0.kept().rows.len() as u64)
    }

    fn disk_free(&self) -> Option<u64> {
        None
    }
}

pub struct MemLists(pub std::sync::Arc<Store>);

impl ListWriter for MemLists {
    fn reach(&self) -> Result<Reach, LogError> {
        Ok(self.0.kept().reach)
    }

    fn write(&mut self, rows: &[Projection], reach: Reach) -> Result<(), LogError> {
        let mut kept = self.0.kept();
        if kept.lists_broken {
            return Err(LogError::DiskFull("no space for lists".into()));
        }
        rows.iter().for_each(|row| kept.project(row));
        kept.filed.push(rows.len());
        kept.reach = reach;
        Ok(())
    }

    fn clear(&mut self) -> Result<(), LogError> {
        self.0.kept().lose_lists();
        Ok(())
    }

    fn idle(&mut self) {}
}

impl Kept {
    /// The file of lists is gone.
    pub fn lose_lists(&mut self) {
        self.texts.clear();
        self.entries.clear();
        self.story.clear();
        self.reach = Reach::default();
    }

    /// Everything the lists hold, in words.
    pub fn lists(&self) -> String {
        let mut texts = self.texts.clone();
        texts.sort();
        format!("{texts:?} {:?} {:?}", self.entries, self.story)
    }
}

impl ListReader for MemLists {
    fn within(&self, _: [f64; 4], _: u32) -> Result<Vec<String>, LogError> {
        Ok(Vec::new())
    }

    fn story(&self, incident: &str, _limit: u32) -> Result<Vec<u64>, LogError> {
        let kept = self.0.kept();
        Ok(kept.story.iter().filter(|(of, _)| of == incident).map(|(_, gseq)| *gseq).collect())
    }

    fn history(&self, _filter: &HistoryFilter) -> Result<Vec<String>, LogError> {
        Ok(self.0.kept().entries.values().map(|entry| entry.state_json.clone()).collect())
    }

    fn incident(&self, id_or_number: &str) -> Result<Vec<String>, LogError> {
        Ok(self.0.kept().entries.get(id_or_number).map(|entry| entry.state_json.clone()).into_iter().collect())
    }

    fn places(&self, _after: Option<u64>, _limit: u32) -> Result<Places, LogError> {
        Ok(Places { reach: self.0.kept().reach.gseq, changed: Vec::new() })
    }
}
