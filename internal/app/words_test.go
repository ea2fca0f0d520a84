package app_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yubao/internal/app"
)

// again runs a daemon over the files of another that was stopped.
func (n *newsroom) again(t *testing.T) (stop func()) {
	t.Helper()
	n.screen, n.log = newScreen(), newScreen()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		done <- app.Run(ctx, app.Options{Config: n.config, Log: n.log, Screen: n.screen, Reload: n.reload})
	}()
	n.log.wait(t, "msg=ready")
	return func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("daemon: %v", err)
		}
	}
}

// edition makes one now.
func (n *newsroom) edition(t *testing.T) {
	t.Helper()
	n.office(t, func(o *app.Office) {
		n.now = n.now.Add(time.Second) // another slot
		if _, err := o.Send(t.Context(), "evening", app.Saved{Forecast: n.forecast}, n.now); err != nil {
			t.Fatal(err)
		}
	})
}

func TestABrokenTemplateStopsNoEditionNotEvenAfterARestart(t *testing.T) {
	t.Parallel()
	n := prepare(t, strings.Replace(settings, "REVIEW", "none", 1))
	chat := filepath.Join(filepath.Dir(n.config), "templates", "chat.tmpl")
	if err := os.MkdirAll(filepath.Dir(chat), 0o755); err != nil {
		t.Fatal(err)
	}
	const good = "{{- /*\n格式：telegram\n*/ -}}\n{{.地点}}甲版。{{.短署名}}\n"
	write(t, chat, good)

	stop := n.again(t)
	n.edition(t)
	n.screen.wait(t, "新乡甲版。")
	write(t, chat, strings.Replace(good, "甲版", "乙版", 1))
	n.screen.wait(t, "检查通过，已启用")
	n.edition(t)
	n.screen.wait(t, "新乡乙版。")
	write(t, chat, strings.Replace(good, "{{.地点}}甲版", "{{.地店}}丙版", 1))
	n.screen.wait(t, "【模板有错】chat")
	n.screen.wait(t, "chat.tmpl:4:3")
	stop()

	stop = n.again(t)
	defer stop()
	n.edition(t)
	n.screen.wait(t, "新乡乙版。")
}

func TestATemplateThatWasNeverGoodGivesWayToTheShippedOne(t *testing.T) {
	t.Parallel()
	n := prepare(t, strings.NewReplacer("REVIEW", "none, chat_template: ours").Replace(settings))
	folder := filepath.Join(filepath.Dir(n.config), "templates")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder, "ours.tmpl"), "{{if .标题}}")
	stop := n.again(t)
	defer stop()
	n.screen.wait(t, "【模板有错】ours")
	n.edition(t)
	n.screen.wait(t, "── readers ──\n新乡")
}
