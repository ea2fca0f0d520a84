package app

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/image/font/gofont/goregular"

	"yubao/internal/channel/faultserver"
	"yubao/internal/config"
	"yubao/internal/delivery"
	"yubao/internal/edition"
	"yubao/internal/newsroom"
)

// withPicture gives the readers of the evening a picture.
func withPicture(c *config.Config) { c.Editions["evening"].Picture = config.Names("readers") }

var chiefLi = newsroom.Person{ID: "li", Name: "李主任", Role: newsroom.Chief}

// sumOf is the sum of the picture that a draft has now.
func (r *chatroom) sumOf(id newsroom.DraftID) string {
	r.t.Helper()
	dossier, err := r.store.Dossier(r.t.Context(), id)
	if err != nil {
		r.t.Fatal(err)
	}
	png, err := r.g.office.messages.pictures.Draw(dossier)
	if err != nil {
		r.t.Fatal(err)
	}
	sum := sha256.Sum256(png)
	return hex.EncodeToString(sum[:])
}

// sign signs a draft at its current revision.
func (r *chatroom) sign(id newsroom.DraftID, override string) {
	r.t.Helper()
	draft, err := r.store.Draft(r.t.Context(), id)
	if err != nil {
		r.t.Fatal(err)
	}
	if _, err := r.g.desk.Sign(r.t.Context(), id, draft.Revision, chiefLi, override); err != nil {
		r.t.Fatal(err)
	}
}

// toReaders waits until the readers' chat has as many messages, the last one edited so often.
func (r *chatroom) toReaders(messages, edits int) faultserver.Message {
	r.t.Helper()
	var got []faultserver.Message
	if !eventually(func() bool {
		got = slices.DeleteFunc(r.server.Messages(), func(m faultserver.Message) bool { return m.Chat != readersChat })
		return len(got) == messages && got[messages-1].Edits == edits
	}) {
		r.t.Fatalf("the readers have %+v, want %d, the last edited %d times", got, messages, edits)
	}
	return got[messages-1]
}

// settled waits until the readers' messages are on record as sent: what is corrected
// before that is sent anew.
func (r *chatroom) settled(id newsroom.DraftID) {
	r.t.Helper()
	if !eventually(func() bool {
		sent, err := r.store.SentFor(r.t.Context(), id)
		if err != nil {
			r.t.Fatal(err)
		}
		return slices.ContainsFunc(sent, func(d delivery.Delivery) bool { return d.Target.Channel == "readers" })
	}) {
		r.t.Fatal("nothing was sent to the readers")
	}
}

