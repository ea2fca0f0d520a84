package chaos

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"yubao/internal/channel/faultserver"
)

// Service is the stand-in for the Bot API and the webhooks, listening on 127.0.0.1.
type Service struct {
	*faultserver.Server
	URL    string
	server *http.Server
}

// Serve starts a service. The caller closes it.
func Serve(plan faultserver.Plan) (*Service, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	faulty := faultserver.New(plan)
	s := &Service{Server: faulty, URL: "http://" + listener.Addr().String(), server: &http.Server{Handler: faulty, ReadHeaderTimeout: 10 * time.Second}}
	go func() {
		if err := s.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			panic(fmt.Sprintf("stand-in for the services: %v", err))
		}
	}()
	return s, nil
}

// Close ends all requests.
func (s *Service) Close() {
	s.Server.Close()
	_ = s.server.Close()
}

// Arrived counts the messages that reached each chat of readers, who have positive numbers.
func (s *Service) Arrived() map[string]int {
	arrived := map[string]int{}
	for _, m := range s.Messages() {
		if m.Chat[0] != '-' {
			arrived[m.Chat]++
		}
	}
	return arrived
}
