package readers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"yubao/internal/channel/telegram"
	"yubao/internal/chat"
	"yubao/internal/delivery"
)

// weather answers 天气 [地名]; without a name it tells of the places subscribed to.
func (r *Readers) weather(ctx context.Context, m *chat.Message, rest string) error {
	if rest == "" {
		return r.mineNow(ctx, m)
	}
	found, err := r.Search.Find(ctx, rest)
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return r.Mouth.Say(ctx, chat.Answer(m, "没找到这个地方。地名可以写全一些，如“河南封丘”；也可以把位置发给我。"))
	}
	return r.show(ctx, m, found)
}

// show tells of a place, or asks which one is meant.
func (r *Readers) show(ctx context.Context, m *chat.Message, found []Place) error {
	if len(found) > 1 {
		return r.ask(ctx, m, actWeather, "", found)
	}
	return r.tell(ctx, m, found[0])
}

// mineNow tells of the places that a chat is subscribed to, or of the editions' place.
func (r *Readers) mineNow(ctx context.Context, m *chat.Message) error {
	subs, err := r.subscriptions(ctx, m.Chat)
	if err != nil {
		return err
	}
	var places []Place
	for _, s := range subs {
		if p, ok := OfSubscriber(s); ok {
			places = append(places, p)
		} else if o, ok := r.offer(s.Edition); ok {
			places = append(places, known(o.Place))
		}
	}
	if len(places) == 0 {
		places = []Place{known(r.Offers[0].Place)}
	}
	for _, p := range places[:min(len(places), 3)] {
		if err := r.tell(ctx, m, p); err != nil {
			return err
		}
	}
	return nil
}

// located answers a position.
func (r *Readers) located(ctx context.Context, m *chat.Message) error {
	if !m.Chat.Private() {
		return nil // a position in a group is meant for people
	}
	return r.tell(ctx, m, r.Search.Near(m.Location.Latitude, m.Location.Longitude))
}

// tell says a place's bulletin, with a button to subscribe to it.
func (r *Readers) tell(ctx context.Context, m *chat.Message, p Place) error {
	offer, _, ok := r.offerFor(p)
	if !ok {
		return r.Mouth.Say(ctx, chat.Answer(m, fmt.Sprintf("%s不在服务范围之内。可以看的：%s。", p.Name, r.offered())))
	}
	html, err := r.Bulletins.Bulletin(ctx, offer.Edition, p)
	if err != nil {
		return errors.Join(unlessNone(err), r.Mouth.Say(ctx, chat.Answer(m, noneWords(p))))
	}
	say := chat.Answer(m, plain(html))
	say.HTML = html
	if m.Chat.Private() {
		say.Buttons = [][]delivery.Button{{{Label: "订阅 " + p.Name, Data: data(actSubscribe, "", "", p)}}}
	}
	return r.Mouth.Say(ctx, say)
}

func noneWords(p Place) string {
	return p.Name + "现在没有可用的预报资料，请过一会儿再看。"
}

// unlessNone passes on what the log should know.
func unlessNone(err error) error {
	if errors.Is(err, ErrNone) {
		return nil
	}
	return err
}

func plain(html string) string {
	parsed, err := telegram.ParseHTML(html)
	if err != nil {
		return html
	}
	return parsed.Text
}

const (
	// inlinePlaces is how many places an inline query shows.
	inlinePlaces = 3
	// inlineTime is how long they may take: the service drops the query after 30 s, and a
	// person does not wait for ten.
	inlineTime = 8 * time.Second
	// inlineCache is for how many seconds the service may answer the same query itself.
	inlineCache = "300"
)

// article is a result of an inline query.
type article struct {
	Type    string  `json:"type"`
	ID      string  `json:"id"`
	Title   string  `json:"title"`
	About   string  `json:"description,omitempty"`
	Content content `json:"input_message_content"`
}

type content struct {
	Text string `json:"message_text"`
	Mode string `json:"parse_mode"`
}

// inline answers @bot 地名.
func (r *Readers) inline(ctx context.Context, q *chat.Inline) error {
	if ok, _ := r.limit.allow(q.From.ID); !ok || len(r.Offers) == 0 {
		return r.answerInline(ctx, q, nil)
	}
	ctx, cancel := context.WithTimeout(ctx, inlineTime)
	defer cancel()
	places := []Place{known(r.Offers[0].Place)}
	if q.Query != "" {
		found, err := r.Search.Find(ctx, q.Query)
		if err != nil {
			return errors.Join(err, r.answerInline(context.WithoutCancel(ctx), q, nil))
		}
		places = found[:min(len(found), inlinePlaces)]
	}
	articles := make([]*article, len(places))
	var waiting sync.WaitGroup
	for i, p := range places {
		offer, _, ok := r.offerFor(p)
		if !ok {
			continue
		}
		waiting.Go(func() {
			p, ok, err := r.Search.Resolve(ctx, p.Key, p.Name)
			if err != nil || !ok {
				return
			}
			if html, err := r.Bulletins.Bulletin(ctx, offer.Edition, p); err == nil {
				articles[i] = &article{
					Type: "article", ID: p.Key, Title: p.Name, About: p.Full,
					Content: content{html, "HTML"},
				}
			}
		})
	}
	waiting.Wait()
	return r.answerInline(context.WithoutCancel(ctx), q, articles)
}

func (r *Readers) answerInline(ctx context.Context, q *chat.Inline, articles []*article) error {
	results := []*article{}
	for _, a := range articles {
		if a != nil {
			results = append(results, a)
		}
	}
	encoded, err := json.Marshal(results)
	if err != nil {
		return err
	}
	p := telegram.Params{"inline_query_id": q.ID, "results": string(encoded), "cache_time": inlineCache}
	if len(results) == 0 {
		p["cache_time"] = "10"
	}
	if r.personal {
		p["is_personal"] = "true"
	}
	_, err = r.Mouth.API.Call(ctx, "answerInlineQuery", p)
	if telegram.IsLateAnswer(err) {
		return nil
	}
	return err
}
