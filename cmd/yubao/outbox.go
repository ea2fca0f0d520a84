package main

import (
	"encoding/json"
	"fmt"
	"time"

	"yubao/internal/app"
	"yubao/internal/delivery"
)

type outboxCommand struct {
	List   outboxList   `cmd:"" help:"列出投递。"`
	Retry  outboxRetry  `cmd:"" help:"再发：没发出去的，或存疑而愿意重发的（可能重复）。"`
	Drop   outboxDrop   `cmd:"" help:"不发了。"`
	Settle outboxSettle `cmd:"" help:"存疑的，确认已送达。"`
}

type outboxList struct {
	State string `name:"state" help:"只看一种状态：pending、sending、sent、uncertain、dead、dropped。"`
	After int64  `name:"after" help:"从这个编号之后列起。"`
	Most  int    `name:"most" help:"最多列几条。" default:"200"`
	JSON  bool   `name:"json" help:"一行一个 JSON。"`
}

// outboxLine is a line of outbox list --json; its keys are a contract.
type outboxLine struct {
	ID       delivery.ID    `json:"id"`
	Edition  string         `json:"edition"`
	Revision int            `json:"revision"`
	Channel  string         `json:"channel"`
	Target   string         `json:"target"`
	Part     int            `json:"part"`
	State    delivery.State `json:"state"`
	Attempts int            `json:"attempts"`
	Error    string         `json:"error"`
	Updated  time.Time      `json:"updated"`
}

func (c *outboxList) Run(s *session) error {
	return s.office(func(o *app.Office) error {
		rows, err := o.Store.Outbox(s.ctx, delivery.State(c.State), delivery.ID(c.After), c.Most)
		if err != nil {
			return err
		}
		if !c.JSON {
			return s.showOutbox(o, rows)
		}
		e := json.NewEncoder(s.stdout)
		for _, d := range rows {
			line := outboxLine{
				ID: d.ID, Edition: d.Edition, Revision: d.Revision, Channel: d.Target.Channel, Target: d.Target.Address,
				Part: d.Message.Part, State: d.State, Attempts: d.Attempts, Error: d.Error, Updated: d.Updated,
			}
			if err := e.Encode(line); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *session) showOutbox(o *app.Office, rows []delivery.Delivery) error {
	running, err := o.Store.Broadcasts(s.ctx)
	if err != nil {
		return err
	}
	for _, p := range running {
		line := fmt.Sprintf("第%d稿　%s　%s　已发 %d／%d，还剩 %d", p.Draft, o.Title(p.Edition), app.OccasionWord(p.Occasion), p.States[delivery.Sent], p.Total(), p.Left())
		if rate := p.Rate(); rate > 0 {
			line += fmt.Sprintf("，每秒 %.1f 条", rate)
		}
		if end, ok := p.End(s.now()); ok {
			line += "，预计 " + end.In(o.Zone()).Format("15:04:05") + " 发完"
		}
		fmt.Fprintln(s.stdout, line)
	}
	for _, d := range rows {
		target := d.Target.Channel
		if d.Target.Address != "" {
			target += " " + d.Target.Address
		}
		fmt.Fprintf(s.stdout, "%d　%s　%s　第%d次　%s　%s\n", d.ID, app.DeliveryWord(d.State), target, d.Attempts, d.Updated.In(o.Zone()).Format("01-02 15:04:05"), d.Error)
	}
	if len(rows) == 0 {
		fmt.Fprintln(s.stdout, "没有投递。")
	}
	return nil
}

// outboxAct is what the acts on one delivery have in common.
type outboxAct struct {
	ID     delivery.ID `arg:"" name:"id" help:"投递编号。"`
	Reason string      `name:"reason" help:"为什么；留在账上。"`
}

// act carries out a person's decision on a delivery and says what it is now.
func (c *outboxAct) act(s *session, decide func(delivery.Delivery, string, string, time.Time) (delivery.Delivery, error)) error {
	return s.office(func(o *app.Office) error {
		by, err := o.Person("", login())
		if err != nil {
			return err
		}
		d, err := o.Store.Act(s.ctx, c.ID, func(d delivery.Delivery) (delivery.Delivery, error) {
			return decide(d, by.ID, c.Reason, s.now())
		})
		if err != nil {
			return err
		}
		fmt.Fprintf(s.stdout, "第%d条：%s。\n", d.ID, app.DeliveryWord(d.State))
		return nil
	})
}

type outboxRetry struct{ outboxAct }

func (c *outboxRetry) Run(s *session) error { return c.act(s, delivery.Delivery.Retry) }

type outboxDrop struct{ outboxAct }

func (c *outboxDrop) Run(s *session) error { return c.act(s, delivery.Delivery.Drop) }

type outboxSettle struct{ outboxAct }

func (c *outboxSettle) Run(s *session) error { return c.act(s, delivery.Delivery.Settle) }
