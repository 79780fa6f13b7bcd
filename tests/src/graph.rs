//! Who may depend on whom: the rules of the house, checked on the graph that cargo resolves.
//! It must not know any code, only names.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use anyhow::{Context as _, Result};
use serde_json::Value;

/// Crates with rules: those without clock, disk or network.
const PURE: [&str; 5] =
    ["watchfloor-domain", "watchfloor-measure", "watchfloor-warning", "watchfloor-routing", "watchfloor-search"];
/// Crates that must build without SQL.
const NO_SQL: [&str; 8] = [
    "watchfloor-domain",
    "watchfloor-measure",
    "watchfloor-warning",
    "watchfloor-area",
    "watchfloor-routing",
    "watchfloor-search",
    "watchfloor-engine",
    "watchfloor-api",
];
const STORE: &str = "watchfloor-offline-cache";
const SHELL: &str = "watchfloor-console";
/// The tests may reach everything.
const TESTS: &str = "watchfloor-tests";
/// What only the window host may reach.
const WINDOW_ONLY: [&str; 4] = ["tauri", "gtk", "webkit2gtk", "notify-rust"];
const NETWORK: [&str; 2] = ["tokio", "reqwest"];
const SQL: &str = "rusqlite";

/// Packages by name (all versions of one name together) and what they depend on.
#[derive(Debug, Default, Clone)]
pub struct Graph {
    members: BTreeSet<String>,
    /// Reached when the package is built for use: normal and build dependencies.
    uses: BTreeMap<String, BTreeSet<String>>,
    /// As above, with the dependencies of its tests.
    direct: BTreeMap<String, BTreeSet<String>>,
}

impl Graph {
    /// Reads what `cargo metadata --format-version 1` prints.
    ///
    /// # Errors
    /// It is not that.
    pub fn from_metadata(metadata: &Value) -> Result<Self> {
        let list =
            |value: &Value, what: &str| Ok::<_, anyhow::Error>(value.as_array().context(what.to_owned())?.clone());
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let packages = list(&metadata["packages"], "packages")?;
        let names: BTreeMap<_, _> = packages.iter().map(|p| (text(&p["id"]), text(&p["name"]))).collect();
        let name = |id: &Value| names.get(&text(id)).cloned().with_context(|| format!("unknown package {id}"));
        let mut graph = Self::default();
        for id in list(&metadata["workspace_members"], "workspace_members")? {
            graph.members.insert(name(&id)?);
        }
        for node in list(&metadata["resolve"]["nodes"], "resolve.nodes")? {
            let from = name(&node["id"])?;
            for dependency in list(&node["deps"], "deps")? {
                let kinds = list(&dependency["dep_kinds"], "dep_kinds")?;
                let only_tests = kinds.iter().all(|kind| kind["kind"] == "dev");
                graph.add(&from, &name(&dependency["pkg"])?, only_tests);
            }
        }
        Ok(graph)
    }

    fn add(&mut self, from: &str, to: &str, only_tests: bool) {
        self.direct.entry(from.into()).or_default().insert(to.into());
        if !only_tests {
            self.uses.entry(from.into()).or_default().insert(to.into());
        }
    }

    /// The shortest way from one package to another, both ends included.
    fn way(&self, from: &str, to: &str) -> Option<Vec<String>> {
        let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
        let mut queue = VecDeque::from([from]);
        while let Some(at) = queue.pop_front() {
            if at == to && at != from {
                let mut way = vec![at.to_owned()];
                let mut step = at;
                while let Some(previous) = came_from.get(step).filter(|_| step != from) {
                    way.push((*previous).to_owned());
                    step = previous;
                }
                way.reverse();
                return Some(way);
            }
            for next in self.uses.get(at).into_iter().flatten() {
                if next != from && !came_from.contains_key(next.as_str()) {
                    came_from.insert(next, at);
                    queue.push_back(next);
                }
            }
        }
        None
    }

    /// Every breach of the house's rules, one sentence each, with the way that leads there.
    pub fn violations(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut forbid = |from: &str, to: &str| {
            if let Some(way) = self.way(from, to) {
                found.push(format!("{to} must not be reachable from {from}: {}", way.join(" -> ")));
            }
        };
        for member in self.members.iter().filter(|name| ![SHELL, TESTS].contains(&name.as_str())) {
            WINDOW_ONLY.iter().for_each(|forbidden| forbid(member, forbidden));
        }
        NO_SQL.iter().for_each(|member| forbid(member, SQL));
        for member in PURE {
            NETWORK.iter().for_each(|forbidden| forbid(member, forbidden));
        }
        for member in self.members.iter().filter(|name| ![STORE, TESTS].contains(&name.as_str())) {
            if self.direct.get(member).is_some_and(|deps| deps.contains(SQL)) {
                found.push(format!("{SQL} must be a direct dependency of {STORE} only, not of {member}"));
            }
        }
        found
    }

