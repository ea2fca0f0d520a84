package vocabulary_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"yubao/internal/vocabulary"
)

func TestDataFileReportsEveryProblemWithItsPlace(t *testing.T) {
	t.Parallel()
	data, root := vocabulary.OpenData("style.yaml", []byte("名称: 甲\n次序: 很多\n文子:\n  - 一\n文字: {a: 1}\n"))
	for _, entry := range data.Mapping(root, "名称", "次序", "文字") {
		switch entry.Key.Value {
		case "名称":
			if got := data.Text(entry.Value); got.Value != "甲" || got.Line != 1 || got.Col != 5 {
				t.Errorf("text %+v", got)
			}
		case "次序":
			data.Int(entry.Value, 0, 9)
		case "文字":
			data.Texts(entry.Value)
		}
	}
	want := []string{
		"style.yaml:2:5: 这里应当是整数",
		"style.yaml:3:1: 不认识的项“文子”（是不是“文字”）",
		"style.yaml:5:6: 这里应当是文字（有冒号或花括号的文字要加引号）",
	}
	var got []string
	for _, p := range data.Problems() {
		got = append(got, p.Error())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestDataFileTellsWhereYAMLIsBroken(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"repeated key":   "甲: 1\n甲: 2\n",
		"open quotation": "甲: \"没有结束\n",
		"bad indent":     "甲:\n   - 一\n  - 二\n",
	} {
		data, root := vocabulary.OpenData("a.yaml", []byte(text))
		if problems := data.Problems(); len(problems) != 1 || problems[0].Line == 0 || !root.None() {
			t.Errorf("%s: %v", name, problems)
		}
	}
}
