package app

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"yubao/internal/courier"
	"yubao/internal/delivery"
	"yubao/internal/newsroom"
	"yubao/internal/source"
	"yubao/internal/store"
)

// metrics are what an operator watches. They are safe for concurrent use.
type metrics struct {
	health   *health // of the sources
	registry *prometheus.Registry

	editions *prometheus.CounterVec   // edition, outcome: filed, held
	fetches  *prometheus.HistogramVec // source, outcome: ok, failed
	attempts *prometheus.CounterVec   // channel, outcome
	reloads  *prometheus.CounterVec   // outcome: done, refused
}

// counts is what the ledger is asked for when somebody looks.
type counts interface {
	CountStates(ctx context.Context) ([]store.StateCount, error)
	Broadcasts(ctx context.Context) ([]delivery.Progress, error)
	Drafts(ctx context.Context, state newsroom.State, most int) ([]newsroom.Draft, error)
}

func newMetrics(ledger counts, now func() time.Time) *metrics {
	m := &metrics{
		health:   newHealth(now),
		registry: prometheus.NewRegistry(),
		editions: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "yubao_editions_total", Help: "Editions by outcome: filed or held.",
		}, []string{"edition", "outcome"}),
		fetches: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "yubao_fetch_seconds", Help: "Time that sources took to answer, by outcome.",
			Buckets: []float64{.05, .1, .25, .5, 1, 2.5, 5, 10, 30},
		}, []string{"source", "outcome"}),
		attempts: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "yubao_delivery_attempts_total", Help: "Attempts to send by channel and what became of them.",
		}, []string{"channel", "outcome"}),
		reloads: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "yubao_reloads_total", Help: "Reloads of the configuration: done or refused.",
		}, []string{"outcome"}),
	}
	m.registry.MustRegister(m.editions, m.fetches, m.attempts, m.reloads,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		&ledgerCollector{ledger: ledger, now: now},
	)
	return m
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// ledgerCollector reads the ledger when it is asked, so that the figures are right
// after a restart and with several processes.
type ledgerCollector struct {
	ledger counts
	now    func() time.Time
}

var (
	deliveriesDesc = prometheus.NewDesc("yubao_deliveries", "Rows of the delivery ledger by channel and state.", []string{"channel", "state"}, nil)
	broadcastDesc  = prometheus.NewDesc("yubao_broadcast_messages", "Messages of running broadcasts by state.", []string{"edition", "draft", "state"}, nil)
	sinceDesc      = prometheus.NewDesc("yubao_seconds_since_last_edition", "Seconds since an edition was last filed; absent before the first.", nil, nil)
	rateDesc       = prometheus.NewDesc("yubao_broadcast_rate", "Messages a second of running broadcasts.", []string{"edition", "draft"}, nil)
)

// Describe lists what Collect sends.
func (c *ledgerCollector) Describe(out chan<- *prometheus.Desc) {
	out <- deliveriesDesc
	out <- sinceDesc
	out <- broadcastDesc
	out <- rateDesc
}

// collectTimeout bounds the queries of one look at the metrics.
const collectTimeout = 5 * time.Second

// Collect asks the ledger. A ledger that cannot answer leaves a gap in the figures.
func (c *ledgerCollector) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), collectTimeout)
	defer cancel()
	states, err := c.ledger.CountStates(ctx)
	if err != nil {
		out <- prometheus.NewInvalidMetric(deliveriesDesc, err)
		return
	}
	for _, s := range states {
		out <- prometheus.MustNewConstMetric(deliveriesDesc, prometheus.GaugeValue, float64(s.Count), s.Channel, string(s.State))
	}
	if last, err := c.ledger.Drafts(ctx, "", 1); err == nil && len(last) == 1 {
		out <- prometheus.MustNewConstMetric(sinceDesc, prometheus.GaugeValue, c.now().Sub(last[0].Filed).Seconds())
	}
	running, err := c.ledger.Broadcasts(ctx)
	if err != nil {
		out <- prometheus.NewInvalidMetric(broadcastDesc, err)
		return
	}
	for _, p := range running {
		draft := strconv.FormatInt(p.Draft, 10)
		for state, n := range p.States {
			out <- prometheus.MustNewConstMetric(broadcastDesc, prometheus.GaugeValue, float64(n), p.Edition, draft, string(state))
		}
		out <- prometheus.MustNewConstMetric(rateDesc, prometheus.GaugeValue, p.Rate(), p.Edition, draft)
	}
}

// fetched counts a step of a chain of sources.
func (m *metrics) fetched(a source.Attempt) {
	if a.Step != source.StepFetch {
		return
	}
	m.health.note(a)
	outcome := "ok"
	if a.Err != nil {
		outcome = "failed"
	}
	m.fetches.WithLabelValues(a.Source, outcome).Observe(a.Took.Seconds())
}

// tried counts an attempt to send.
func (m *metrics) tried(a courier.Attempt) {
	m.attempts.WithLabelValues(a.Channel, string(a.State)).Inc()
}

// made counts an edition.
func (m *metrics) made(edition, outcome string) {
	m.editions.WithLabelValues(edition, outcome).Inc()
}
