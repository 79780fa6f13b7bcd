//! The binary `watchfloor-console`: options, log, and the window.
//! It must not know anything else.

use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, ExitCode};

use clap::Parser as _;
use tracing_subscriber::EnvFilter;
use watchfloor_console::opening;
use watchfloor_console::options::Options;
use watchfloor_console::ready::Readiness;
use watchfloor_host::{Mode, again};

fn main() -> ExitCode {
    again::with(std::iter::once(again::FEW_HEAPS).chain(drawn_without_gpu()));
    let readiness = Readiness::from_env();
    let options = Options::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run(options, readiness) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("watchfloor-console: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: Options, readiness: Readiness) -> Result<(), String> {
    let data = options.data_dir().map_err(|error| error.to_string())?;
    let wall = options.wall;
    let open = move |data: &Path| opening::open(data, &options);
    match watchfloor_console::run(data.clone(), readiness, wall, open).map_err(|error| error.to_string())? {
        Some(mode) => Err(start_again(&data, mode)),
        None => Ok(()),
    }
}

/// What WebKit reads to paint by the processor alone, without buffers shared with a GPU.
const PROCESSOR_ONLY: [&str; 2] = ["WEBKIT_SKIA_ENABLE_CPU_RENDERING", "WEBKIT_DISABLE_DMABUF_RENDERER"];

/// What else saves memory where the processor draws. One that the person has set stays as it is.
const LEAN: [(&str, &str); 6] = [
    // GTK and WebKit each load Mesa and LLVM into this process only to ask what the GPU can do; the page's process
    // needs them, this one never draws with them. Both questions must go: either alone loads everything.
    ("GDK_GL", "disable"),
    // WebKit asks EGL for the GPU's device unless one is named; there is none, and without DMA-BUF nobody opens it.
    ("WEBKIT_WEB_RENDER_DEVICE_FILE", "/dev/null"),
    // JavaScript lets its heap grow by the machine's memory, and so hardly collects on a large one: as on 512 MiB.
    // Less saves nothing more at rest (measured) and costs 0.1 s of the start.
    ("JSC_forceRAMSize", "536870912"),
    // A function is compiled after this many calls and turns of its loops, 500, 1,000 and 1,000 by default: what runs in every
    // frame still is, what runs at the start is not. 20 MiB of code and counts (measured).
    ("JSC_thresholdForJITAfterWarmUp", "3000"),
    ("JSC_thresholdForOptimizeAfterWarmUp", "20000"),
    ("JSC_thresholdForOptimizeAfterLongWarmUp", "20000"),
];

/// On a machine without a GPU, WebKit's GPU path is a detour through memory: about 70 MiB and 0.2 s of the start
/// (measured). Nothing where there is one, or where the person has chosen how to draw.
fn drawn_without_gpu() -> impl Iterator<Item = (&'static str, &'static str)> {
    let asked = PROCESSOR_ONLY.iter().any(|name| std::env::var_os(name).is_some());
    let lean = !asked && !Path::new("/dev/dri").exists();
    PROCESSOR_ONLY.map(|name| (name, "1")).into_iter().chain(LEAN).filter(move |_| lean)
}

/// Becomes the console of the other store. Comes back only with the reason why that failed.
fn start_again(data: &Path, mode: Mode) -> String {
    let program = match std::env::current_exe() {
        Ok(program) => program,
        Err(error) => return format!("this program cannot find itself: {error}"),
    };
    let error = Command::new(program).arg("--data").arg(data).arg(format!("--{}", mode.word())).exec();
    format!("the console could not start again: {error}")
}
