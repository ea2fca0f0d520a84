package app

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yubao/internal/config"
	"yubao/internal/newsroom"
	"yubao/internal/store"
)

// Who looks at the demo's pages finds a draft to be signed, and sees what readers get of it.
func TestTheDemoLeavesADraftForItsVisitor(t *testing.T) {
	t.Parallel()
	c, problems := config.Parse(filepath.Join(t.TempDir(), "config.yaml"), fmt.Appendf(nil, demoConfig, "", demoListen), os.LookupEnv)
	screen := &transcript{}
	a, bad := assemble(c, screen, time.Now)
	if problems = append(problems, bad...); len(problems) > 0 {
		t.Fatal(problems)
	}
	st, err := store.Open(t.Context(), store.Config{DSN: storeOf(c), Alone: true})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	b := base{store: st, log: slog.New(slog.DiscardHandler), screen: screen, now: time.Now, metrics: newMetrics(st, time.Now)}
	g, err := newGeneration(c, a, b, true)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	d := &demo{out: &out, generation: g, store: st, screen: screen}
	err = d.beside(t.Context(), func(ctx context.Context) error {
		if err := d.play(ctx); err != nil {
			return err
		}
		if err := d.leaveDraft(ctx); err != nil {
			return err
		}
		waiting, err := st.Filed(ctx)
		if err != nil || len(waiting) != 1 || waiting[0].State != newsroom.Filed {
			return fmt.Errorf("waiting drafts %+v, %w", waiting, err)
		}
		if _, err := g.desk.Sign(ctx, waiting[0].ID, 1, c.Members()["li"], ""); err != nil {
			return err
		}
		return d.settled(ctx)
	})
	if err != nil {
		t.Fatal(err)
	}
	_, after, ok := strings.Cut(out.String(), "轮到您了")
	if !ok || !strings.Contains(after, "第2稿") || !strings.Contains(after, "── readers ──") {
		t.Errorf("the demo says:\n%s", out.String())
	}
}
