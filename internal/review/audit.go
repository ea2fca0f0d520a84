package review

import (
	"net/http"

	"yubao/internal/newsroom"
)

// mostAudit is how many entries of the audit log one page shows.
const mostAudit = 200

func (s *Server) showAudit(w http.ResponseWriter, r *http.Request, _ newsroom.Person) {
	entries, err := s.Store.AuditLog(r.Context(), mostAudit)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	for i := range entries {
		entries[i].At = entries[i].At.In(s.Zone)
	}
	s.show(w, r, http.StatusOK, "audit", entries)
}
