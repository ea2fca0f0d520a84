// Package vocabulary describes the Chinese names that operators use in templates
// and conditions. One table per surface yields lint, suggestions, completion and
// the reference page.
package vocabulary

// Term is one name.
type Term struct {
	Name    string // 最高
	Type    string // Chinese: 文字、整数、列表
	Unit    string // ℃; empty for none
	Missing string // when it may be missing; empty: never
	Example string
	Doc     string // one Chinese sentence
}

// Nearest returns the known name that is closest to name by edit distance, and
// false when none is near enough to be meant.
func Nearest(name string, known []string) (string, bool) {
	best, least := "", len([]rune(name))/2+1
	for _, k := range known {
		if d := distance([]rune(name), []rune(k)); d <= least && (best == "" || d < least) {
			best, least = k, d
		}
	}
	return best, best != ""
}

// distance is the Levenshtein distance of two names.
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost++
			}
			diagonal = row[j]
			row[j] = min(cost, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}
