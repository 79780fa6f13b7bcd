//! The incidents of a board, by their id. Boards are copied (for a preview, a sheet, a snapshot, and one is being written
//! while another is read); what an incident holds is shared between the copies until one of them folds into it.

use crate::board::Incident;
use crate::ids::IncidentId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::collections::btree_map;
use std::sync::Arc;

/// Incidents in the order of their ids, which is the order in which they were opened.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Incidents(BTreeMap<IncidentId, Arc<Incident>>);

impl Incidents {
    pub fn get(&self, id: &IncidentId) -> Option<&Incident> {
        self.0.get(id).map(|incident| &**incident)
    }

    /// To fold into. What another board holds of it stays as it is.
    pub fn get_mut(&mut self, id: &IncidentId) -> Option<&mut Incident> {
        self.0.get_mut(id).map(Arc::make_mut)
    }

    /// The incident itself, to be held beyond the board or by another one.
    pub fn shared(&self, id: &IncidentId) -> Option<Arc<Incident>> {
        self.0.get(id).cloned()
    }

    pub fn contains_key(&self, id: &IncidentId) -> bool {
        self.0.contains_key(id)
    }

    pub fn insert(&mut self, id: IncidentId, incident: impl Into<Arc<Incident>>) {
        self.0.insert(id, incident.into());
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn keys(&self) -> btree_map::Keys<'_, IncidentId, Arc<Incident>> {
        self.0.keys()
    }

    pub fn values(&self) -> impl DoubleEndedIterator<Item = &Incident> + ExactSizeIterator + Clone {
        self.0.values().map(|incident| &**incident)
    }

    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut Incident> {
        self.0.values_mut().map(Arc::make_mut)
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&IncidentId, &Incident)> + Clone {
        self.0.iter().map(|(id, incident)| (id, &**incident))
    }

    /// Lets go of those that are not to stay.
    pub fn retain(&mut self, mut stays: impl FnMut(&IncidentId, &Incident) -> bool) {
        self.0.retain(|id, incident| stays(id, incident));
    }
}

impl FromIterator<(IncidentId, Arc<Incident>)> for Incidents {
    fn from_iter<I: IntoIterator<Item = (IncidentId, Arc<Incident>)>>(incidents: I) -> Self {
        Self(incidents.into_iter().collect())
    }
}

impl std::ops::Index<&IncidentId> for Incidents {
    type Output = Incident;

    /// # Panics
    /// When it is not there, as every index.
    fn index(&self, id: &IncidentId) -> &Incident {
        &self.0[id]
    }
}
