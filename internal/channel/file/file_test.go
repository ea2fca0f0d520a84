package file_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yubao/internal/channel/file"
	"yubao/internal/delivery"
)

func open(t *testing.T) (*file.Channel, string) {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "out")
	c, err := file.New(file.Config{Path: folder})
	if err != nil {
		t.Fatal(err)
	}
	return c, folder
}

func names(t *testing.T, folder string) string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		return ""
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return strings.Join(all, " ")
}

func TestSend(t *testing.T) {
	t.Parallel()
	c, folder := open(t)
	m := delivery.Message{Title: "题", Text: "晴", Photo: []byte("png"), Key: "../evening/1.r2"}
	var receipt delivery.Receipt
	for range 2 { // the same delivery twice leaves one file
		var err error
		if receipt, err = c.Send(t.Context(), delivery.Target{}, m); err != nil {
			t.Fatal(err)
		}
	}
	if got := names(t, folder); got != "_._evening_1.r2.png _._evening_1.r2.txt" {
		t.Errorf("files: %s", got)
	}
	m.Text = "雨"
	if err := c.Edit(t.Context(), delivery.Target{}, receipt.MessageID, m); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(folder, receipt.MessageID))
	if err != nil || string(data) != "题\n\n雨\n" {
		t.Errorf("text %q, error %v", data, err)
	}
}

func TestCancelledContextWritesNothing(t *testing.T) {
	t.Parallel()
	c, folder := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Send(ctx, delivery.Target{}, delivery.Message{Text: "晴"}); err == nil || names(t, folder) != "" {
		t.Errorf("error %v, files %s", err, names(t, folder))
	}
}
