package app

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"yubao/internal/delivery"
	"yubao/internal/store"
	"yubao/internal/weather"
)

// metrics are what an operator watches. They are safe for concurrent use.
type metrics struct {
	registry *prometheus.Registry

	editions  *prometheus.CounterVec   // edition, outcome: filed, held
	fetches   *prometheus.HistogramVec // source, outcome: ok, failed
	attempts  *prometheus.CounterVec   // channel, outcome
	lastGood  atomic.Int64             // Unix seconds of the last edition that was filed, 0 for none
	reloadsOK *prometheus.CounterVec   // outcome: done, refused
}

// counts is what the ledger is asked for when somebody looks.
type counts interface {
	CountStates(ctx context.Context) ([]store.StateCount, error)
	Broadcasts(ctx context.Context) ([]delivery.Progress, error)
}

func newMetrics(ledger counts, now func() time.Time) *metrics {
	m := &metrics{
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
		reloadsOK: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "yubao_reloads_total", Help: "Reloads of the configuration: done or refused.",
		}, []string{"outcome"}),
	}
	m.registry.MustRegister(m.editions, m.fetches, m.attempts, m.reloadsOK,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "yubao_seconds_since_last_edition",
			Help: "Seconds since an edition was last filed by this process; -1 for none yet.",
		}, func() float64 { return m.sinceLast(now()) }),
		&ledgerCollector{ledger: ledger},
	)
	return m
}

func (m *metrics) sinceLast(now time.Time) float64 {
	last := m.lastGood.Load()
	if last == 0 {
		return -1
	}
	return float64(now.Unix() - last)
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// ledgerCollector reads the ledger when it is asked, so that the figures are right
// after a restart and with several processes.
type ledgerCollector struct{ ledger counts }

var (
	deliveriesDesc = prometheus.NewDesc("yubao_deliveries", "Rows of the delivery ledger by channel and state.", []string{"channel", "state"}, nil)
	broadcastDesc  = prometheus.NewDesc("yubao_broadcast_messages", "Messages of running broadcasts by state.", []string{"edition", "draft", "state"}, nil)
	rateDesc       = prometheus.NewDesc("yubao_broadcast_rate", "Messages a second of running broadcasts.", []string{"edition", "draft"}, nil)
)

// Describe lists what Collect sends.
func (c *ledgerCollector) Describe(out chan<- *prometheus.Desc) {
	out <- deliveriesDesc
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
	running, err := c.ledger.Broadcasts(ctx)
	if err != nil {
		out <- prometheus.NewInvalidMetric(broadcastDesc, err)
		return
	}
	for _, p := range running {
		draft := itoa(p.Draft)
		for state, n := range p.States {
			out <- prometheus.MustNewConstMetric(broadcastDesc, prometheus.GaugeValue, float64(n), p.Edition, draft, string(state))
		}
		out <- prometheus.MustNewConstMetric(rateDesc, prometheus.GaugeValue, p.Rate(), p.Edition, draft)
	}
}

// watched is a source whose answers are counted.
type watched struct {
	weather.Source
	name    string
	metrics *metrics
	now     func() time.Time
}

// Forecast asks the source and notes how long it took.
func (w watched) Forecast(ctx context.Context, place weather.Place, days int) (weather.Forecast, error) {
	began := w.now()
	f, err := w.Source.Forecast(ctx, place, days)
	outcome := "ok"
	if err != nil {
		outcome = "failed"
	}
	w.metrics.fetches.WithLabelValues(w.name, outcome).Observe(w.now().Sub(began).Seconds())
	return f, err
}