    /// Members that the rules name but the workspace has not: a renamed crate would escape its rule.
    pub fn unknown_names(&self) -> Vec<&'static str> {
        let named = PURE.into_iter().chain(NO_SQL).chain([STORE, SHELL, TESTS]);
        named.filter(|name| !self.members.contains(*name)).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Metadata of a workspace with the given edges `(from, to, kind)`; names with `watchfloor-` are members.
    fn graph(edges: &[(&str, &str, Option<&str>)]) -> Graph {
        let mut names: BTreeSet<&str> = edges.iter().flat_map(|(from, to, _)| [*from, *to]).collect();
        names.extend(PURE.into_iter().chain(NO_SQL).chain([STORE, SHELL, TESTS]));
        let packages: Vec<_> = names.iter().map(|name| json!({ "id": format!("id:{name}"), "name": name })).collect();
        let members: Vec<_> =
            names.iter().filter(|name| name.starts_with("watchfloor-")).map(|name| format!("id:{name}")).collect();
        let node = |name: &&str| {
            let mine = edges.iter().filter(|(from, _, _)| from == name);
            let deps: Vec<_> = mine
                .map(|(_, to, kind)| json!({ "pkg": format!("id:{to}"), "dep_kinds": [{ "kind": kind }] }))
                .collect();
            json!({ "id": format!("id:{name}"), "deps": deps })
        };
        let nodes: Vec<_> = names.iter().map(node).collect();
        let metadata = json!({ "packages": packages, "workspace_members": members, "resolve": { "nodes": nodes } });
        Graph::from_metadata(&metadata).unwrap()
    }

    const GOOD: [(&str, &str, Option<&str>); 6] = [
        ("watchfloor-console", "tauri", None),
        ("watchfloor-console", "watchfloor-engine", None),
        ("watchfloor-engine", "watchfloor-domain", None),
        ("watchfloor-offline-cache", "rusqlite", None),
        ("watchfloor-host", "watchfloor-offline-cache", None),
        ("watchfloor-tests", "tauri", None),
    ];

    #[test]
    fn a_house_in_order_has_no_violation() {
        assert_eq!(graph(&GOOD).violations(), Vec::<String>::new());
        assert_eq!(graph(&GOOD).unknown_names(), Vec::<&str>::new());
    }

    #[test]
    fn each_breach_is_found_and_its_way_is_told() {
        for (from, to, kind, said) in [
            ("watchfloor-engine", "tauri", None, "tauri must not be reachable from watchfloor-engine"),
            ("watchfloor-domain", "gtk", Some("build"), "watchfloor-engine -> watchfloor-domain -> gtk"),
            ("watchfloor-host", "notify-rust", None, "notify-rust must not be reachable from watchfloor-host"),
            ("watchfloor-cli", "watchfloor-console", None, "watchfloor-cli -> watchfloor-console -> tauri"),
            ("watchfloor-host", "rusqlite", None, "direct dependency of watchfloor-offline-cache only"),
            ("watchfloor-cli", "rusqlite", Some("dev"), "not of watchfloor-cli"),
            ("watchfloor-api", "watchfloor-offline-cache", None, "rusqlite must not be reachable from watchfloor-api"),
            ("watchfloor-warning", "tokio", None, "tokio must not be reachable from watchfloor-warning"),
            ("watchfloor-domain", "reqwest", None, "reqwest must not be reachable from watchfloor-domain"),
        ] {
            let mut edges = GOOD.to_vec();
            edges.push((from, to, kind));
            let violations = graph(&edges).violations();
            assert!(violations.iter().any(|sentence| sentence.contains(said)), "{from} -> {to}: {violations:?}");
        }
    }

    #[test]
    fn what_only_tests_use_is_not_reachable_and_a_circle_ends() {
        let mut edges = GOOD.to_vec();
        edges.push(("watchfloor-domain", "tokio", Some("dev")));
        edges.push(("watchfloor-domain", "watchfloor-engine", None));
        assert_eq!(graph(&edges).violations(), Vec::<String>::new());
    }

    #[test]
    fn a_renamed_crate_does_not_escape_its_rule() {
        let mut without = graph(&GOOD);
        without.members.remove("watchfloor-domain");
        assert!(without.unknown_names().contains(&"watchfloor-domain"));
    }
}
