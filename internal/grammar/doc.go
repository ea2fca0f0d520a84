// Package grammar is the language of day lines, described once and used both ways.
//
// A rule ties values to text: it writes the text of a value in the style of a
// House, and reads a value from text in any style. The word tables are the only
// place where a word is spelled; phrase, templates and proof use the same ones.
// A Line holds what is understood. FromDay makes one from the facts of a day;
// which facts those are is the business of package analysis.
//
// Reading is strict: what no editor would print (晴间阴, 偏东南风, 4级～3级) is
// refused with its place and a Chinese reason.
package grammar
