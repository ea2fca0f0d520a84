// Package gate decides whether a forecast may be printed. It looks for what makes a
// newspaper ridiculous: old data, dates that do not exist or are missing, numbers in
// the wrong unit, yesterday's bulletin under today's date, another town's weather.
// It is pure.
//
// A refusal holds an edition, so every threshold is generous: it lies beyond what
// weather does and within what mistakes do. Where a number comes from stands beside
// it. All of them can be tuned, and every rule set to warn or off, in config.yaml.
package gate
