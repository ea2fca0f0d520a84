// Package wording keeps the operators' words: templates, style.yaml and advice.yaml.
// A file is used only after it has been checked; every version that was ever in use
// is kept in the store with who brought it, when and why; the store says which one
// is in use, and a folder that says otherwise is shown and never followed silently.
//
//	file saved ─► check ─┬─ clean, new ──► version kept, in use, newsroom told
//	                     ├─ faults ──────► last good version stays, newsroom told
//	                     └─ an older one ► drift: the one in use stays until a chief decides
//	desk page ─► check ─► publish (in use, written to the folder) or trial (for drafts
//	             only, until n of them were signed) ─► roll back to any version
//
// A version that no longer loads, as after an upgrade of the program, gives way to the
// one before it and then to the shipped one. Shelf is safe for concurrent use.
package wording
