// Package templates embeds the files that operators edit, as they are shipped.
package templates

import "embed"

// FS has the shipped templates, *.tmpl, and the shipped data, *.yaml.
//
//go:embed *.tmpl *.yaml
var FS embed.FS
