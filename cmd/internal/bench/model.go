package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"satchel/sync/espocrm/espotest"
)

const (
	modelKey = "0123456789abcdef0123456789abcdef"
	// realPage is how long a real server takes for 200 contacts with chosen attributes (EspoCRM 9.3.10, 2 cores, local network).
	realPage = 46 * time.Millisecond
)

// serveModel is the model of EspoCRM with so many contacts, in a process of its own so that its work is not taken for ours. It prints
// its address, and ends when its input does.
func serveModel(contacts int) error {
	var past atomic.Int64 // the records are older than what a round looks at once more
	past.Store(int64(24 * time.Hour))
	m := espotest.New(func() time.Time { return time.Now().Add(-time.Duration(past.Load())) })
	if _, err := m.AddUser(espotest.User{UserName: "sync", Type: "api", APIKey: modelKey, Role: espotest.FullRole()}); err != nil {
		return err
	}
	for i := range contacts {
		n := strconv.Itoa(i)
		if _, err := m.Create("admin", "Contact", map[string]any{
			"firstName": "Adaeze", "lastName": "Family" + n, "emailAddress": "p" + n + "@firm.example", "phoneNumber": "+4930" + strconv.Itoa(10_000_000+i),
			"description": "met at the fair " + strconv.Itoa(i%400), "addressCity": "Berlin", "addressStreet": "Lindenstr. " + n,
		}); err != nil {
			return err
		}
	}
	past.Store(0)
	at, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	var busy, requests atomic.Int64
	server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/figures" {
			_, _ = fmt.Fprintln(w, busy.Load(), requests.Load())
			return
		}
		start := time.Now()
		m.ServeHTTP(w, r)
		if took := time.Since(start); strings.HasSuffix(r.URL.Path, "/Contact") && r.Method == http.MethodGet && took < realPage {
			<-time.After(realPage - took)
		}
		busy.Add(int64(time.Since(start)))
		requests.Add(1)
	})}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		_ = server.Close()
	}()
	fmt.Println("http://" + at.Addr().String())
	if err := server.Serve(at); err != http.ErrServerClosed { //nolint:errorlint // documented value
		return err
	}
	return nil
}

// model is a running model.
type model struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	url string
}

func (b *bench) startModel(contacts int) (*model, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find this program: %w", err)
	}
	m := &model{cmd: exec.CommandContext(b.ctx, self, "-model", strconv.Itoa(contacts))} //nolint:gosec // ourselves
	m.cmd.Stderr = os.Stderr
	if m.in, err = m.cmd.StdinPipe(); err != nil {
		return nil, fmt.Errorf("start the model: %w", err)
	}
	out, err := m.cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("start the model: %w", err)
	}
	if err := m.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the model: %w", err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if m.url = strings.TrimSpace(line); err != nil {
		return nil, fmt.Errorf("start the model: %w", err)
	}
	return m, nil
}

func (m *model) stop() {
	_ = m.in.Close()
	_ = m.cmd.Wait()
}

// figures returns how long the model worked, and how many requests came.
func (m *model) figures() (busy time.Duration, requests int64, err error) {
	body, err := m.get("/figures")
	if err != nil {
		return 0, 0, err
	}
	var ns int64
	_, err = fmt.Sscan(body, &ns, &requests)
	return time.Duration(ns), requests, err
}

func (m *model) get(path string) (string, error) {
	res, err := http.Get(m.url + path) //nolint:gosec,noctx // our own process
	if err != nil {
		return "", fmt.Errorf("ask the model: %w", err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("the model says %s", body)
	}
	return string(body), err
}
