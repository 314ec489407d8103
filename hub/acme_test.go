package hub

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/letsencrypt/pebble/v2/ca"
	"github.com/letsencrypt/pebble/v2/db"
	"github.com/letsencrypt/pebble/v2/va"
	"github.com/letsencrypt/pebble/v2/wfe"
	"github.com/miekg/dns"
	"github.com/pocketbase/pocketbase/core"
	"golang.org/x/crypto/acme"
)

const domain = "hub.example.org"

// nameserver answers that every name is this machine.
func nameserver(t *testing.T) (address string) {
	t.Helper()
	conn, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	up := make(chan struct{})
	s := &dns.Server{Listener: conn, NotifyStartedFunc: func() { close(up) }, Handler: dns.HandlerFunc(func(w dns.ResponseWriter, q *dns.Msg) {
		a := new(dns.Msg).SetReply(q)
		for _, asked := range q.Question {
			if asked.Qtype == dns.TypeA {
				a.Answer = append(a.Answer, &dns.A{Hdr: dns.RR_Header{Name: asked.Name, Rrtype: dns.TypeA, Class: dns.ClassINET, Ttl: 1}, A: net.IPv4(127, 0, 0, 1)})
			}
		}
		_ = w.WriteMsg(a)
	})}
	ended := make(chan error, 1)
	go func() { ended <- s.ActivateAndServe() }()
	<-up
	t.Cleanup(func() {
		if err := errors.Join(s.Shutdown(), <-ended); err != nil {
			t.Error(err)
		}
	})
	return conn.Addr().String()
}

// TestACertificateByACME gets one from a certificate authority that checks the domain as Let's Encrypt does, and begins again without
// asking for another.
func TestACertificateByACME(t *testing.T) {
	t.Setenv("PEBBLE_VA_NOSLEEP", "1")
	t.Setenv("PEBBLE_WFE_NONCEREJECT", "0")
	probe, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := probe.Addr().(*net.TCPAddr).Port // the authority has to know it before the hub listens
	if err := probe.Close(); err != nil {
		t.Fatal(err)
	}
	quiet, store := log.New(io.Discard, "", 0), db.NewMemoryStore()
	authority := ca.New(quiet, store, "", "ecdsa", 0, 1, map[string]ca.Profile{"default": {Description: "default"}})
	front := wfe.New(quiet, store, va.New(quiet, 0, port, false, nameserver(t), store), authority, []string{"pebble.letsencrypt.org"}, false, false, 1, 1)
	var asked atomic.Int64
	inner := front.Handler()
	web := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { asked.Add(1); inner.ServeHTTP(w, r) }))
	t.Cleanup(web.Close)
	roots := x509.NewCertPool()
	roots.AddCert(authority.GetRootCert(0).Cert)

	dir := filepath.Join(t.TempDir(), "hub")
	visit := func() (health int) {
		t.Helper()
		h, err := Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		h.app.OnServe().BindFunc(func(e *core.ServeEvent) error {
			e.CertManager.Client = &acme.Client{DirectoryURL: web.URL + wfe.DirectoryPath, HTTPClient: web.Client()}
			return e.Next()
		})
		ctx, stop := context.WithCancel(t.Context())
		address, ended := make(chan string, 1), make(chan error, 1)
		go func() {
			ended <- h.Serve(ctx, Entrance{Address: (&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port}).String(), Domains: []string{domain}}, func(at string) { address <- at }, func(error) {})
		}()
		defer func() {
			stop()
			if err := <-ended; err != nil {
				t.Error(err)
			}
			if err := h.Close(); err != nil {
				t.Error(err)
			}
		}()
		var at string
		select {
		case at = <-address:
		case err := <-ended:
			ended <- nil
			t.Fatal(err)
		}
		transport := &http.Transport{
			TLSClientConfig: &tls.Config{RootCAs: roots}, //nolint:gosec // Go's default version
			DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
				return (&net.Dialer{}).DialContext(ctx, network, at)
			},
		}
		defer transport.CloseIdleConnections()
		q, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://"+domain+"/api/health", nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := (&http.Client{Transport: transport}).Do(q)
		if err != nil {
			t.Errorf("with a certificate of the authority alone: %v", err)
			return 0
		}
		defer res.Body.Close()
		return res.StatusCode
	}
	if code := visit(); code != http.StatusOK || asked.Load() == 0 {
		t.Fatalf("the hub answers %d, the authority was asked %d times", code, asked.Load())
	}
	before := asked.Load()
	if code := visit(); code != http.StatusOK || asked.Load() != before {
		t.Errorf("begun again the hub answers %d, and the authority was asked %d times more", code, asked.Load()-before)
	}
	t.Logf("the authority was asked %d times", before)
}
