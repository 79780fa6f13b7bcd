"""OSRM as an oracle and a peer.

osrm_peer.py build FILE.osm.pbf SPEEDS.lua FOLDER   prepare both algorithms; the cost of each step as one JSON line
osrm_peer.py routes FOLDER PAIRS.csv                lon,lat,lon,lat per line -> one JSON line each
osrm_peer.py matrix FOLDER POINTS.csv ALGORITHM N   N points to the first, in rounds -> times
"""

import hashlib
import os
import shutil
import sys

import osrm
from common import kept, points, ran, say, times

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGE = os.path.dirname(osrm.__file__)
# What the profile adds to the weight for entering a road for destinations: OSRM's largest penalty of a turn, in seconds
# at two decimals.
ENTERED_S = 327.67


def program(name):
    return os.path.join(PACKAGE, "bin", name)


def build(pbf, speeds, folder):
    profile = os.path.join(folder, "profile")
    sources = [pbf, speeds, os.path.join(HERE, "ordinary.lua"), program("osrm-extract")]
    digest = hashlib.sha256()
    for source in sources:
        with open(source, "rb") as file:
            digest.update(file.read())

    def steps():
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(os.path.join(PACKAGE, "share", "profiles", "lib"), os.path.join(profile, "lib"))
        shutil.copy(speeds, os.path.join(profile, "speeds.lua"))
        shutil.copy(sources[2], os.path.join(profile, "ordinary.lua"))
        log, told = os.path.join(folder, "build.log"), {}
        for algorithm, programs in (("CH", ["osrm-contract"]), ("MLD", ["osrm-partition", "osrm-customize"])):
            base = os.path.join(folder, algorithm, "roads.osrm")
            os.makedirs(os.path.dirname(base))
            extract = [program("osrm-extract"), "-t", "2", "-p", os.path.join(profile, "ordinary.lua"), "-o", base, pbf]
            told["osrm-extract"] = ran(extract, log)
            for name in programs:
                told[name] = ran([program(name), "-t", "2", base], log)
        return told

    say(kept(folder, digest.hexdigest(), steps))


def engine(folder, algorithm):
    return osrm.OSRM(
        storage_config=os.path.join(folder, algorithm, "roads.osrm"),
        use_shared_memory=False,
        algorithm=algorithm,
        max_locations_distance_table=10_000,
    )


def routes(folder, pairs):
    """seconds to the hundredth (OSRM's weight), its rounded duration, metres, how far each end was moved, the nodes."""
    router = engine(folder, "CH")
    for from_lon, from_lat, to_lon, to_lat in points(pairs):
        asked = osrm.RouteParameters(
            coordinates=[(from_lon, from_lat), (to_lon, to_lat)],
            overview="false",
            annotations=["nodes"],
            generate_hints=False,
        )
        try:
            answer = router.Route(asked)
        except RuntimeError as error:
            say({"error": str(error)})
            continue
        best = answer["routes"][0]
        ends = [answer["waypoints"][end] for end in (0, 1)]
        entered = round((best["weight"] - best["duration"]) / ENTERED_S)
        say({
            "seconds": best["weight"] - entered * ENTERED_S,
            "duration_s": best["duration"],
            "metres": best["distance"],
            "moved_m": [end["distance"] for end in ends],
            "ends": [[end["location"][0], end["location"][1]] for end in ends],
            "nodes": [int(node) for node in best["legs"][0]["annotation"]["nodes"]],
        })


def matrix(folder, file, algorithm, count):
    router, here = engine(folder, algorithm), points(file)
    asked = osrm.TableParameters(
        coordinates=[tuple(point) for point in here[: count + 1]],
        sources=list(range(1, count + 1)),
        destinations=[0],
        annotations=["duration"],
        generate_hints=False,
    )
    say(times(5, lambda _: [row[0] for row in router.Table(asked)["durations"]]))


if __name__ == "__main__":
    verb, *rest = sys.argv[1:]
    if verb == "matrix":
        matrix(rest[0], rest[1], rest[2], int(rest[3]))
    else:
        {"build": build, "routes": routes}[verb](*rest)