// The picture goes out with the text as its caption; a correction changes both where they
// stand, and a withdrawal takes both away.
func TestAnEditionGoesOutWithItsPicture(t *testing.T) {
	t.Parallel()
	r := openChatroom(t, withPicture)
	id := r.file()
	r.until(newsroomChat, "【待签发】")
	r.sign(id, "")
	first := r.toReaders(1, 0)
	if !first.Photo || first.Sum != r.sumOf(id) || !strings.Contains(first.Text, "明天（周二）多云间晴天") {
		t.Errorf("the readers got %+v", first)
	}
	r.settled(id)

	correction, err := r.g.editors.Correct(t.Context(), id, chiefLi, "最低气温有误")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.g.editors.EditFacts(t.Context(), correction.ID, correction.Revision, chiefLi, "19日 最低 7"); err != nil {
		t.Fatal(err)
	}
	r.sign(correction.ID, "")
	second := r.toReaders(1, 1)
	if !second.Photo || second.Sum == first.Sum || second.Sum != r.sumOf(correction.ID) || !strings.Contains(second.Text, "更正") {
		t.Errorf("after the correction the readers have %+v", second)
	}
	r.settled(correction.ID)

	draft, err := r.store.Draft(t.Context(), correction.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.g.desk.Withdraw(t.Context(), correction.ID, draft.Revision, chiefLi, "数据有误"); err != nil {
		t.Fatal(err)
	}
	third := r.toReaders(1, 2)
	if !third.Photo || third.Sum == second.Sum || !strings.Contains(third.Text, "已撤回") {
		t.Errorf("after the withdrawal the readers have %+v", third)
	}
}

// What an editor lets stand against the data goes out as text alone, and the newsroom
// knows why; a picture of the data would say otherwise.
func TestATextAgainstTheDataGoesOutWithoutAPicture(t *testing.T) {
	t.Parallel()
	r := openChatroom(t, withPicture)
	id := r.file()
	r.until(newsroomChat, "【待签发】")
	words := edition.Words{Text: "16日（周二）：多云间晴天，东北风3级左右，气温12℃～35℃。", Override: "以台站会商为准"}
	if _, err := r.g.editors.EditWords(t.Context(), id, 1, chiefLi, words); err != nil {
		t.Fatal(err)
	}
	r.sign(id, "")
	if m := r.toReaders(1, 0); m.Photo {
		t.Errorf("the readers got a picture: %+v", m)
	}
	r.until(newsroomChat, "【没有配图】新乡晚报", "第1稿 第2版", "与资料有矛盾")
	r.settled(id)

	// A text stays a text: the correction is told where it stands, not behind it.
	if _, err := r.g.desk.Withdraw(t.Context(), id, 2, chiefLi, "数据有误"); err != nil {
		t.Fatal(err)
	}
	if m := r.toReaders(1, 1); m.Photo || !strings.Contains(m.Text, "已撤回") {
		t.Errorf("after the withdrawal the readers have %+v", m)
	}
}

// A picture that went out and is not true any more does not stay beside a corrected text
// that has none.
func TestAPictureThatIsNotTrueAnyMoreIsTakenAway(t *testing.T) {
	t.Parallel()
	r := openChatroom(t, withPicture)
	id := r.file()
	r.sign(id, "")
	first := r.toReaders(1, 0)
	r.settled(id)
	correction, err := r.g.editors.Correct(t.Context(), id, chiefLi, "最高气温有误")
	if err != nil {
		t.Fatal(err)
	}
	words := edition.Words{Text: "16日（周二）：多云间晴天，东北风3级左右，气温12℃～35℃。", Override: "以台站会商为准"}
	if _, err := r.g.editors.EditWords(t.Context(), correction.ID, correction.Revision, chiefLi, words); err != nil {
		t.Fatal(err)
	}
	r.sign(correction.ID, "")
	second := r.toReaders(1, 1)
	if !second.Photo || second.Sum == first.Sum || !strings.Contains(second.Text, "更正") {
		t.Errorf("after the correction the readers have %+v", second)
	}
	r.until(newsroomChat, "【没有配图】", "与资料有矛盾")
}

func TestWithoutASettingNothingIsDrawn(t *testing.T) {
	t.Parallel()
	r := openChatroom(t)
	r.sign(r.file(), "")
	if m := r.toReaders(1, 0); m.Photo {
		t.Errorf("the readers got a picture: %+v", m)
	}
}

// A name that no font can write leaves the text alone; it is told before the first edition
// and with each.
func TestARareNameIsTold(t *testing.T) {
	t.Parallel()
	const rare = "𰻞乡"
	r := openChatroom(t, withPicture, func(c *config.Config) {
		p := c.Places["xinxiang"]
		p.Name = rare
		c.Places["xinxiang"] = p
	})
	if problems := pictureProblems(r.g.config); len(problems) != 1 || !strings.Contains(problems[0].Message, "𰻞") {
		t.Errorf("the check says %v", problems)
	}
	if found := pictureHealth(r.g.config); len(found) != 1 || found[0].Health != Bad {
		t.Errorf("the doctor says %v", found)
	}
	id := r.file()
	dossier, err := r.store.Dossier(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if fault := r.g.office.messages.pictures.Fault(dossier); !strings.Contains(fault, "𰻞") {
		t.Errorf("the desk is told %q", fault)
	}
	r.sign(id, "")
	if m := r.toReaders(1, 0); m.Photo {
		t.Errorf("the readers got a picture: %+v", m)
	}
	r.until(newsroomChat, "【没有配图】", "𰻞")
}

func TestOwnFontsAreChecked(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, data := range map[string][]byte{"own.ttf": goregular.TTF, "text.ttf": []byte("no font")} {
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for setting, want := range map[string]string{
		"{font: own.ttf}": "", "{bold_font: own.ttf}": "", "{font: gone.ttf}": "没有字体文件“gone.ttf”", "{font: text.ttf}": "不是能用的字体",
		"{fonts: own.ttf}": "fonts",
	} {
		path := filepath.Join(folder, "config.yaml")
		text := fmt.Sprintf(chatConfig, "https://api.telegram.org") + "picture: " + setting + "\n"
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		problems := Check(path)
		switch {
		case want == "" && len(problems) > 0:
			t.Errorf("%s: %v", setting, problems)
		case want != "" && (len(problems) != 1 || !strings.Contains(problems[0].String(), want)):
			t.Errorf("%s: %v, want %q", setting, problems, want)
		}
	}
}

func TestAChannelWithoutPicturesIsNotAskedForThem(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "config.yaml")
	text := fmt.Sprintf(chatConfig, "https://api.telegram.org")
	text = strings.Replace(text, "channels:\n", "channels:\n  screen: {console: {}}\n", 1)
	for setting, want := range map[string]string{
		"[readers]": "", "[readers, screen]": "picture_to 里的“screen”（console）不能发图片", "[newsroom]": "picture_to 里的“newsroom”不在 publish_to 里",
	} {
		edition := "publish_to: [readers, screen]\n    picture_to: " + setting
		if err := os.WriteFile(path, []byte(strings.Replace(text, "publish_to: [readers]", edition, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		problems := Check(path)
		if want == "" && len(problems) > 0 || want != "" && (len(problems) != 1 || !strings.Contains(problems[0].String(), want)) {
			t.Errorf("%s: %v, want %q", setting, problems, want)
		}
	}
}

// Of what is frozen in the ledger a retry sends the same bytes; messages that are the same
// but for their reader share one.
func TestThePictureIsFrozenWithItsMessage(t *testing.T) {
	t.Parallel()
	r := openChatroom(t, withPicture)
	id := r.file()
	r.sign(id, "")
	r.toReaders(1, 0)
	r.settled(id)
	sent, err := r.store.SentFor(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range sent {
		if d.Occasion != delivery.OnBulletin {
			continue
		}
		sum := sha256.Sum256(d.Message.Photo)
		if hex.EncodeToString(sum[:]) != r.sumOf(id) {
			t.Error("the ledger has another picture than the draft")
		}
	}
}
