"""Valhalla as a peer for speed; its speeds are its own, so its drive times are not compared.

valhalla_peer.py build FILE.osm.pbf FOLDER        make its tiles; the cost as one JSON line
valhalla_peer.py matrix FOLDER POINTS.csv N       N points to the first, in rounds -> times
"""

import hashlib
import json
import os
import shutil
import sys

import valhalla
from common import kept, points, ran, say, times


def config(folder):
    return os.path.join(folder, "config.json")


def build(pbf, folder):
    with open(pbf, "rb") as file:
        digest = hashlib.sha256(file.read() + valhalla.__version__.encode()).hexdigest()

    def steps():
        shutil.rmtree(folder, ignore_errors=True)
        tiles = os.path.join(folder, "tiles")
        os.makedirs(tiles)
        settings = valhalla.get_config(tile_extract="", tile_dir=tiles, verbose=False)
        settings["mjolnir"] |= {"concurrency": 2, "admin": "", "timezone": "", "tile_extract": ""}
        settings["service_limits"]["auto"]["max_matrix_location_pairs"] = 10_000
        # For one place and many units this is its fast way; the other took minutes.
        settings["thor"]["source_to_target_algorithm"] = "timedistancematrix"
        with open(config(folder), "w", encoding="utf-8") as file:
            json.dump(settings, file)
        tool = os.path.join(os.path.dirname(valhalla.__file__), "bin", "valhalla_build_tiles")
        return {"valhalla_build_tiles": ran([tool, "-c", config(folder), pbf], os.path.join(folder, "build.log"))}

    say(kept(folder, digest, steps))


def matrix(folder, file, count):
    actor, here = valhalla.Actor(config(folder)), points(file)
    place = [{"lon": lon, "lat": lat} for lon, lat in here[: count + 1]]
    asked = json.dumps({"sources": place[1:], "targets": place[:1], "costing": "auto", "verbose": False})
    say(times(3, lambda _: json.loads(actor.matrix(asked))))


if __name__ == "__main__":
    verb, *rest = sys.argv[1:]
    if verb == "matrix":
        matrix(rest[0], rest[1], int(rest[2]))
    else:
        build(*rest)
