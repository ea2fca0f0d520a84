package bulletin

import (
	"slices"

	"yubao/internal/vocabulary"
)

// Word is one name that templates may use.
type Word struct {
	vocabulary.Term
	Field bool   // a name of data, written with a dot; else a function
	Of    string // what the data are of: 一期, 一天; empty for functions
}

// Words lists the names that templates may use: data first, then functions, each in
// the order of its table.
func Words() []Word {
	var out []Word
	out = append(out, wordsOf("一期", rootFields)...)
	out = append(out, wordsOf("一天", dayFields)...)
	out = append(out, wordsOf("半天", partFields)...)
	out = append(out, wordsOf("气象台", stationFields)...)
	for _, f := range functions {
		out = append(out, Word{Term: f.Term})
	}
	return slices.Clip(out)
}

func wordsOf[T any](title string, fields []field[T]) []Word {
	out := make([]Word, len(fields))
	for i, f := range fields {
		out[i] = Word{Term: f.Term, Field: true, Of: title}
	}
	return out
}
