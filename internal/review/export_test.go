package review

import "yubao/internal/newsroom"

// Routes returns who may have each route, by its pattern; nobody in particular for "".
func (s *Server) Routes() map[string]newsroom.Role {
	out := map[string]newsroom.Role{}
	for _, r := range s.routes() {
		out[r.pattern] = r.role
	}
	return out
}

// DraftActs returns the acts of a draft's page.
func DraftActs() []string {
	var out []string
	for act := range draftActs {
		out = append(out, act)
	}
	return out
}
