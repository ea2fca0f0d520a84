// Package remote is the one client for HTTP APIs. It brings what every adapter
// needs and none should write again: a timeout and a size limit, gzip, no redirects,
// conditional requests, statuses turned into consequences (package retry), tries
// again with backoff and jitter where nothing can happen twice, the difference
// between "not sent" and "no proof came back", and errors without secrets.
//
// A GET is safe: it is tried up to Request.Tries times as long as its error asks for
// it. Any other method is sent once; tries belong to its caller, who keeps a ledger.
// When such a request was written and no reply could be read, or the reply was a 5xx,
// the error is retry.Uncertain.
package remote
