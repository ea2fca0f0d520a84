package review

import (
	"net/http"
	"strconv"

	"yubao/internal/newsroom"
)

// pictureView is the picture that goes out with a draft, or why there is none.
type pictureView struct {
	Draft    newsroom.DraftID
	Revision int
	Fault    string
}

// pictureOf is how the page shows a draft's picture; nil where its readers get none.
func pictureOf(office Office, e Edition, d newsroom.Dossier) *pictureView {
	if office.Pictures == nil || !e.Illustrated {
		return nil
	}
	return &pictureView{Draft: d.Draft.ID, Revision: d.Draft.Revision, Fault: office.Pictures.Fault(d)}
}

// showPicture sends the picture of a draft's current revision.
func (s *Server) showPicture(w http.ResponseWriter, r *http.Request, _ newsroom.Person) {
	id, ok := draftID(r)
	office := s.office()
	if !ok || office.Pictures == nil {
		s.fail(w, r, newsroom.ErrNotFound)
		return
	}
	dossier, err := s.Store.Dossier(r.Context(), id)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	png, err := office.Pictures.Draw(dossier)
	if err != nil {
		if fault := office.Pictures.Fault(dossier); fault != "" {
			s.refuse(w, r, http.StatusNotFound, "这一版没有图片："+fault+"。")
			return
		}
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Content-Length", strconv.Itoa(len(png)))
	_, _ = w.Write(png) // whoever hung up needs no answer
}
