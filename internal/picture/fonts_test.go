package picture_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"golang.org/x/image/font/gofont/goregular"

	"yubao/internal/gazetteer"
	"yubao/internal/picture"
)

func TestSignsThatNoFontHasAreTold(t *testing.T) {
	t.Parallel()
	f := fonts(t)
	if got := f.Lacks("新乡𰻞面，气温12℃～25℃𰻞👍"); got != "𰻞👍" {
		t.Errorf("lacking are %q, want 𰻞👍", got)
	}
	c := modelWeek()
	c.Title = "𰻞乡天气预报"
	with, lacking, err := picture.Render(c, f)
	if err != nil || lacking != "𰻞" {
		t.Errorf("lacking are %q (%v), want 𰻞", lacking, err)
	}
	// 〓 stands in its place, as printers do it, no empty box.
	c.Title = "〓乡天气预报"
	without, lacking, err := picture.Render(c, f)
	if err != nil || lacking != "" {
		t.Errorf("lacking are %q (%v), want none", lacking, err)
	}
	if !bytes.Equal(with, without) {
		t.Error("a lacking sign is not drawn as 〓")
	}
}

func TestTheFontsHaveEveryNameOfTheGazetteer(t *testing.T) {
	t.Parallel()
	f := fonts(t)
	for _, p := range gazetteer.All() {
		if lacking := f.Lacks(p.Full()); lacking != "" {
			t.Errorf("%s: lacking are %q", p.Full(), lacking)
		}
	}
}

func TestTheFontsHaveEveryWordOfTheShippedFiles(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"style.yaml", "advice.yaml"} {
		text, err := os.ReadFile("../../templates/" + file)
		if err != nil {
			t.Fatal(err)
		}
		if lacking := fonts(t).Lacks(string(text)); lacking != "" {
			t.Errorf("%s: lacking are %q", file, lacking)
		}
	}
}

func TestAnOwnFontGoesBeforeTheShippedOnes(t *testing.T) {
	t.Parallel()
	own, err := picture.LoadFonts(goregular.TTF, nil) // has no hanzi
	if err != nil {
		t.Fatal(err)
	}
	latin := picture.Card{Headline: "Xinxiang"}
	ours, _, err := picture.Render(latin, fonts(t))
	if err != nil {
		t.Fatal(err)
	}
	theirs, lacking, err := picture.Render(latin, own)
	if err != nil || lacking != "" {
		t.Fatalf("lacking are %q, %v", lacking, err)
	}
	if bytes.Equal(ours, theirs) {
		t.Error("the own font is not used")
	}
	// What it lacks, the shipped ones have.
	_, lacking, err = picture.Render(modelWeek(), own)
	if err != nil || lacking != "" {
		t.Errorf("lacking are %q, %v", lacking, err)
	}
	if _, err := picture.LoadFonts([]byte(strings.Repeat("no font ", 100)), nil); err == nil {
		t.Error("a file that is no font is taken")
	}
	if _, err := picture.LoadFonts(nil, []byte("short")); err == nil {
		t.Error("a bold font that is none is taken")
	}
}
