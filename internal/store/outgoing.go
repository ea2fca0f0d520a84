package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"yubao/internal/delivery"
	"yubao/internal/store/internal/rows"
)

// origin is what deliveries belong to.
type origin struct {
	draft    int64
	edition  string
	revision int
}

// Post writes deliveries that belong to no draft: notices, replies. What stands in the
// ledger already is not written again.
func (s *Store) Post(ctx context.Context, edition string, outgoing []delivery.Outgoing) error {
	return s.write(ctx, func(q *rows.Queries, tx *sql.Tx) error {
		return s.putOutgoing(ctx, q, tx, origin{edition: edition}, outgoing)
	})
}

// putOutgoing freezes messages into rows of the ledger and announces their slices.
func (s *Store) putOutgoing(ctx context.Context, q *rows.Queries, tx *sql.Tx, from origin, outgoing []delivery.Outgoing) error {
	if len(outgoing) == 0 {
		return nil
	}
	slices := slice(outgoing)
	last, err := q.TakeIDs(ctx, rows.TakeIDsParams{Name: "slice", N: int64(len(slices))})
	if err != nil {
		return err
	}
	first, err := q.TakeIDs(ctx, rows.TakeIDsParams{Name: "delivery", N: int64(len(outgoing))})
	if err != nil {
		return err
	}
	first -= int64(len(outgoing))
	insert := inserter{mark: s.mark(), ctx: ctx, tx: tx, frozen: map[string]bool{}, q: q, now: millis(s.now()), from: from, next: first}
	announced := make([]delivery.Slice, len(slices))
	for i, rows := range slices {
		announced[i] = delivery.Slice{
			ID: last - int64(len(slices)) + int64(i) + 1, Channel: rows[0].Target.Channel, Rows: len(rows),
			Priority: delivery.Priority(rows[0].Message.Kind, countChannel(outgoing, rows[0])), Due: rows[0].Due,
		}
		if err := insert.slice(announced[i], rows); err != nil {
			return err
		}
	}
	if err := insert.flush(); err != nil {
		return err
	}
	if s.jobs == nil {
		return nil
	}
	return s.jobs.Enqueue(ctx, tx, announced)
}

func countChannel(outgoing []delivery.Outgoing, like delivery.Outgoing) int {
	n := 0
	for _, o := range outgoing {
		if o.Target.Channel == like.Target.Channel && o.Occasion == like.Occasion {
			n++
		}
	}
	return n
}

// slice cuts messages into slices of work: of one channel, kind and due time, at most
// delivery.SliceRows long except that the parts of a target stay together.
func slice(outgoing []delivery.Outgoing) [][]delivery.Outgoing {
	type lane struct {
		channel string
		kind    delivery.Kind
		due     int64
	}
	var slices [][]delivery.Outgoing
	open := map[lane]int{}
	for _, o := range outgoing {
		l := lane{o.Target.Channel, o.Message.Kind, millis(o.Due)}
		i, ok := open[l]
		if ok && len(slices[i]) >= delivery.SliceRows && slices[i][len(slices[i])-1].Target != o.Target {
			ok = false
		}
		if !ok {
			i = len(slices)
			slices = append(slices, nil)
			open[l] = i
		}
		slices[i] = append(slices[i], o)
	}
	return slices
}

// inserter writes rows of the ledger, many in a statement.
type inserter struct {
	mark   string // before the number of a parameter
	ctx    context.Context
	tx     *sql.Tx
	q      *rows.Queries
	frozen map[string]bool
	last   *delivery.Message // the message frozen last, for neighbours are mostly alike
	lastID string
	now    int64
	from   origin
	next   int64 // last delivery number used
	args   []any
	rows   int
	full   *sql.Stmt // inserts rowsPerInsert rows; goes with the transaction
}

// rowsPerInsert keeps a statement far under SQLite's 32 766 and PostgreSQL's 65 535
// parameters; longer ones are no faster.
const (
	rowsPerInsert   = 50
	columnsInserted = 20
)

func (in *inserter) slice(s delivery.Slice, outgoing []delivery.Outgoing) error {
	for _, o := range outgoing {
		m := o.Message
		if m.Part == 0 {
			m.Part, m.Parts = 1, 1
		}
		part, parts, unsubscribe := m.Part, m.Parts, m.Unsubscribe
		id, err := in.freeze(m)
		if err != nil {
			return err
		}
		in.next++
		in.args = append(in.args, in.next, s.ID, s.Priority, in.from.draft, in.from.edition, in.from.revision, string(o.Occasion),
			o.Target.Channel, o.Target.Address, o.Target.Thread, part, parts, string(m.Kind), id, o.Edits, unsubscribe,
			millis(o.Due), in.now, string(delivery.Pending), 0)
		if in.rows++; in.rows == rowsPerInsert {
			if err := in.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

// freeze stores a message without what is its row's own, once.
func (in *inserter) freeze(m delivery.Message) (id string, err error) {
	m.Key, m.Part, m.Parts, m.Unsubscribe = "", 0, 0, ""
	if in.last != nil && reflect.DeepEqual(*in.last, m) {
		return in.lastID, nil
	}
	body, err := json.Marshal(m)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(body)
	id = hex.EncodeToString(sum[:])
	in.last, in.lastID = &m, id
	if in.frozen[id] {
		return id, nil
	}
	in.frozen[id] = true
	return id, in.q.PutMessage(in.ctx, rows.PutMessageParams{ID: id, Body: string(body)})
}

func (in *inserter) flush() (err error) {
	switch {
	case in.rows == 0:
		return nil
	case in.rows < rowsPerInsert:
		_, err = in.tx.ExecContext(in.ctx, in.statement(), in.args...)
	default:
		if in.full == nil {
			if in.full, err = in.tx.PrepareContext(in.ctx, in.statement()); err != nil {
				return fmt.Errorf("write ledger: %w", err)
			}
		}
		_, err = in.full.ExecContext(in.ctx, in.args...)
	}
	in.args, in.rows = in.args[:0], 0
	if err != nil {
		return fmt.Errorf("write ledger: %w", err)
	}
	return nil
}

// statement returns the text that inserts the rows at hand.
func (in *inserter) statement() string {
	var text strings.Builder
	text.WriteString(`INSERT INTO delivery (id, slice, priority, draft, edition, revision, occasion, channel, address, thread, part, parts,
kind, message, edits, unsubscribe, due, updated, state, attempts, resent, first_try, claimed, message_id, error, reason, person) VALUES `)
	for i := range in.rows {
		if i > 0 {
			text.WriteByte(',')
		}
		text.WriteByte('(')
		for c := range columnsInserted {
			fmt.Fprintf(&text, "%s%d,", in.mark, i*columnsInserted+c+1)
		}
		text.WriteString("false,0,0,'','','','')")
	}
	text.WriteString(" ON CONFLICT DO NOTHING")
	return text.String()
}
