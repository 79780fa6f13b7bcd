"""tilemaker (Debian) as a peer for the import: tiles only, with the OpenMapTiles example it is packaged with.

tilemaker_peer.py FILE.osm.pbf FOLDER      make tiles; the cost as one JSON line
"""

import gzip
import json
import os
import shutil
import sys

from common import ran, say

EXAMPLES = "/usr/share/doc/tilemaker/examples"


def example(name, folder):
    """A file of the package's examples, unpacked where Debian packs it."""
    here, out = os.path.join(EXAMPLES, name), os.path.join(folder, name)
    opened = open(here, "rb") if os.path.exists(here) else gzip.open(here + ".gz", "rb")
    with opened as file, open(out, "wb") as copy:
        shutil.copyfileobj(file, copy)
    return out


def main(pbf, folder):
    os.makedirs(folder, exist_ok=True)
    config, process = example("config-openmaptiles.json", folder), example("process-openmaptiles.lua", folder)
    with open(config, encoding="utf-8") as file:
        settings = json.load(file)
    # Its ocean comes from a shapefile of another download; without it only that layer is missing.
    settings["layers"] = {name: layer for name, layer in settings["layers"].items() if "source" not in layer}
    with open(config, "w", encoding="utf-8") as file:
        json.dump(settings, file)
    tiles = os.path.join(folder, "tiles.mbtiles")
    if os.path.exists(tiles):
        os.remove(tiles)
    command = ["tilemaker", "--input", pbf, "--output", tiles, "--config", config, "--process", process]
    cost = ran([*command, "--threads", "2"], os.path.join(folder, "tilemaker.log"))
    say(cost | {"bytes": os.path.getsize(tiles)})


if __name__ == "__main__":
    main(*sys.argv[1:])
