package faultserver_test

import (
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"yubao/internal/channel/faultserver"
	"yubao/internal/channel/telegram"
	"yubao/internal/delivery"
	"yubao/internal/retry"
)

func TestGroupThatMovedIsFollowed(t *testing.T) {
	t.Parallel()
	faulty, c, _ := start(t, faultserver.Plan{})
	faulty.Migrate("-5", -1005)
	receipt, err := c.Send(t.Context(), delivery.Target{Address: "-5"}, delivery.Message{Text: "晴"})
	if err != nil || receipt.Moved != "-1005" {
		t.Fatalf("receipt %+v, %v; want a move to -1005", receipt, err)
	}
	if got := faulty.Messages(); len(got) != 1 || got[0].Chat != "-1005" {
		t.Errorf("delivered %+v", got)
	}
}

func TestTopicThatWasDeleted(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		gone   string
		thread []string // of what arrives
	}{
		{"", []string{""}},
		{"send", []string{""}},
		{"stop", nil},
	} {
		t.Run("topic_gone "+test.gone, func(t *testing.T) {
			t.Parallel()
			faulty, client := bot(t, faultserver.Plan{})
			c, err := telegram.New(telegram.Config{Chat: "-1001", Thread: 7, TopicGone: test.gone}, client)
			if err != nil {
				t.Fatal(err)
			}
			faulty.DropTopic("-1001", "7")
			_, err = c.Send(t.Context(), delivery.Target{}, delivery.Message{Text: "晴"})
			if consequence, scope, _ := retry.Of(err); test.gone == "stop" && (consequence != retry.GiveUp || scope != retry.ScopeTarget) {
				t.Errorf("error %v asks for %d of scope %d", err, consequence, scope)
			}
			var threads []string
			for _, m := range faulty.Messages() {
				threads = append(threads, m.Thread)
			}
			if !slices.Equal(threads, test.thread) {
				t.Errorf("arrived in topics %q, want %q", threads, test.thread)
			}
		})
	}
}

func TestSettingsOfAChat(t *testing.T) {
	t.Parallel()
	bulletin := delivery.Message{Kind: delivery.KindBulletin, Text: "晴", Part: 1, Parts: 1}
	first := bulletin
	first.Parts = 2
	for _, test := range []struct {
		name   string
		config telegram.Config
		m      delivery.Message
		want   faultserver.Message
	}{
		{"nothing is asked for", telegram.Config{}, bulletin, faultserver.Message{}},
		{"a topic", telegram.Config{Thread: 7}, bulletin, faultserver.Message{Thread: "7"}},
		{"the general topic is addressed by naming none", telegram.Config{Thread: 1}, bulletin, faultserver.Message{}},
		{"silent", telegram.Config{Silent: true}, bulletin, faultserver.Message{Silent: true}},
		{"pinned", telegram.Config{Pin: true}, bulletin, faultserver.Message{Pinned: true}},
		{"of several parts the last is pinned", telegram.Config{Pin: true}, first, faultserver.Message{}},
		{"notices are not pinned", telegram.Config{Pin: true}, delivery.Message{Kind: delivery.KindNotice, Text: "晴", Part: 1, Parts: 1}, faultserver.Message{}},
		{"a picture", telegram.Config{}, delivery.Message{Text: "晴", Photo: []byte("png")}, faultserver.Message{Photo: true}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			faulty, client := bot(t, faultserver.Plan{})
			test.config.Chat = "-1001"
			c, err := telegram.New(test.config, client)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.Send(t.Context(), delivery.Target{}, test.m); err != nil {
				t.Fatal(err)
			}
			got := faulty.Messages()[0]
			if got.Chat != "-1001" || got.Thread != test.want.Thread || got.Silent != test.want.Silent || got.Pinned != test.want.Pinned || got.Photo != test.want.Photo {
				t.Errorf("arrived %+v", got)
			}
		})
	}
}

// A correction brings the new picture, and its caption, in the place of the old ones.
func TestAPictureIsReplacedInPlace(t *testing.T) {
	t.Parallel()
	var seconds atomic.Int64 // between any two requests: the chat's limit is no matter here
	faulty, client := bot(t, faultserver.Plan{Now: func() time.Time { return time.Unix(60*seconds.Add(1), 0) }})
	c, err := telegram.New(telegram.Config{Chat: "-1001"}, client)
	if err != nil {
		t.Fatal(err)
	}
	old := delivery.Message{Text: "最低12℃", HTML: "<b>最低</b>12℃", Photo: []byte("png 12")}
	receipt, err := c.Send(t.Context(), delivery.Target{}, old)
	if err != nil {
		t.Fatal(err)
	}
	before := faulty.Messages()[0]
	corrected := delivery.Message{Text: "更正：最低11℃", HTML: "<b>更正</b>：最低11℃", Photo: []byte("png 11")}
	for range 2 { // the second is not modified, and a success
		if err := c.Edit(t.Context(), delivery.Target{}, receipt.MessageID, corrected); err != nil {
			t.Fatal(err)
		}
	}
	if got := faulty.Messages(); len(got) != 1 || got[0].Text != "更正：最低11℃" || !got[0].Photo || got[0].Sum == before.Sum || got[0].Edits != 1 {
		t.Errorf("the chat shows %+v", got)
	}
	// A picture does not become a text: Telegram has no way for that.
	if err := c.Edit(t.Context(), delivery.Target{}, receipt.MessageID, delivery.Message{Text: "撤稿"}); err == nil {
		t.Error("a picture became a text")
	}
}

// A bot that may not pin must not send the message again.
func TestMessageThatCannotBePinnedIsSentAllTheSame(t *testing.T) {
	t.Parallel()
	faulty, client := bot(t, faultserver.Plan{})
	faulty.Refuse("pinChatMessage")
	c, err := telegram.New(telegram.Config{Chat: "-1001", Pin: true}, client)
	if err != nil {
		t.Fatal(err)
	}
	receipt, err := c.Send(t.Context(), delivery.Target{}, delivery.Message{Kind: delivery.KindBulletin, Text: "晴", Part: 1, Parts: 1})
	if err != nil || receipt.MessageID != "1" || len(faulty.Calls("pinChatMessage")) != 1 {
		t.Errorf("receipt %+v, %v", receipt, err)
	}
}
