#!/usr/bin/env python3
"""The published schemas against the error corpus: what breaks a rule that JSON Schema can express
must be rejected, and every shipped model and target accepted. Argument: the project's folder."""
import json
import pathlib
import re
import sys

import jsonschema

# Unknown and missing keys, types, ranges, words, the format, empty arrays, bit strings, names.
EXPRESSIBLE = {"HS-E004", "HS-E005", "HS-E006", "HS-E008", "HS-E009", "HS-E010", "HS-E014",
               "HS-E015", "HS-E018", "HS-E025", "HS-E038", "HS-E101", "HS-E109"}

root = pathlib.Path(sys.argv[1])
failures = []
checked = 0


def validator(name):
    schema = json.loads((root / "models" / name).read_text())
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


def reject(constant):
    raise ValueError(constant)


def read(path):
    try:
        return json.loads(path.read_bytes().decode(), parse_constant=reject)
    except (ValueError, RecursionError):
        return None


for folder, name, shipped in (("spec", "denseam-1.schema.json", "models/*.json"),
                              ("target", "hopspice-target-1.schema.json", "models/targets/*.json"),
                              ("kit", "hopspice-pdk-1.schema.json", "models/pdks/*.json")):
    schema = validator(name)
    for expected in sorted((root / "tests/errors" / folder).glob("*.expected")):
        own = re.escape(expected.with_suffix("").name)  # not what it says of another file
        rules = set(re.findall(rf"^{own}: .*\[(HS-[EW]\d+)\]$", expected.read_text(), re.M))
        value = read(expected.with_suffix(""))
        if value is not None and rules & EXPRESSIBLE:
            checked += 1
            if schema.is_valid(value):
                failures.append(f"{name} accepts {expected.with_suffix('').name}: {sorted(rules)}")
    for path in sorted(root.glob(shipped)):
        value = read(path)
        if not path.name.endswith(".schema.json") and "format" in value:
            checked += 1
            failures += [f"{name} rejects {path.name}: {error.message[:200]}"
                         for error in schema.iter_errors(value)]

print(f"{checked} files checked")
print("\n".join(failures))
sys.exit(1 if failures or checked < 40 else 0)
