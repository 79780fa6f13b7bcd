//! The command line of `watchfloor`.

use crate::outcome::{Outcome, misused};
use crate::roads::lon_lat;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;
use watchfloor_host::{DataFolder, Mode};

/// Watchfloor without a window: administration, automation, tests.
#[derive(Debug, Parser)]
#[command(name = "watchfloor", version, about)]
pub struct Cli {
    /// Data folder; default `$XDG_DATA_HOME/watchfloor`.
    #[arg(long, global = true, env = "WATCHFLOOR_DATA")]
    pub data: Option<PathBuf>,
    /// The drill's store instead of the live one.
    #[arg(long, global = true)]
    pub drill: bool,
    /// Answers as JSON, one object per line.
    #[arg(long, global = true)]
    pub json: bool,
    #[command(subcommand)]
    pub verb: Verb,
}

/// Where a verb acts.
#[derive(Clone, Debug)]
pub struct Place {
    pub root: PathBuf,
    pub mode: Mode,
    pub json: bool,
}

impl Place {
    /// The store's folder, for verbs that only read: nothing is made or changed for them.
    pub fn store_to_read(&self) -> PathBuf {
        self.root.join(self.mode.word())
    }

    /// The data folder, made if need be.
    pub fn folder(&self) -> Outcome<DataFolder> {
        DataFolder::open(&self.root).map_err(crate::outcome::refused)
    }
}

impl Cli {
    /// The place all verbs share.
    pub fn place(&self) -> Outcome<Place> {
        let root = match &self.data {
            Some(dir) => dir.clone(),
            None => default_root().ok_or_else(|| misused("no data folder: set HOME or give --data DIR"))?,
        };
        Ok(Place { root, mode: if self.drill { Mode::Drill } else { Mode::Live }, json: self.json })
    }
}

fn default_root() -> Option<PathBuf> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    absolute("XDG_DATA_HOME")
        .or_else(|| absolute("HOME").map(|home| home.join(".local/share")))
        .map(|d| d.join("watchfloor"))
}

#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Runs engine and feeds without a window, until SIGTERM or SIGINT.
    Run(RunArgs),
    /// Answers JSON lines on standard input: {"id":1,"call":"help"}.
    Rpc(RpcArgs),
    /// Warnings: judge documents, or take them in.
    #[command(subcommand)]
    Warning(WarningVerb),
    /// Areas: import OpenStreetMap extracts.
    #[command(subcommand)]
    Area(AreaVerb),
    /// Units.
    #[command(subcommand)]
    Unit(UnitVerb),
    /// Cameras.
    #[command(subcommand)]
    Camera(CameraVerb),
    /// Warning feeds.
    #[command(subcommand)]
    Feed(FeedVerb),
    /// Local accounts.
    #[command(subcommand)]
    User(UserVerb),
    /// Pictures and documents of an incident.
    #[command(subcommand)]
    Incident(IncidentVerb),
    /// Hospitals with their beds.
    #[command(subcommand)]
    Resource(ResourceVerb),
    /// The dispatch plan: types, words that mean them, run cards, limits.
    #[command(subcommand)]
    Plan(PlanVerb),
    /// Figures from the log: time metrics, and what went wrong. Reads only, beside a running console too.
    #[command(subcommand)]
    Report(ReportVerb),
    /// Sheets for the night the console is down.
    #[command(subcommand)]
    Paper(PaperVerb),
    /// The event log.
    #[command(subcommand)]
    Log(LogVerb),
    /// Copies of the data folder.
    #[command(subcommand)]
    Backup(BackupVerb),
}

#[derive(Debug, Subcommand)]
pub enum IncidentVerb {
    /// Attaches a PNG, JPEG, WebP, GIF or PDF file of at most 25 MiB.
    Attach {
        /// Number, a fragment of it that is unique, or id.
        incident: String,
        file: PathBuf,
        /// What it shows.
        #[arg(long, default_value = "")]
        note: String,
    },
    /// What is attached, with size and SHA-256.
    Attachments { incident: String },
    /// Writes an attachment to a new file.
    Save { incident: String, attachment: u32, file: PathBuf },
    /// Withdraws an attachment.
    Withdraw {
        incident: String,
        attachment: u32,
        #[arg(long)]
        reason: String,
    },
}

