package station_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
	"yubao/internal/station"
	"yubao/internal/weather"
)

var update = flag.Bool("update", false, "write what is read into the files")

var windows = map[string]analysis.Window{"20-20": analysis.Evening, "00-24": analysis.Calendar, "08-08": analysis.Morning}

// TestBulletins reads texts in the manner of stations of many provinces and seasons. Each
// file has the place, how readers call it, the station, the time of issue and the window
// in its first line, then the text, then what is read of it: the facts of each date as a
// day line with its sources, and what is left over.
func TestBulletins(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) < 25 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			text := string(archive.Files[0].Data)
			b, err := station.Read(text, request(t, string(archive.Comment)))
			if err != nil {
				t.Fatal(err)
			}
			got := described(b)
			if *update {
				archive.Files[1].Data = []byte(got)
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if want := string(archive.Files[1].Data); got != want {
				t.Errorf("read\n%swant\n%s", got, want)
			}
			keepsEveryLine(t, text, b)
		})
	}
}

// request reads the first line of a file.
func request(t *testing.T, line string) station.Request {
	t.Helper()
	fields := strings.Fields(line)
	issued, err := time.Parse(time.RFC3339, fields[3])
	if err != nil {
		t.Fatal(err)
	}
	return station.Request{
		Place:   weather.Place{Name: fields[0], Called: fields[1], Zone: time.FixedZone("CST", 8*60*60)},
		Station: fields[2], Issued: issued, Window: windows[fields[4]], House: henan,
	}
}

var henan, _ = grammar.Preset("henan")

// described writes what was read.
func described(b station.Bulletin) string {
	var out strings.Builder
	for _, d := range b.Days {
		fmt.Fprintf(&out, "%s〔%s〕", henan.Write(grammar.FromDay(&d.Facts, &henan)), joined(d.Lines))
		if d.Sky != henan.Sky(d.Facts.Sky) {
			fmt.Fprintf(&out, "天空：%s。", d.Sky)
		}
		if cause := henan.Cause(d.Cause); cause != "" {
			fmt.Fprintf(&out, "%s。", cause)
		}
		fmt.Fprintln(&out, strings.Join(d.Notes, "；"))
	}
	for _, p := range b.Unread {
		fmt.Fprintln(&out, p)
	}
	if len(b.Others) > 0 {
		fmt.Fprintln(&out, "别处："+strings.Join(b.Others, "、"))
	}
	for _, note := range b.Notes {
		fmt.Fprintln(&out, note)
	}
	return out.String()
}

func joined(numbers []int) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(numbers), " ", "、"), "[]")
}

// keepsEveryLine checks that no line of a text is lost: each has a kind, and one that is
// taken for a forecast or is not understood can be found again.
func keepsEveryLine(t *testing.T, text string, b station.Bulletin) {
	t.Helper()
	at := 0
	for i, line := range strings.Split(text, "\n") {
		trimmed := strings.TrimSpace(line)
		if trimmed == "" || strings.Trim(line, " \t　\u00a0\u2002\u2003") == "" {
			continue
		}
		if at >= len(b.Lines) || b.Lines[at].Number != i+1 || b.Lines[at].Text != trimmed {
			t.Fatalf("line %d %q is lost", i+1, line)
		}
		kept := b.Lines[at]
		at++
		if kept.Kind != station.Unknown {
			continue
		}
		found := false
		for _, p := range b.Unread {
			found = found || p.Line == kept.Number
		}
		if !found {
			t.Errorf("line %d %q is neither read nor listed", kept.Number, kept.Text)
		}
	}
	if at != len(b.Lines) {
		t.Errorf("%d lines too many", len(b.Lines)-at)
	}
	if b.Text != text {
		t.Error("the text is not kept")
	}
}
