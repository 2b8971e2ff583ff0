#pragma once
// A program for Node that runs a deck in eecircuit-engine, which is a library for browsers.

#include <string>

namespace hopspice::engines {

inline constexpr const char* kEecircuitFile = "eecircuit.mjs";

/// Arguments: the engine's module, the deck, the file for the waveform (text, a line per point, the
/// names first). Source: README of eecircuit-engine 1.8.0.
inline constexpr const char* kEecircuitScript =
    R"(import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
const [, , engine, deck, waves] = process.argv;
const { Simulation } = await import(pathToFileURL(engine).href);
const simulation = new Simulation();
await simulation.start();
simulation.setNetList(readFileSync(deck, 'utf8'));
const result = await simulation.runSim();
const errors = simulation.getError().filter((line) => /error/i.test(line));
if (errors.length > 0) {
    console.error(errors.join('\n'));
    process.exit(1);
}
const rows = [result.variableNames.join(',')];
for (let point = 0; point < result.numPoints; ++point) {
    rows.push(result.data.map((column) => column.values[point]).join(','));
}
writeFileSync(waves, rows.join('\n') + '\n');
process.exit(0);
)";

/// `eecircuit-engine 1.8.0`, from the package.json above the module; empty where it has none.
[[nodiscard]] std::string package_version(const std::string& module);

}  // namespace hopspice::engines