#[derive(Debug, Subcommand)]
pub enum PaperVerb {
    /// Writes the blank call card of the plan in force as one HTML file, to be printed.
    Cards(PaperArgs),
    /// Writes the last-known board as one HTML file: what is open and who is where. Only its owner can read it.
    Board(PaperArgs),
}

#[derive(Debug, Args)]
pub struct PaperArgs {
    #[arg(long, default_value = "en", value_parser = ["en", "zh"])]
    pub lang: String,
    /// The file; one that is there is replaced.
    #[arg(long)]
    pub out: PathBuf,
}

#[derive(Debug, Subcommand)]
pub enum ResourceVerb {
    /// Takes in an EDXL-HAVE 1.0 or 2.0 document; bad reports are named and left out.
    Import { file: PathBuf },
    /// Hospitals with beds, and as of when.
    List,
}

#[derive(Debug, Subcommand)]
pub enum PlanVerb {
    /// Tells everything that is wrong with a plan: line, column, field, reason. Needs no data folder.
    Check { file: PathBuf },
    /// Puts a plan in force.
    Set { file: PathBuf },
    /// Prints the TOML text in force.
    Show,
    /// Prints a starter set: `international` or `chinese`.
    Starter { name: String },
}

#[derive(Debug, Subcommand)]
pub enum ReportVerb {
    /// Each metric with definition, edition, n, P50, P90, P95, interval, compliance, and what was left out and why.
    Kpi(ReportArgs),
    /// The same of the drill's store, with everything that went wrong in it.
    Drill(ReportArgs),
}

#[derive(Debug, Args)]
pub struct ReportArgs {
    /// Incidents opened at or after: `2026-11-22T06:00:00Z`, a time with an offset, or UTC milliseconds.
    #[arg(long, value_parser = instant)]
    pub from: Option<i64>,
    /// Incidents opened before.
    #[arg(long, value_parser = instant)]
    pub to: Option<i64>,
    /// Only a family of standards (nfpa, nena, fhwa, police, china-110, china-119, china-120), or one by its id.
    #[arg(long)]
    pub standard: Option<String>,
    /// A threshold set of your own (TOML) instead of the built-in one.
    #[arg(long)]
    pub set: Option<PathBuf>,
    /// Prints the built-in threshold set, to be changed and given back by --set.
    #[arg(long)]
    pub show_set: bool,
}

/// UTC milliseconds of an instant as people write it.
fn instant(text: &str) -> Result<i64, String> {
    let written = |text: &str| text.parse::<jiff::Timestamp>().map(jiff::Timestamp::as_millisecond);
    text.parse::<i64>().or_else(|_| written(text)).map_err(|e| e.to_string())
}

#[derive(Debug, Args)]
pub struct RunArgs {
    /// In a drill: the seed of everything that happens by chance.
    #[arg(long)]
    pub seed: Option<u64>,
    /// In a drill: calls of a day; a trainee alone has some 300.
    #[arg(long, default_value_t = 288.0)]
    pub calls_per_day: f64,
    /// In a drill: ends when so many calls have come and everything is closed.
    #[arg(long)]
    pub incidents: Option<u32>,
    /// In a drill: how many times the forty units.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=50))]
    pub fleets: u32,
    /// In a drill: how many times as fast as real time, 1 to 600. Persons may set up to 60.
    #[arg(long, value_parser = speed)]
    pub speed: Option<f64>,
    /// In a drill: a scripted dispatcher sends the recommendation's first choice and closes, because nobody practises.
    #[arg(long)]
    pub dispatcher: bool,
    /// In a drill: what callers and crews speak, `en` or `zh`.
    #[arg(long, default_value = "en", value_parser = ["en", "zh"])]
    pub language: String,
}

