package grammar

import "testing"

// BenchmarkFirstUse makes the largest table, that of the shares, and reads a word with it
// for the first time. GODEBUG=inittrace=1 tells what all tables cost a starting program.
func BenchmarkFirstUse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		t := table(nil, measures, parts, wholeAreas)
		if _, ok := t.at("局部地区", 0); !ok {
			b.Fatal("not read")
		}
	}
}
