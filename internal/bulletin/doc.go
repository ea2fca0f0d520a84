// Package bulletin puts clauses together into texts by operators' templates: it
// loads them, finds what is wrong with them before use, renders them under guard,
// and keeps the versions apart.
//
// Templates are Go's text/template with Chinese names for data and functions
// (Fields, Functions; docs/templates.md). Go decides which words apply; templates
// say where they stand. The package is pure: it reads an fs.FS that it is handed.
//
// A printed value goes through one function, which package template is made to
// call by rewriting the parse tree. It refuses a missing value instead of printing
// "<no value>", escapes for the format of the template, and writes figures with
// their unit. Steps, depth, and size are counted on the way (meter), so that no
// template can hang or swell the daemon.
package bulletin
