package editors

import (
	"fmt"
	"strconv"
	"strings"

	"yubao/internal/delivery"
	"yubao/internal/newsroom"
)

// Prefix begins the data of the desk's buttons.
const Prefix = "d"

// act is what a button or a word asks for.
type act string

// The acts of the desk.
const (
	actSign     act = "sign"
	actWords    act = "words"
	actFacts    act = "facts"
	actRewrite  act = "again"
	actSpike    act = "spike"
	actEvidence act = "why"
	actCorrect  act = "correct"
	actWithdraw act = "withdraw"
	actAttest   act = "attest"
	actOverride act = "pass"   // sign although something contradicts the data
	actDay      act = "day"    // facts of one day
	actSet      act = "set"    // one fact
	actSpikeYes act = "spike!" // said again
	actAgainYes act = "again!"
	actBack     act = "back"
)

// press is what a button says: the act on a draft at the revision that was seen.
type press struct {
	draft    newsroom.DraftID
	revision int
	act      act
	args     []string
}

// data writes a press into a button: d|draft|revision|act|args. With the longest numbers
// and arguments in use it fits into the 64 bytes that are allowed; a test holds it.
func (p press) data() string {
	parts := append([]string{Prefix, strconv.FormatInt(int64(p.draft), 10), strconv.Itoa(p.revision), string(p.act)}, p.args...)
	return strings.Join(parts, "|")
}

func parsePress(data string) (p press, ok bool) {
	parts := strings.Split(data, "|")
	if len(parts) < 4 || parts[0] != Prefix {
		return p, false
	}
	id, err1 := strconv.ParseInt(parts[1], 10, 64)
	revision, err2 := strconv.Atoi(parts[2])
	return press{newsroom.DraftID(id), revision, act(parts[3]), parts[4:]}, err1 == nil && err2 == nil
}

// Buttons are what may be done with a draft, in its state.
func Buttons(d newsroom.Draft) [][]delivery.Button {
	b := func(label string, a act) delivery.Button {
		return delivery.Button{Label: label, Data: press{draft: d.ID, revision: d.Revision, act: a}.data()}
	}
	switch d.State {
	case newsroom.Filed:
		return [][]delivery.Button{
			{b("签发", actSign), b("修改", actWords), b("改数据", actFacts)},
			{b("重写", actRewrite), b("毙稿", actSpike), b("依据", actEvidence)},
		}
	case newsroom.Signed:
		return [][]delivery.Button{{b("更正", actCorrect), b("撤稿", actWithdraw), b("依据", actEvidence)}}
	}
	return nil
}

// ReminderButtons are what a reminder of the deadline offers.
func ReminderButtons(d newsroom.Draft) [][]delivery.Button { return Buttons(d)[:1] }

// sure asks once more before an act that is not undone.
func sure(p press, label string, yes act) [][]delivery.Button {
	again, back := p, p
	again.act, back.act = yes, actBack
	return [][]delivery.Button{{{Label: label, Data: again.data()}, {Label: "返回", Data: back.data()}}}
}

// words are the acts by their names, for replies to a card: 签发; 毙稿 理由.
var words = []struct {
	word string
	act  act
}{
	{"签发", actSign}, {"放行", actOverride}, {"改数据", actFacts}, {"重写", actRewrite}, {"毙稿", actSpikeYes},
	{"依据", actEvidence}, {"更正", actCorrect}, {"撤稿", actWithdraw}, {"存证", actAttest},
}

// topics name what a prompt asks for; they stand behind the mark in it.
var topics = map[string]act{
	"改文字": actWords, "改数据": actFacts, "放行理由": actOverride, "存证": actAttest, "更正理由": actCorrect, "撤稿理由": actWithdraw,
}

func topicOf(a act) string {
	for topic, of := range topics {
		if of == a {
			return topic
		}
	}
	panic(fmt.Sprintf("no prompt for %s", a))
}
