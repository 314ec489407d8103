package espocrm

import (
	"net"
	"net/url"
	"strings"

	"satchel/sync/remote"
)

// apiPath stands between the address of an installation and every request.
const apiPath = "/api/v1/"

// baseURL makes the base of all requests from the address that a person gave: "crm.example.org", "https://crm.example.org/" and
// what stands in the browser's address line all do. Without a scheme it is https, on this computer http.
func baseURL(address string) (*url.URL, error) {
	text := strings.TrimSpace(address)
	if text == "" {
		return nil, badAddress("Enter the address of EspoCRM, like crm.example.org.")
	}
	if !strings.Contains(text, "://") {
		text = "https://" + text
		if u, err := url.Parse(text); err == nil && isLoopback(u.Hostname()) {
			u.Scheme = "http"
			text = u.String()
		}
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Hostname() == "" || strings.ContainsAny(u.Host, " \t\r\n"):
		return nil, badAddress("This is not the address of a server. Enter one like crm.example.org.")
	case u.User != nil:
		return nil, badAddress("A password does not belong into the address. Enter the address alone, like crm.example.org.")
	case u.Scheme == "http" && !isLoopback(u.Hostname()):
		return nil, badAddress("The address begins with http://, so everybody on the way could read the key and the data. Use https://.")
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, badAddress("The address must begin with https://.")
	}
	path := strings.TrimSuffix(strings.TrimRight(u.Path, "/"), "/index.php")
	path = strings.TrimRight(strings.TrimSuffix(path, strings.TrimRight(apiPath, "/")), "/")
	return &url.URL{Scheme: u.Scheme, Host: strings.ToLower(u.Host), Path: path + apiPath}, nil
}

// isLoopback tells whether a host is this computer, where plain http is no risk.
func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

func badAddress(sentence string) error {
	return &remote.Error{Class: remote.Rejected, Field: "url", Message: sentence}
}
