package remote

import (
	"fmt"
	"net/http"
	"net/url"
	"time"

	"yubao/internal/secret"
)

// Request is one call of an API. Only URL is needed: the zero values of the rest
// mean GET, the client's limits, and the judgement of Check.
type Request struct {
	Method string // GET when empty, or POST when there is something to send
	URL    string // absolute, without the query of Query
	Query  url.Values
	Header http.Header

	// At most one of these is sent.
	JSON  any        // as JSON without HTML escapes
	Body  []byte     // exact bytes, as a signature needs them; Header has their Content-Type
	Form  url.Values // as a form, or as multipart fields when there are Files
	Files []File     // as multipart

	Secrets []secret.String // values that must not show in an error: keys in the URL, tokens in a body
	Tries   int             // of a safe method, in all; the client's when 0
	Timeout time.Duration   // of one try; the client's when 0
	Limit   int             // of the reply's body in bytes, unpacked; the client's when 0

	// Remember keeps the reply until its Expires and then asks again with
	// If-Modified-Since, as MET Norway's terms ask for. Safe methods only.
	Remember bool
	// PublicOnly refuses to connect to loopback, private, link-local and other
	// addresses that are not of the public internet, whatever the name resolves to.
	PublicOnly bool
	// Judge says whether a reply is good; nil is Check. It sees replies of every
	// status, so that a service's error codes can be read from bodies. A safe request
	// is tried again when the error asks for it.
	Judge func(Response) error
}

// File is a file of a multipart request.
type File struct {
	Field, Name, ContentType string
	Data                     []byte
}

func (r Request) method() string {
	switch {
	case r.Method != "":
		return r.Method
	case r.JSON != nil || r.Body != nil || r.Form != nil || r.Files != nil:
		return http.MethodPost
	}
	return http.MethodGet
}

// safe reports whether the request may be repeated without anything happening twice.
func (r Request) safe() bool {
	m := r.method()
	return m == http.MethodGet || m == http.MethodHead
}

// String names the request without path, query or user: all three may hold a secret.
func (r Request) String() string {
	host := "unreadable address"
	if u, err := url.Parse(r.URL); err == nil && u.Host != "" {
		host = u.Host
	}
	return fmt.Sprintf("%s %s", r.method(), host)
}

// Response is a reply that was received whole.
type Response struct {
	Status int
	Header http.Header
	Body   []byte    // unpacked, within the limit
	At     time.Time // when it was received, or last confirmed by the service
	Cached bool      // from memory: still fresh, or confirmed by a 304
}
