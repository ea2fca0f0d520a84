package app

import "yubao/internal/wording"

// Words are the operators' words of the newsroom, with previews in its editions.
func (o *Office) Words() Words { return wordsDesk{o.generation.shelf, o.generation} }

// Words is what a command may do with the operators' words.
type Words = wordsDesk

// DriftWord tells how folder and store disagree about a file; empty: they agree.
func DriftWord(d wording.Drift) string { return driftWords[d] }

var driftWords = map[wording.Drift]string{
	wording.Faulty:  "文件夹里的文件有错，没有启用",
	wording.Older:   "文件夹里的是旧稿，与启用的不同",
	wording.Missing: "文件夹里没有这个文件",
}