fn speed(text: &str) -> Result<f64, String> {
    let speed: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (1.0..=600.0).contains(&speed) { Ok(speed) } else { Err("1 to 600".to_owned()) }
}

#[derive(Debug, Args)]
pub struct RpcArgs {
    /// Signs this user on first. In a drill the dispatcher's seat is the default.
    #[arg(long, requires = "password_file")]
    pub seat: Option<String>,
    /// File that holds the password, alone or with a line break.
    #[arg(long)]
    pub password_file: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum WarningVerb {
    /// Judges documents without taking them in: one line per alert.
    Check {
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Takes documents in as if a feed had brought them.
    Ingest {
        /// Files, folders or URLs.
        #[arg(required = true)]
        sources: Vec<String>,
        /// Address ranges a URL may reach although they are private or plain http.
        #[arg(long)]
        allow: Vec<String>,
    },
}

#[derive(Debug, Subcommand)]
pub enum AreaVerb {
    /// Imports one or more OSM PBF files as one area, and puts it on the floor.
    Import {
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// 1 to 40 of a-z, 0-9 and -.
        #[arg(long)]
        name: String,
        /// Imports only; another area stays on the floor.
        #[arg(long)]
        keep_active: bool,
    },
    /// Imported areas.
    List,
    /// Reads an area's whole file and says everything that is wrong with it.
    Verify { name: String },
    /// Writes an area as one file, for another console.
    Export { name: String, file: PathBuf },
    /// Brings in an area that another console exported.
    Install {
        file: PathBuf,
        /// Under another name than it had.
        #[arg(long)]
        name: Option<String>,
    },
    /// Removes an area that is not on the floor.
    Remove { name: String },
    /// Layers of the centre's own on the map.
    #[command(subcommand)]
    Layer(LayerVerb),
    /// Base maps that others made.
    #[command(subcommand)]
    Basemap(BasemapVerb),
    #[command(flatten)]
    Ask(AreaQuestion),
}

#[derive(Debug, Subcommand)]
pub enum LayerVerb {
    /// Takes in a GeoJSON or CSV file; bad rows are named and left out. Says when it looks shifted against the streets.
    Add {
        file: PathBuf,
        /// 1 to 40 of a-z, 0-9 and -.
        #[arg(long)]
        id: String,
        /// What operators call it.
        #[arg(long)]
        name: String,
        /// Chooses its sign on the map.
        #[arg(long, value_parser = ["districts", "stations", "hydrants", "hazards", "plans", "other"])]
        kind: String,
        /// The datum the file is in.
        #[arg(long, value_parser = ["wgs84", "cgcs2000", "gcj02", "bd09"])]
        datum: String,
        /// Takes the place of a layer of that id.
        #[arg(long)]
        replace: bool,
    },
    /// Layers there are.
    List,
    /// Removes a layer.
    Remove { id: String },
}

#[derive(Debug, Subcommand)]
pub enum BasemapVerb {
    /// Takes in an MBTiles or PMTiles file.
    Add {
        file: PathBuf,
        /// 1 to 40 of a-z, 0-9 and -.
        #[arg(long)]
        id: String,
        /// What operators call it; what it calls itself when absent.
        #[arg(long)]
        name: Option<String>,
        /// Takes the place of a base map of that id.
        #[arg(long)]
        replace: bool,
    },
    /// Base maps there are.
    List,
    /// Removes a base map.
    Remove { id: String },
}

/// Questions an imported area answers. Without `--area`: the one on the floor, or the only one there is.
#[derive(Debug, Subcommand)]
pub enum AreaQuestion {
    /// Places a text may mean, best first.
    Search {
        #[arg(required = true)]
        text: Vec<String>,
        /// Prefers what is near LON,LAT.
        #[arg(long, value_parser = lon_lat, allow_hyphen_values = true)]
        near: Option<LonLat>,
        #[arg(long, default_value_t = 10)]
        limit: u32,
        #[arg(long)]
        area: Option<String>,
    },
    /// The way from one place to another and its drive time, with the closures in force.
    Route {
        /// LON,LAT
        #[arg(long, value_parser = lon_lat, allow_hyphen_values = true)]
        from: LonLat,
        /// LON,LAT
        #[arg(long, value_parser = lon_lat, allow_hyphen_values = true)]
        to: LonLat,
        /// ordinary or emergency.
        #[arg(long, default_value = "emergency")]
        profile: String,
        #[arg(long)]
        area: Option<String>,
    },
    /// The units that reach a place first, by drive time.
    Closest {
        /// CSV with columns id,lon,lat.
        #[arg(long)]
        units: PathBuf,
        /// LON,LAT
        #[arg(long, value_parser = lon_lat, allow_hyphen_values = true)]
        to: LonLat,
        /// How many.
        #[arg(short, default_value_t = 5)]
        k: usize,
        /// Closes roads beside those in force: GeoJSON of lines and polygons.
        #[arg(long)]
        close: Option<PathBuf>,
        /// ordinary or emergency.
        #[arg(long, default_value = "emergency")]
        profile: String,
        #[arg(long)]
        area: Option<String>,
    },
}

/// Longitude and latitude in degrees, WGS-84.
pub type LonLat = [f64; 2];

#[derive(Debug, Subcommand)]
pub enum UnitVerb {
    /// Adds or changes units: columns id,call_sign,type,station,lon,lat and, if wanted, agency,crew_group.
    Import { file: PathBuf },
    /// Plans crews: columns unit,name,role,skills,from,to, one person in a row, times as 2026-11-23 07:00. Without a file:
    /// who should be on and who is.
    Roster { file: Option<PathBuf> },
}

#[derive(Debug, Subcommand)]
pub enum CameraVerb {
    /// Adds or changes cameras: columns id,name,lon,lat,azimuth_deg,hfov_deg,range_m,height_m,width_px.
    Import {
        file: PathBuf,
        /// Needed when the file has no datum column: wgs84, cgcs2000, gcj02 or bd09.
        #[arg(long)]
        datum: Option<String>,
    },
    /// Adds the surveillance cameras of the active area's map.
    ImportArea,
}

#[derive(Debug, Subcommand)]
pub enum FeedVerb {
    /// Polls a feed.
    Add {
        id: String,
        #[arg(long)]
        url: String,
        /// Address range (CIDR) the feed may reach although it is private or plain http.
        #[arg(long)]
        allow: Vec<String>,
        /// Seconds between polls, 10 at least.
        #[arg(long)]
        interval_s: Option<u32>,
    },
    /// Feeds and how they do.
    List,
    /// Stops polling a feed.
    Remove { id: String },
}

#[derive(Debug, Subcommand)]
pub enum UserVerb {
    /// Adds an account.
    Create {
        user: String,
        /// operator, dispatcher, supervisor or administrator.
        #[arg(long)]
        role: String,
        #[arg(long)]
        display_name: Option<String>,
        #[arg(long)]
        password_file: PathBuf,
    },
    /// Accounts.
    List,
    /// Ends an account.
    Disable {
        user: String,
        #[arg(long)]
        reason: String,
    },
}

#[derive(Debug, Subcommand)]
pub enum LogVerb {
    /// Proves that no stored column was changed; names the first bad event.
    Verify {
        /// First global sequence, 1 when absent.
        #[arg(long)]
        from: Option<u64>,
        /// Last global sequence, the newest when absent.
        #[arg(long)]
        to: Option<u64>,
    },
    /// Every event, one JSON object per line, with the column names of the log.
    Export,
}

#[derive(Debug, Subcommand)]
pub enum BackupVerb {
    /// Makes a copy below DIR, restores it aside and verifies it.
    Create { dir: PathBuf },
    /// Verifies a copy, or the newest one below DIR.
    Verify { dir: PathBuf },
    /// Restores a copy, or the newest one below DIR, as the store of a new data folder: `--data NEW`.
    Restore { dir: PathBuf },
}
