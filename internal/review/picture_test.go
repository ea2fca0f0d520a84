package review_test

import (
	"bytes"
	"fmt"
	"image/png"
	"net/http"
	"strings"
	"testing"

	"yubao/internal/edition"
	"yubao/internal/newsroom"
	"yubao/internal/picture"
)

// drawn draws pictures in the shipped fonts, and says of all of them the same fault.
type drawn string

func (drawn) Draw(d newsroom.Dossier) ([]byte, error) {
	sheet, err := edition.SheetOf(d.Revision)
	if err != nil {
		return nil, err
	}
	fonts, err := picture.LoadFonts(nil, nil)
	if err != nil {
		return nil, err
	}
	data, _, err := picture.Render(sheet.Card(), fonts)
	return data, err
}

func (f drawn) Fault(newsroom.Dossier) string { return string(f) }

func TestThePictureStandsBesideTheDraft(t *testing.T) {
	t.Parallel()
	s, id := newDeskOf(t, "")
	path := fmt.Sprintf("/drafts/%d/picture", id)
	if _, body := s.get(t, s.browser(), path); strings.HasPrefix(body, "\x89PNG") {
		t.Error("the picture is shown without a login")
	}
	b := s.login(t, "zhang")
	page := fmt.Sprintf("/drafts/%d", id)
	if _, body := s.get(t, b, page); !strings.Contains(body, fmt.Sprintf(`src="%s?revision=1"`, path)) {
		t.Error("the page does not show the picture")
	}
	status, body := s.get(t, b, path)
	if status != http.StatusOK {
		t.Fatalf("the picture: %d", status)
	}
	shown, err := png.Decode(bytes.NewReader([]byte(body)))
	if err != nil || shown.Bounds().Dx() != picture.Width {
		t.Errorf("the picture is none: %v", err)
	}

	office := *s.office.Load()
	office.Pictures = drawn("字体没有“𰻞”字")
	s.office.Store(&office)
	if _, body := s.get(t, b, page); !strings.Contains(body, "字体没有“𰻞”字。文字照发。") {
		t.Error("the page does not say why readers get none")
	}
	office.Editions[0].Illustrated = false
	s.office.Store(&office)
	if _, body := s.get(t, b, page); strings.Contains(body, "/picture") {
		t.Error("the page shows a picture that nobody gets")
	}
	if status, _ := s.get(t, b, "/drafts/99/picture"); status != http.StatusNotFound {
		t.Errorf("the picture of no draft: %d", status)
	}
}
