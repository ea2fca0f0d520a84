// Package templates embeds the files that operators edit, as they are shipped.
package templates

import "embed"

// FS has the shipped data, *.yaml.
//
//go:embed *.yaml
var FS embed.FS
