"""Holds SARIF files against the schema. usage: sarif_schema.py SCHEMA FILE..."""

import json
import sys

import jsonschema

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
kind = jsonschema.validators.validator_for(schema)
validator = kind(schema, format_checker=kind.FORMAT_CHECKER if hasattr(kind, "FORMAT_CHECKER") else None)
errors = []
for path in sys.argv[2:]:
    with open(path, encoding="utf-8") as file:
        errors += [f"{path}: {e.json_path}: {e.message}" for e in validator.iter_errors(json.load(file))]
print("\n".join(errors) or f"{len(sys.argv) - 2} SARIF files are valid")
sys.exit(1 if errors else 0)
