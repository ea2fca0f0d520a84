package readers_test

import (
	"context"
	"fmt"
	"html"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"yubao/internal/chat/chattest"
	"yubao/internal/chat/readers"
	"yubao/internal/delivery"
	"yubao/internal/store"
	"yubao/internal/store/storetest"
	"yubao/internal/weather"
)

var beijing = time.FixedZone("CST", 8*3600)

// noon is when the conversations begin.
var noon = time.Date(2024, 4, 15, 12, 0, 0, 0, beijing)

var xinxiang = weather.Place{ID: "xinxiang", Name: "新乡", Called: "我市", Latitude: 35.3036, Longitude: 113.9268, Zone: beijing}

// texts are bulletins that say where they are for; there are none for 无资料.
type texts struct{}

func (texts) Bulletin(_ context.Context, _ string, p readers.Place) (string, error) {
	if p.Latitude > 40 {
		return "", readers.ErrNone
	}
	return fmt.Sprintf("<b>%s</b>\n明天晴天（%.1f，%.1f）。", html.EscapeString(p.Name), p.Latitude, p.Longitude), nil
}

// atlas is a geocoder that knows a district, a village and a mountain.
type atlas struct{}

func (atlas) Find(_ context.Context, name string) ([]readers.Place, error) {
	switch name {
	case "七里营":
		p := readers.At(35.16, 113.76, "七里营")
		p.Full = "河南新乡七里营"
		return []readers.Place{p}, nil
	case "朝阳区":
		beijing, changchun := readers.At(39.92, 116.49, "朝阳区"), readers.At(43.83, 125.29, "朝阳区")
		beijing.Full, changchun.Full = "北京市朝阳区", "吉林长春市朝阳区"
		return []readers.Place{changchun, beijing}, nil
	case "<b>峰&":
		return []readers.Place{readers.At(30, 110, name)}, nil
	}
	return nil, nil
}

// company is a stage with readers and their store.
func company(t *testing.T, offers ...readers.Offer) (*chattest.Stage, *store.Store) {
	t.Helper()
	stage := chattest.NewStage(t, noon)
	st := storetest.Open(t, storetest.SQLite(t))
	places := []weather.Place{xinxiang}
	for _, o := range offers {
		if o.Place.ID != xinxiang.ID {
			places = append(places, o.Place)
		}
	}
	stage.Handler = readers.New(readers.Config{
		Mouth: stage.Mouth, Store: st, Bulletins: texts{}, Offers: offers, Channels: []string{"telegram", "readers"},
		Search:   &readers.Search{Known: places, Geocoder: atlas{}},
		Insider:  func(id int64) bool { return id == chattest.People["张编辑"] },
		Username: func() string { return "yubao_bot" }, Now: stage.Now, Pseudonym: func() string { return "forgotten-1" },
	})
	return stage, st
}

var evening = readers.Offer{Edition: "evening", Title: "晚报", Place: xinxiang, When: "每天16:00出稿", OwnPlaces: true}

// closed is an edition for a closed audience.
var closed = readers.Offer{Edition: "inner", Title: "内参", Place: xinxiang, OwnPlaces: true, Closed: true}

// An edition for a closed audience is there for the desk's people and for the chats that
// an operator put on the list; a stranger gets nothing of it, by no way.
func TestClosedAudience(t *testing.T) {
	t.Parallel()
	for name, offers := range map[string][]readers.Offer{
		"strangers.txt": {closed}, "mixed.txt": {closed, {Edition: "morning", Title: "早报", Place: weather.Place{
			ID: "fengqiu", Name: "封丘", Called: "我县", Latitude: 35.04, Longitude: 114.42, Zone: beijing}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			stage, st := company(t, offers...)
			var imported []delivery.Subscriber
			for _, chat := range []int64{chattest.People["丙"], chattest.Groups["群"]} {
				imported = append(imported, delivery.Subscriber{
					Target: delivery.Target{Channel: "telegram", Address: strconv.FormatInt(chat, 10)}, Edition: closed.Edition,
				})
			}
			if err := st.Subscribe(t.Context(), imported...); err != nil {
				t.Fatal(err)
			}
			stage.Play(t, filepath.Join("testdata", name))
			for _, c := range stage.Server.Calls("answerInlineQuery") {
				if c.Form.Get("is_personal") != "true" {
					t.Errorf("the service may show one user's answer to others: %v", c.Form)
				}
			}
		})
	}
}

// Readers talk with the bot; the transcripts are to be read.
func TestConversations(t *testing.T) {
	t.Parallel()
	tests := map[string][]readers.Offer{
		"reader.txt": {evening}, "group.txt": {evening}, "places.txt": {evening}, "settings.txt": {evening}, "hostile.txt": {evening},
		"closed.txt":   nil,
		"attested.txt": {{Edition: "morning", Title: "早报", Place: xinxiang}},
	}
	for name, offers := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			stage, _ := company(t, offers...)
			stage.Play(t, filepath.Join("testdata", name))
		})
	}
}
